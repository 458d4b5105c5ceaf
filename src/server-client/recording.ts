/**
 * A run of the real demo server, written down by the build: what was asked, what was answered, and every message of the
 * feed with its moment. Telemetry in it is OTLP/JSON as it arrived.
 *
 * Ids of the page's side are seeded, so that a recording made again differs only where the system does; times are real
 * ones, those of the machine that built the site.
 */
import type { FeedMessage } from '../../demo-server/protocol.ts';
import type { OtlpTraces } from '../trace/model/otlp-json.ts';
import { TraceTable } from '../trace/model/trace-table.ts';

export interface Recording {
  readonly format: 1;
  /** An exercise's id, or `first-request`. */
  readonly of: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  /** Of the demo server that was recorded. */
  readonly version: string;
  readonly identity: RecordedIdentity;
  /** In the order in which they were sent. */
  readonly exchanges: readonly RecordedExchange[];
  readonly feed: readonly RecordedMessage[];
  /** The page's own span, which no server sends. */
  readonly root: OtlpTraces;
  readonly durationMs: number;
  /** The learner's part as it starts, where code is edited. */
  readonly program?: { readonly part: string; readonly source: string };
  /** How the exercise was judged; what was not judged has none. */
  readonly judged?: RecordedJudgement;
}

/** Who the run was on the wire. A replay puts its own in their places. */
export interface RecordedIdentity {
  readonly traceId: string;
  readonly rootSpanId: string;
  readonly runId: string;
  readonly session: string;
}

export interface RecordedExchange {
  /** See {@link requestKey}. */
  readonly key: string;
  /** Whether it was part of the run's trace; a reference answer is not. */
  readonly traced: boolean;
  readonly sentUnixNano: string;
  readonly durationMs: number;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A message of the feed, with its moment in place of its number. */
export type RecordedMessage = { readonly atUnixNano: string } & WithoutId<FeedMessage>;
type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never;

export interface RecordedJudgement {
  readonly verdict: 'passed' | 'failed';
  /** One for each check, in the exercise's order. */
  readonly results: readonly {
    readonly pass: boolean;
    readonly expected: string;
    readonly seen: string;
  }[];
}

/** The table of contents of what can be replayed; the page reads it first. */
export interface RecordingIndex {
  readonly recordings: readonly RecordingEntry[];
}
export interface RecordingEntry {
  readonly of: string;
  /** Name of its file, without `.json`. */
  readonly file: string;
  /** The keys of the requests of its trace, in order. */
  readonly traced: readonly string[];
  readonly untraced: readonly string[];
}

/** Equal for requests that ask the same: method, path, and the body whatever the order of its keys. */
export function requestKey(method: string, path: string, body: string | undefined): string {
  return `${method.toUpperCase()} ${path}${body === undefined ? '' : ` ${canonicalJson(body)}`}`;
}

function canonicalJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  } catch {
    return text;
  }
}

/** The name of a recording's file, without `.json`: ids have a slash. */
export const recordingFile = (of: string): string => of.replaceAll('/', '-');

/** The trace as it was when the run had come to rest. */
export function recordedTable({ root, feed }: Recording): TraceTable {
  const table = new TraceTable();
  table.appendTraces(root);
  for (const message of feed) {
    if (message.type === 'traces') table.appendTraces(message.data);
    else if (message.type === 'logs') table.appendLogs(message.data);
    else if (message.type === 'metrics') table.appendMetrics(message.data);
  }
  return table;
}
