/** An outcome of a run as the card shows it. Pure. */
import type { RunOutcome } from '../run/run.ts';
import { runFigures } from '../run/run-figures.ts';
import type { FinishedRun, Notice } from './card-types.ts';

type Judged = Extract<RunOutcome, { type: 'judged' }>;

export function finishedRun({ durationMs, judgement, evidence }: Judged): FinishedRun {
  const { table, values, sql } = evidence;
  const figures = runFigures(table);
  return { durationMs, results: judgement.results, values, ...figures, ...(sql && { sql }) };
}

export function timedOutNotice({ unsettled }: Judged, ownCode: boolean): Notice {
  const { openSpans = 0, queuedMessages = 0 } = unsettled ?? {};
  const rest = [
    ...(openSpans > 0 ? [`${openSpans} spans were still open`] : []),
    ...(queuedMessages > 0 ? [`${queuedMessages} messages were still queued`] : []),
  ].join(' and ');
  return {
    message: `The run did not come to rest in time${rest ? `: ${rest}` : ''}.`,
    hint:
      ownCode && openSpans > 0
        ? 'A run that has not settled never counts as passed. Look for a span that your code starts and does not end.'
        : 'A run that has not settled never counts as passed. Run again.',
  };
}
