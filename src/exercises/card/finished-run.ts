/** An outcome of a run as the card shows it. Pure. */

import { runFigures } from '../run/run-figures.ts';
import type { RunOutcome } from '../run/run-outcome.ts';
import type { FinishedRun, Notice } from './card-types.ts';
import { plural } from './run-words.ts';

type Judged = Extract<RunOutcome, { type: 'judged' }>;

export function finishedRun({ durationMs, judgement, evidence }: Judged): FinishedRun {
  const { table, values, sql } = evidence;
  const figures = runFigures(table);
  return { durationMs, results: judgement.results, values, ...figures, ...(sql && { sql }) };
}

/** Whether something of it still holds on to the server: a request without an answer, a message that nobody finishes. */
export const isStuck = ({ unsettled }: Judged): boolean =>
  unsettled !== undefined && (unsettled.unanswered !== undefined || unsettled.queuedMessages > 0);

export function timedOutNotice(judged: Judged, ownCode: boolean): Notice {
  const { openSpans = 0, queuedMessages = 0, unanswered } = judged.unsettled ?? {};
  const rest = [
    ...(unanswered === undefined ? [] : [`${unanswered} was not answered`]),
    ...(openSpans > 0 ? [`${plural(openSpans, 'span')} ${wasOrWere(openSpans)} still open`] : []),
    ...(queuedMessages > 0
      ? [`${plural(queuedMessages, 'message')} ${wasOrWere(queuedMessages)} still queued`]
      : []),
  ].join(', ');
  return {
    message: `The run did not come to rest in time${rest ? `: ${rest}` : ''}.`,
    hint: ownCode ? ownHint(isStuck(judged), openSpans) : `${NEVER_PASSED} Run again.`,
  };
}

const NEVER_PASSED = 'A run that has not settled never counts as passed.';

function ownHint(stuck: boolean, openSpans: number): string {
  if (stuck)
    return 'Look for an await of a promise that nobody fulfils. Your code is kept; change it and run again, with a fresh demo server.';
  if (openSpans > 0) return `${NEVER_PASSED} Look for a span that your code starts and does not end.`;
  return `${NEVER_PASSED} Run again.`;
}

const wasOrWere = (count: number): string => (count === 1 ? 'was' : 'were');
