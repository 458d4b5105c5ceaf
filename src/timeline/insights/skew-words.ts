/** Clocks that differ, in words. Said, never corrected. */
import { type ClockSkew, findClockSkew } from '../../trace/analysis/clock-skew.ts';
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import { durationText } from '../layout/duration-text.ts';
import type { Note, Skews } from './insights-slot.ts';

export function skewsIn(table: TraceReader, tree: TraceTree): Skews {
  const found = findClockSkew(table, tree);
  const bySpan = new Map<number, ClockSkew>();
  for (const skew of found.skews) for (const span of skew.spans) bySpan.set(span, skew);
  return { ...found, bySpan };
}

/** `starts 12 ms before its caller`; empty when the span lies within it. */
export function stickingOut(table: TraceReader, span: number, parent: number): string {
  const { startNs, endNs } = table.columns;
  const earlyNs = (startNs[parent] ?? 0) - (startNs[span] ?? 0);
  if (earlyNs > 0) return `starts ${durationText(earlyNs)} before its caller`;
  const lateNs = (endNs[span] ?? 0) - (endNs[parent] ?? 0);
  return lateNs > 0 ? `ends ${durationText(lateNs)} after its caller` : '';
}

/** `The clock of api is between 12 ms and 52 ms behind that of web.` */
export function skewSentence(table: TraceReader, skew: ClockSkew): string {
  const [caller, callee] = [serviceOf(table, skew.caller), serviceOf(table, skew.callee)];
  if (skew.offsetNs === undefined) {
    return `The clocks of ${caller} and ${callee} differ, and not by the same amount in every call.`;
  }
  const [near, far] = [Math.abs(skew.lowNs), Math.abs(skew.highNs)].sort((a, b) => a - b);
  const direction = skew.offsetNs > 0 ? 'behind' : 'ahead of';
  return `The clock of ${callee} is between ${durationText(near ?? 0)} and ${durationText(far ?? 0)} ${direction} that of ${caller}, by what this trace shows.`;
}

function serviceOf(table: TraceReader, resource: number): string {
  const span = table.columns.resource.indexOf(resource);
  return table.strings.get(table.columns.service[span] ?? 0) || 'an unknown service';
}

export function skewNote(table: TraceReader, { skews }: Skews): Note | undefined {
  if (skews.length === 0) return undefined;
  return {
    type: 'clocks',
    text: 'clocks differ',
    title: skews.map((skew) => skewSentence(table, skew)).join(' '),
    spans: () => skews.flatMap(({ spans }) => [...spans]),
  };
}
