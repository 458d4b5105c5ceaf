/** A call path in words: for its box, for the pointer, for the ear. */

import type { PathWidth } from '../../../trace/analysis/call-paths.ts';
import type { TraceReader } from '../../../trace/model/types.ts';
import { durationText, percentText } from '../../layout/duration-text.ts';
import { nameText, serviceText } from '../../layout/shown-text.ts';
import type { FlameLayout } from './flame-layout.ts';

export interface FlameWords {
  readonly name: string;
  readonly service: string;
  /** What stands in the box behind the name. */
  readonly figure: string;
  readonly lines: readonly string[];
  /** The accessible name. */
  readonly spoken: string;
}

/** What the widths mean, said under the switch. */
export const WIDTH_WORDS: { readonly [by in PathWidth]: string } = {
  total:
    'Width is the time of all calls with this path, added up. Calls that ran side by side count each, so a caller may be wider than it lasted.',
  self: 'Width is the time in which no child ran, plus the widths below. Strong colour is own time.',
};

/** While a run goes on, what has no end is still to come; once it is over, it is lost. */
export function flameWords(table: TraceReader, layout: FlameLayout, node: number, live: boolean): FlameWords {
  const { paths, widths, wholeNs } = layout;
  const name = nameText(table.strings.get(paths.name[node] ?? 0));
  const service = serviceText(table.strings.get(paths.service[node] ?? 0));
  const calls = paths.calls[node] ?? 0;
  const open = paths.open[node] ?? 0;
  const errors = paths.errors[node] ?? 0;
  const totalNs = paths.totalNs[node] ?? 0;
  const widthNs = widths[node] ?? 0;
  const total = durationText(totalNs);
  const atLeast = open > 0 ? 'at least ' : '';
  const called =
    open > 0 ? `${counted(calls, 'call')}, ${openWords(calls, open, live)}` : counted(calls, 'call');
  const times =
    calls === 1
      ? `${called}, ${atLeast}${total}`
      : `${called}, ${atLeast}${total} in all, ${atLeast}${durationText(totalNs / calls)} on average`;
  const own = `own time ${atLeast}${durationText(paths.selfNs[node] ?? 0)}`;
  const share = wholeNs > 0 ? `${percentText(widthNs / wholeNs)} of the whole` : '';
  const failed = errors > 0 ? `✕ ${counted(errors, 'error')}` : '';
  const orphaned = orphanWords(calls, paths.orphans[node] ?? 0, live);
  // Float sums differ in their last bits.
  const wider =
    widthNs > totalNs * 1.001
      ? `drawn ${durationText(widthNs)} wide: what it called overlaps or outlasts it`
      : '';
  const lines = [
    service,
    times,
    [own, share].filter((part) => part !== '').join(', '),
    failed,
    orphaned,
    wider,
  ];
  return {
    name,
    service,
    figure: open > 0 ? `≥ ${total} ${live ? 'open' : 'lost'}` : total,
    lines: lines.filter((line) => line !== ''),
    spoken: [service, name, times, own, share, failed.replace('✕ ', ''), orphaned, wider]
      .filter((part) => part !== '')
      .join(', '),
  };
}

function openWords(calls: number, open: number, live: boolean): string {
  const word = live ? 'still open' : 'lost';
  return calls === 1 ? word : `${open.toLocaleString('en')} ${word}`;
}

/** Where a path begins with spans that name a parent: it stands at the top for want of it. */
function orphanWords(calls: number, orphans: number, live: boolean): string {
  if (orphans === 0) return '';
  const wait = live ? 'not arrived' : 'not here';
  if (calls === 1) return `its parent ${live ? 'has' : 'is'} ${wait}`;
  return `the parents of ${orphans.toLocaleString('en')} ${live ? 'have' : 'are'} ${wait}`;
}

/** `and 2 more call paths, too narrow to draw`: what the pointer is told over merged ones. */
export function mergedWords(count: number): string {
  return `and ${counted(count - 1, 'more call path')}, too narrow to draw: zoom in`;
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
