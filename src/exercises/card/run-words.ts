/** A run in one line, and what changed against the run before; words only, so that they can be read aloud. */

import type { CheckResult } from '../../trace/checks/types.ts';
import type { CodeProblem } from '../code/program.ts';
import type { CardRun, FinishedRun } from './card-types.ts';

/** `run 3 · 42.1 ms · 16 spans · 3 services`; of one that is under way, or was stopped, what there is. */
export function runLine(run: CardRun, isUnderWay: boolean): string {
  if (!run.finished)
    return `run ${run.number} · ${plural(run.table.spanCount, 'span')} ${isUnderWay ? 'so far' : '· no verdict'}`;
  const { durationMs, spans, services } = run.finished;
  return [
    `run ${run.number}`,
    durationText(durationMs),
    plural(spans, 'span'),
    plural(services, 'service'),
  ].join(' · ');
}

/** `11 spans fewer, 2 checks turned green`; empty when one of the two has no verdict. */
export function againstBefore(run: CardRun, before: CardRun): string {
  const [now, then] = [run.finished, before.finished];
  if (!now || !then) return '';
  return [spanDifference(now, then), ...checkDifferences(now.results, then.results)].join(', ');
}

function spanDifference(now: FinishedRun, then: FinishedRun): string {
  const difference = now.spans - then.spans;
  if (difference === 0) return 'as many spans';
  return `${plural(Math.abs(difference), 'span')} ${difference > 0 ? 'more' : 'fewer'}`;
}

function checkDifferences(now: readonly CheckResult[], then: readonly CheckResult[]): string[] {
  const turned = (pass: boolean) =>
    now.filter((result, index) => result.pass === pass && then[index]?.pass === !pass).length;
  const [green, red] = [turned(true), turned(false)];
  return [
    ...(green > 0 ? [`${plural(green, 'check')} turned green`] : []),
    ...(red > 0 ? [`${plural(red, 'check')} turned red`] : []),
  ];
}

/** What a screen reader says when a run is over. */
export function announcement(
  run: CardRun,
  checks: readonly { readonly say: string }[],
  timedOut = false,
): string {
  const results = run.finished?.results;
  if (!results) return '';
  const failing = checks.filter((_, index) => !results[index]?.pass);
  const passed = results.length - failing.length;
  const summary = `Run ${run.number}: ${timedOut ? 'timed out, ' : ''}${passed} of ${results.length} checks pass.`;
  if (failing.length > 0)
    return `${summary} Failing: ${failing.map(({ say }) => say.replaceAll('`', '')).join('; ')}.`;
  return timedOut ? summary : `${summary} The exercise is passed.`;
}

/** Problems of the code, the first one in full: the list has them all. */
export function problemWords(problems: readonly CodeProblem[]): string {
  const [first] = problems;
  if (!first) return '';
  const { line, message, hint } = first;
  return `${plural(problems.length, 'problem')} in your code. Line ${line}: ${message} ${hint}`.trim();
}

export function durationText(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
