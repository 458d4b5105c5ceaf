/**
 * Where ended spans are kept for searching. The port; `memory.ts` implements it. Everything in and out is OTLP/JSON,
 * and the store is bounded: `keptTraces` of `seenTraces`.
 *
 * What was received is told to its sender once `add` has resolved, so it must be there then whatever happens next.
 */
import type { OtlpResource, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import type { TraceReader } from '../../src/trace/model/types.ts';
import type { ArchivedTrace, OlderSearch } from './archive.ts';
import type { SpanColumns } from './span-columns.ts';
import type { Provenance } from './viewer.ts';

export interface StoredTrace {
  readonly traces: OtlpTraces;
  readonly provenance: Provenance;
}

export interface TraceStore {
  /**
   * Resolves when they are kept as well as this store can keep them; rejects with `NotKept` when none of them is.
   * `bytes` is how large they were when they arrived, where that is known: it counts towards the bound.
   */
  add(traces: OtlpTraces, bytes?: number, from?: 'own' | 'received'): Promise<void>;
  /** The same for what was received, which comes in columns. */
  addReceived(columns: SpanColumns, bytes: number): Promise<void>;
  /** Which traces are searched. */
  newestTraces(): ReadonlySet<string>;
  /** How many traces are kept besides those. */
  readonly olderTraces: number;
  /** What is kept, newest first, by the portion; a trace that cannot match may be left out. */
  older(search: OlderSearch): AsyncIterable<readonly ArchivedTrace[]>;
  /** Some of that, evenly spread; for whoever wants an impression of it. */
  spread(): Promise<readonly ArchivedTrace[]>;
  /** What sent something that is kept there; where there are very many, the newest. */
  resources(): readonly OtlpResource[];
  /** How many spans are kept, in memory or not. */
  readonly allSpans: number;
  /** Of the next span to arrive there. */
  readonly nextPlace: number;
  /** How often something of what is kept has left for good. */
  readonly departures: number;
  /** The trace wherever it is kept, in memory or not. The id is lower-case hex. */
  find(traceId: string): Promise<StoredTrace | undefined>;
  /** Where the trace comes from; undefined when it is not here. */
  provenance(traceId: string): Provenance | undefined;
  /** The trace as OTLP/JSON, if it is among those that are searched. The id is lower-case hex. */
  trace(traceId: string): OtlpTraces | undefined;
  /**
   * The kept spans in columns, for searching. May still hold some of a trace that has left: ask {@link trace} or
   * {@link has} before showing it.
   */
  table(): TraceReader;
  has(traceId: string): boolean;
  readonly keptTraces: number;
  readonly keptSpans: number;
  readonly seenTraces: number;
}
