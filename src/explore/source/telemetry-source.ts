/** Where the page's telemetry comes from: a demo server, or a file that was opened. The port of everything below `parts/`. */

import type { IngestAnswer, StoreFigures } from '../../../demo-server/protocol.ts';
import type { TraceTable } from '../../trace/model/trace-table.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import type { KnownFields } from '../../trace/traceql/writing.ts';
import type { MetricHistory } from '../metrics/metric-history.ts';

export interface TelemetrySource {
  readonly type: 'server' | 'file';
  /** Rejects with {@link SourceError}; an abandoned question rejects with the signal's reason. */
  search(query: string, signal: AbortSignal, where?: SearchWhere): Promise<TraceList>;
  /** `older`: goes on where an answer before this one stopped. */
  measure(query: string, signal: AbortSignal, where?: MeasureWhere): Promise<MeasuredSeries>;
  /**
   * The trace with its log records and exemplars; undefined when it is not there. An earlier answer may be given: it is
   * brought up to date and is the answer.
   */
  trace(traceId: string, known?: TraceTable): Promise<TraceTable | undefined>;
  /** All of it in one table, or the newest of it, for questions that no index knows. */
  everything(): Promise<Everything>;
  /** A table of log records alone. */
  logs(): Promise<TraceTable>;
  metrics(): Promise<MetricHistory>;
  fields(): Promise<KnownFields>;
  /** How much it keeps, and for how long; a file keeps all. */
  readonly store?: () => Promise<StoreFigures>;
  /** What came to its receiver; a file has none. */
  readonly ingest?: () => Promise<IngestAnswer>;
  /** Calls back when something new may be there; and when it can no longer be reached, or can again. */
  subscribe(changed: () => void, reached?: (isReached: boolean) => void): () => void;
}

export interface Everything {
  readonly table: TraceReader;
  readonly isPart: boolean;
  /** Of a part: how many spans there are in all, where that is known. */
  readonly keptSpans?: number;
}

/** An answer in words: what went wrong, and where in the query, if it is the query. */
export class SourceError extends Error {}

export interface MeasureWhere {
  /** Unix seconds. A file is looked at as a whole. */
  readonly start?: number | undefined;
  readonly older?: string | undefined;
}
export interface SearchWhere extends MeasureWhere {
  /** Where the older answers begin that the asker has. */
  readonly since?: string | undefined;
}

export interface TraceList {
  /** Newest first. */
  readonly traces: readonly ListedTrace[];
  /** How many match; the list holds the newest of them. */
  readonly matched: number;
  readonly kept: number;
  /** Where a search that did not look at everything goes on, given back to `search`. */
  readonly older?: string;
  /** Of a list of older ones: where they begin. */
  readonly since?: string;
  readonly scope: 'everything' | 'own';
}

export interface ListedTrace {
  readonly traceId: string;
  /** Of the root, or of the topmost span that was received. */
  readonly service: string;
  readonly name: string;
  /** False while the root was not received. */
  readonly isRooted: boolean;
  readonly startUnixMs: number;
  readonly durationNs: number;
  readonly spans: number;
  readonly errors: number;
  readonly matched: number;
  readonly services: readonly string[];
}

export interface MeasuredSeries {
  /** Unix seconds, one a bin. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** `s`, `1/s`, or empty. */
  readonly unit: string;
  readonly series: readonly OneSeries[];
  readonly leftOut: number;
  /** Where a measurement that did not look at everything goes on; `never`: it cannot. */
  readonly older?: string;
}
export interface OneSeries {
  readonly label: string;
  /** One a bin; null where there is none. */
  readonly points: readonly (number | null)[];
  readonly exemplars: readonly SeriesExemplar[];
}
export interface SeriesExemplar {
  readonly bin: number;
  readonly traceId: string;
  readonly spanId: string;
}
