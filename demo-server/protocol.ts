/**
 * What a demo server says to a page over its feed. Over HTTP each message is one server-sent event (`event:` = type,
 * `id:` = id, `data:` = JSON of data); over `postMessage` it is the object itself.
 */
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from '../src/trace/model/otlp-json.ts';

export type FeedMessage = { readonly id: number } & (
  | { readonly type: 'spans-started'; readonly data: OtlpTraces }
  | { readonly type: 'traces'; readonly data: OtlpTraces }
  | { readonly type: 'logs'; readonly data: OtlpLogs }
  | { readonly type: 'metrics'; readonly data: OtlpMetrics }
  | { readonly type: 'settled'; readonly data: Settled }
  | { readonly type: 'dropped'; readonly data: Dropped }
);
export const FEED_TYPES = ['spans-started', 'traces', 'logs', 'metrics', 'settled', 'dropped'] as const;

/** A run is settled when no span is open, the queue is empty and nothing arrived for 150 ms; after 5 s it timed out. */
export interface Settled {
  readonly runId: string;
  readonly verdict: 'settled' | 'timed-out';
  /** What was still going on when time ran out; both 0 when settled. */
  readonly openSpans: number;
  readonly queuedMessages: number;
}
/** Messages this subscriber will never see, because it read too slowly or came back too late. */
export interface Dropped {
  readonly messages: number;
  readonly spans: number;
  readonly reason: 'slow-subscriber' | 'replay-expired';
}

export const QUIET_MS = 150;
export const TIMEOUT_MS = 5_000;

/** W3C baggage keys the page sends with each run; the only ones copied onto telemetry. */
export const BAGGAGE_SESSION_ID = 'session.id';
export const BAGGAGE_RUN_ID = 'bldg.run.id';

/** The body of every error outside OTLP. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}
