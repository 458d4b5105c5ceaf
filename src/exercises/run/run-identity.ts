/**
 * Who a run is, on the wire: W3C trace context and baggage, made afresh for each run.
 * Sources: www.w3.org/TR/trace-context, www.w3.org/TR/baggage.
 */
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../../../demo-server/protocol.ts';

export interface RunIdentity {
  readonly runId: string;
  readonly session: string;
  readonly traceId: string;
  /** The browser's own span, parent of every request of the run. */
  readonly rootSpanId: string;
}

/** Fills an array of that many bytes; `crypto.getRandomValues` outside of tests. */
export type RandomBytes = (length: number) => Uint8Array;

export function newRunIdentity(session: string, randomBytes: RandomBytes): RunIdentity {
  return {
    runId: hex(randomBytes(8)),
    session,
    traceId: validId(randomBytes(16)),
    rootSpanId: validId(randomBytes(8)),
  };
}

export function traceHeaders(run: RunIdentity): Record<string, string> {
  const baggage: [key: string, value: string][] = [
    [BAGGAGE_SESSION_ID, run.session],
    [BAGGAGE_RUN_ID, run.runId],
  ];
  return {
    traceparent: `00-${run.traceId}-${run.rootSpanId}-01`,
    baggage: baggage.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join(','),
  };
}

export const systemRandomBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** All zeros is the one id the specification forbids. */
function validId(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte === 0)) bytes[0] = 1;
  return hex(bytes);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
