/** A comparison in one sentence: "11 spans fewer, 34 ms faster: SELECT devices ×12 became ×1." */
import { type CountChange, countChanges } from '../../trace/analysis/diff/count-changes.ts';
import type { TraceDiff } from '../../trace/analysis/diff/trace-diff.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import { slowerText } from './compare-words.ts';

/** More than these are counted. */
const MAX_TOLD = 2;
const ERROR = 2;

export function compareSentence(diff: TraceDiff): string {
  const spans = diff.after.spanCount - diff.before.spanCount;
  const errors = failed(diff.after) - failed(diff.before);
  const figures = [
    spans === 0 ? `as many spans (${count(diff.after.spanCount)})` : `${counted(spans, 'span')}`,
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    slowerText(diff.lengthNs.b - diff.lengthNs.a),
  ];
  const changes = byName(countChanges(diff));
  const told = changes.slice(0, MAX_TOLD).map(changeText);
  const left = changes.length - told.length;
  if (left > 0) told.push(`${count(left)} more such ${left === 1 ? 'change' : 'changes'}`);
  const { changed } = diff.counts;
  if (changed > 0) told.push(`${count(changed)} ${changed === 1 ? 'span says' : 'spans say'} something else`);
  if (told.length === 0 && spans === 0) {
    const n = diff.after.spanCount;
    return `The same ${n === 1 ? 'span' : `${count(n)} spans`}, ${figures.at(-1)}.`;
  }
  return `${capital(figures.join(', '))}${told.length > 0 ? `: ${told.join('; ')}` : ''}.`;
}

interface NamedChange extends CountChange {
  readonly places: number;
}

/** What changed below many parents is told once. */
function byName(changes: readonly CountChange[]): readonly NamedChange[] {
  const named = new Map<string, NamedChange>();
  for (const change of changes) {
    const key = `${change.service}\n${change.name}`;
    const { a, b, places } = named.get(key) ?? { a: 0, b: 0, places: 0 };
    named.set(key, { ...change, a: a + change.a, b: b + change.b, places: places + 1 });
  }
  return [...named.values()].sort((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a));
}

function changeText({ name, a, b, places }: NamedChange): string {
  if (places > 1) {
    const net = a === b ? 'more and fewer' : `${count(Math.abs(b - a))} ${b > a ? 'more' : 'fewer'}`;
    return `${name}: ${net}, in ${count(places)} places`;
  }
  if (a === 0) return `${name} is new${timesText(b)}`;
  if (b === 0) return `${name} is gone${timesText(a)}`;
  return `${name} ×${count(a)} became ×${count(b)}`;
}

function timesText(times: number): string {
  return times === 1 ? '' : ` (×${count(times)})`;
}

function failed({ columns, spanCount }: TraceReader): number {
  let errors = 0;
  for (let span = 0; span < spanCount; span++) if (columns.status[span] === ERROR) errors++;
  return errors;
}

function counted(by: number, noun: string): string {
  const n = Math.abs(by);
  return `${count(n)} ${noun}${n === 1 ? '' : 's'} ${by > 0 ? 'more' : 'fewer'}`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
