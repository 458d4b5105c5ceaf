/**
 * Which session and which press of Run does this work belong to? The answer travels as W3C baggage, and only these
 * two keys ever leave the baggage for telemetry. Values are checked where they enter the process: baggage is written
 * by strangers.
 */
import { type Baggage, type Context, propagation } from '@opentelemetry/api';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../protocol.ts';

export interface RunRef {
  readonly sessionId: string;
  readonly runId: string | undefined;
}

const SESSION_ID = /^[A-Za-z0-9_-]{8,64}$/;
const RUN_ID = /^[A-Za-z0-9_-]{1,64}$/;

export const SESSION_ID_HINT = 'A session id is 8 to 64 characters out of A-Z, a-z, 0-9, _ and -.';
export const isSessionId = (text: unknown): text is string =>
  typeof text === 'string' && SESSION_ID.test(text);
export const isRunId = (text: unknown): text is string => typeof text === 'string' && RUN_ID.test(text);

/** The run this context works for, or undefined when nobody asked to watch. */
export function runOf(context: Context): RunRef | undefined {
  return runOfBaggage(propagation.getBaggage(context));
}

function runOfBaggage(baggage: Baggage | undefined): RunRef | undefined {
  const sessionId = baggage?.getEntry(BAGGAGE_SESSION_ID)?.value;
  if (!isSessionId(sessionId)) return undefined;
  const runId = baggage?.getEntry(BAGGAGE_RUN_ID)?.value;
  return { sessionId, runId: isRunId(runId) ? runId : undefined };
}

/** The context with this run as its only baggage; used where the context itself did not travel (the outbox row did). */
export function withRun(context: Context, run: RunRef | undefined): Context {
  if (run === undefined) return propagation.deleteBaggage(context);
  const entries = { [BAGGAGE_SESSION_ID]: { value: run.sessionId } };
  const withRunId =
    run.runId === undefined ? entries : { ...entries, [BAGGAGE_RUN_ID]: { value: run.runId } };
  return propagation.setBaggage(context, propagation.createBaggage(withRunId));
}
