/** A recorded trace as a handful of bars: the shape of the run, for a small picture. */
import type { Recording } from '../../server-client/recording.ts';
import { recordedTable } from '../../server-client/recording.ts';
import { SERVICES } from '../../server-client/services.ts';
import type { TraceReader } from '../../trace/model/types.ts';

export interface CardBar {
  /** Of the whole, 0 to 1. */
  readonly start: number;
  readonly width: number;
  /** `s1` to `s8`. */
  readonly colour: string;
}

export function cardBars(recording: Recording, maxBars: number): readonly CardBar[] {
  const table = recordedTable(recording);
  const { startNs, endNs } = table.bounds();
  const durationNs = Math.max(1, endNs - startNs);
  return longest(table, maxBars).map((span) => {
    const { columns, strings } = table;
    const fromNs = columns.startNs[span] ?? startNs;
    const service = SERVICES.findIndex((name) => name === strings.get(columns.service[span] ?? 0));
    return {
      start: (fromNs - startNs) / durationNs,
      width: Math.max(0, (columns.endNs[span] ?? fromNs) - fromNs) / durationNs,
      colour: `s${(service < 0 ? SERVICES.length : service) + 1}`,
    };
  });
}

/** The spans one sees first in a trace, in the order in which they start. */
function longest(table: TraceReader, count: number): readonly number[] {
  const { startNs, endNs } = table.columns;
  const lengthOf = (span: number) => (endNs[span] ?? 0) - (startNs[span] ?? 0);
  return Array.from({ length: table.spanCount }, (_, span) => span)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, count)
    .sort((a, b) => (startNs[a] ?? 0) - (startNs[b] ?? 0) || lengthOf(b) - lengthOf(a));
}
