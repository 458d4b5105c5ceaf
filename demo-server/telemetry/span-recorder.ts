/**
 * An in-memory exporter for tests that run inside of the system they test: it keeps the spans of one run that begin
 * while somebody records, and says when all of them have ended. Without a recording it keeps nothing.
 */
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../protocol.ts';
import type { RunRef } from './run-baggage.ts';

export interface Recording {
  /** In the order in which they began; some may still be open. */
  readonly spans: readonly ReadableSpan[];
  /** How many of them have begun, and how many have ended, as one number that only grows. */
  signs(): number;
  /** Resolves when none of them is open. */
  idle(): Promise<void>;
  stop(): void;
}
export interface SpanRecorder extends SpanProcessor {
  /** Spans of this run; of none in particular if it is undefined. */
  record(run: RunRef | undefined): Recording;
}

interface Tape {
  readonly run: RunRef | undefined;
  readonly spans: ReadableSpan[];
  readonly open: Set<string>;
  waiting: (() => void)[];
}

export function spanRecorder(): SpanRecorder {
  const tapes = new Set<Tape>();
  return {
    record(run) {
      const tape: Tape = { run, spans: [], open: new Set(), waiting: [] };
      tapes.add(tape);
      return {
        spans: tape.spans,
        signs: () => 2 * tape.spans.length - tape.open.size,
        idle: () =>
          tape.open.size === 0
            ? Promise.resolve()
            : new Promise((resolve) => {
                tape.waiting.push(resolve);
              }),
        stop: () => void tapes.delete(tape),
      };
    },
    onStart(span) {
      for (const tape of tapes) {
        if (!isOfRun(span, tape.run)) continue;
        tape.spans.push(span);
        tape.open.add(span.spanContext().spanId);
      }
    },
    onEnd(span) {
      for (const tape of tapes) {
        if (!tape.open.delete(span.spanContext().spanId) || tape.open.size > 0) continue;
        for (const resolve of tape.waiting) resolve();
        tape.waiting = [];
      }
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

const isOfRun = ({ attributes }: ReadableSpan, run: RunRef | undefined): boolean =>
  attributes[BAGGAGE_SESSION_ID] === run?.sessionId && attributes[BAGGAGE_RUN_ID] === run?.runId;
