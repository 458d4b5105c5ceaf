/** What the pointer is told: a few lines, no more than can be read in passing. */

import type { LogRecord, SpanIndex, TraceReader } from '../../trace/model/types.ts';
import type { SpanState } from '../render/frame.ts';
import { durationText } from './duration-text.ts';
import { nameText, serviceText } from './shown-text.ts';
import type { SpanMark } from './span-marks.ts';

export interface TooltipSource {
  readonly table: TraceReader;
  readonly zeroNs: number;
  endOf(span: number): number;
  stateOf(span: number): SpanState;
  statusOf(span: number): number;
  /** What happened later is not told. */
  readonly untilNs: number;
  logsOf(span: number): readonly LogRecord[];
  marksOf(span: number): readonly SpanMark[];
}

export function spanTooltip(
  source: TooltipSource,
  span: number,
): { readonly title: string; readonly lines: readonly string[] } {
  const { columns, strings } = source.table;
  const startNs = columns.startNs[span] ?? 0;
  const state = source.stateOf(span);
  const duration = state === 'ended' ? durationText(source.endOf(span) - startNs) : state;
  const lines = [
    serviceText(strings.get(columns.service[span] ?? 0)),
    `${duration}, starts at ${durationText(startNs - source.zeroNs)}`,
  ];
  if (source.statusOf(span) === 2) {
    lines.push(`✕ error ${strings.get(columns.statusMessage[span] ?? 0)}`.trim());
  }
  const isPast = ({ timeNs }: { readonly timeNs: number }) => timeNs <= source.untilNs;
  const marks = source.marksOf(span).filter(isPast);
  // A log record with a name is an event too.
  const logs = source.logsOf(span).filter(isPast);
  const named = logs.flatMap(({ eventName, timeNs }) =>
    eventName === '' ? [] : [{ name: eventName, timeNs }],
  );
  const own = source.table.events(span as SpanIndex).filter(isPast);
  const events = [...own, ...named].sort((a, b) => a.timeNs - b.timeNs);
  if (events.length > 0) {
    lines.push(`◆ ${events[0]?.name}${events.length > 1 ? ` and ${events.length - 1} more` : ''}`);
  }
  const measured = marks.filter(({ type }) => type === 'exemplar').length;
  if (measured > 0) lines.push(`○ ${measured} measurement${measured === 1 ? '' : 's'}`);
  if (logs.length > 0) lines.push(`${logs.length} log record${logs.length === 1 ? '' : 's'}`);
  return { title: nameText(strings.get(columns.name[span] ?? 0)), lines };
}
