/** How a run ends: with a verdict, or stopped without one, in words that say why and what to do. */

import { ServerEnded } from '../../server-client/port.ts';
import type { Evidence } from '../../trace/checks/types.ts';
import type { InputSet } from '../definition/exercise.ts';
import type { Judgement } from './judge.ts';

export type RunOutcome =
  | {
      readonly type: 'judged';
      readonly verdict: 'passed' | 'failed' | 'timed-out';
      readonly judgement: Judgement;
      readonly evidence: Evidence;
      /** The same run in the light of other answers: nothing is sent again. */
      judgeAnswers(inputs: InputSet): Judgement;
      readonly durationMs: number;
      /** What was still going on, when it timed out. */
      readonly unsettled?: Unsettled;
    }
  /** There is no verdict; why, and what to do. */
  | {
      readonly type: 'stopped';
      readonly reason: 'refused' | 'lost' | 'incomplete' | 'aborted' | 'unanswered';
      readonly message: string;
      readonly hint: string;
    };
export type Stopped = Extract<RunOutcome, { type: 'stopped' }>;

export interface Unsettled {
  readonly openSpans: number;
  readonly queuedMessages: number;
  /** The request that had no answer by then, as `GET /api/...`; the run did not wait for it any longer. */
  readonly unanswered?: string;
}

export const ABORTED: Stopped = {
  type: 'stopped',
  reason: 'aborted',
  message: 'The run was stopped.',
  hint: 'Run again when you are ready.',
};
export const LOST: Stopped = {
  type: 'stopped',
  reason: 'lost',
  message: 'The demo server went away during the run, so there is no verdict.',
  hint: 'Start it again with npm start; this page finds it by itself. Then run again.',
};
export const noAnswer = (afterMs: number): Stopped => ({
  type: 'stopped',
  reason: 'lost',
  message: `The demo server did not answer within ${afterMs / 1_000} seconds.`,
  hint: 'Look at its output, restart it if need be, and run again.',
});
export const incomplete = (messages: number): Stopped => ({
  type: 'stopped',
  reason: 'incomplete',
  message: `${messages} messages of the feed were dropped, so the trace may have holes and is not judged.`,
  hint: 'Close other pages that show live traces, and run again.',
});

/** Why a run failed that nobody stopped: its server did not get to the end. */
export const lostBy = (reason: unknown): Stopped =>
  reason instanceof ServerEnded ? { ...LOST, message: reason.message, hint: reason.hint } : LOST;
