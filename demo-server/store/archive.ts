/**
 * Where telemetry is kept for good: the port; on Node `runtime/node/archive/` implements it. Everything in and out is
 * OTLP/JSON, as it was accepted. The newest of it stays in memory as well, see `archived-store.ts`.
 */
import type { OtlpLogs, OtlpMetrics, OtlpResource, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import type { Narrowing } from './narrowing.ts';
import type { SpanColumns } from './span-columns.ts';

/** The services of the demo server, or whoever sends OTLP. */
export type Source = 'own' | 'received';

/** Some rows of the columns that a request became. */
export interface ArchivedSpans {
  readonly columns: SpanColumns;
  readonly rows: readonly number[];
  readonly from: Source;
}

/** Metrics and logs are kept by the request, whole. */
export type ArchivedRequest = {
  readonly records: number;
  readonly bytes: number;
  readonly from: Source;
} & (
  | { readonly signal: 'metrics'; readonly body: OtlpMetrics }
  | { readonly signal: 'logs'; readonly body: OtlpLogs }
);

export interface ArchivedTrace {
  readonly traceId: string;
  readonly traces: OtlpTraces;
  readonly spans: number;
  readonly bytes: number;
  /** Some of it came in by OTLP. */
  readonly isReceived: boolean;
  /** Where its first span and its last stand in the order of arrival. */
  readonly place: number;
  readonly lastPlace: number;
}

export interface OlderSearch {
  readonly narrowing: Narrowing | undefined;
  /** Only traces of earlier places. */
  readonly before?: number | undefined;
  /** Only traces of which something arrived at this place or later, and these. */
  readonly since?: { readonly place: number; readonly traceIds: readonly string[] } | undefined;
  /** These are known already. Asked newest first. */
  skips(trace: Pick<ArchivedTrace, 'traceId' | 'place' | 'lastPlace'>): boolean;
}
export interface ArchiveFigures {
  readonly spans: number;
  /** On the disk. */
  readonly bytes: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** When the oldest of it arrived; undefined while there is nothing. */
  readonly oldestUnixMs?: number;
}

export interface RetentionLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

export const EXPORTED_SIGNALS = ['traces', 'metrics', 'logs'] as const;
/** Named as the Collector's ClickHouse exporter names its own. */
export const EXPORTED_TABLES = [
  'otel_traces',
  'otel_logs',
  'otel_metrics_gauge',
  'otel_metrics_sum',
  'otel_metrics_histogram',
  'otel_metrics_exponential_histogram',
] as const;
export type ExportedTable = (typeof EXPORTED_TABLES)[number];

export interface Archive {
  /** All of it in one transaction: resolves when it is on disk, rejects with `NotKept` when none of it is. */
  commit(spans: readonly ArchivedSpans[], requests: readonly ArchivedRequest[]): Promise<void>;
  /** False only when no span of the trace is here. */
  mayHold(traceId: string): boolean;
  readonly traceCount: number;
  /** Of the next span to arrive. */
  readonly nextPlace: number;
  /** How often something has left for good. */
  readonly departures: number;
  traces(traceIds: readonly string[]): Promise<readonly ArchivedTrace[]>;
  /** Traces that may match, newest first by the arrival of their first span; in portions. */
  older(search: OlderSearch): AsyncIterable<readonly ArchivedTrace[]>;
  /** Some small ones, evenly spread over all there are. */
  spread(maxTraces: number): Promise<readonly ArchivedTrace[]>;
  /** Of what is here; where there are very many, the newest. */
  resources(): readonly OtlpResource[];
  readonly spanCount: number;
  /** Those that began to arrive last, as many as fit into the bounds, oldest first; in portions. */
  newestTraces(maxTraces: number, maxSpans: number): AsyncIterable<readonly ArchivedTrace[]>;
  /** The newest requests of both signals with at most as many records each, oldest first. */
  newestRequests(maxRecords: number, maxBytes: number): Promise<readonly ArchivedRequest[]>;
  figures(): Promise<ArchiveFigures>;
  /** Lets go of what is too old or too much; to be called now and then, and never beside a commit. */
  retain(): Promise<void>;
  /** OTLP/JSON, a request a line, oldest first. */
  exportLines(signal: (typeof EXPORTED_SIGNALS)[number]): ReadableStream<Uint8Array>;
  /** Parquet. */
  exportTable(table: ExportedTable): Promise<ReadableStream<Uint8Array>>;
  close(): Promise<void>;
}
