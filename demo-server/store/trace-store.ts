/**
 * Where ended spans are kept for searching. The port; `memory.ts` implements it. Everything in and out is OTLP/JSON,
 * and the store is bounded: `keptTraces` of `seenTraces`.
 */
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';

export interface TraceStore {
  add(traces: OtlpTraces): void;
  /** The trace as OTLP/JSON, or undefined. The id is lower-case hex. */
  trace(traceId: string): OtlpTraces | undefined;
  /** Newest first. */
  newest(limit: number): readonly OtlpTraces[];
  readonly keptTraces: number;
  readonly keptSpans: number;
  readonly seenTraces: number;
}
