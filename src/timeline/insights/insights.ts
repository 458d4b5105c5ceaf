/**
 * What takes some thinking about a trace, and so is loaded behind the first picture: clocks that differ, what is odd about
 * its shape, critical path, gaps. Until then rows simply say less. See `insights-slot.ts`.
 */
import { criticalPath } from '../../trace/analysis/critical-path.ts';
import { gapsOf } from '../../trace/analysis/instrumentation-gaps.ts';
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import { GrowingRows } from '../layout/grow-rows.ts';
import { spliceRows } from '../layout/splice-rows.ts';
import { faultNotes, faultsIn, faultWords } from './faults.ts';
import type { Faults, Insights, Note, Skews } from './insights-slot.ts';
import { skewNote, skewsIn, stickingOut } from './skew-words.ts';

export const insights: Insights = {
  skewsIn,
  stickingOut,
  faultsIn,
  notesOn,
  faultWords,
  pathsOf,
  gapIntervalsOf,
  spliceRows,
  growingRows: () => new GrowingRows(),
};

function notesOn(table: TraceReader, faults: Faults | undefined, skews: Skews): readonly Note[] {
  const skew = skewNote(table, skews);
  const notes = faults === undefined ? [] : faultNotes(table, faults);
  return skew === undefined ? notes : [...notes, skew];
}

/** Critical paths by span, one for each root: linked traces do not wait for one another. */
function pathsOf(table: TraceReader, tree: TraceTree): ReadonlyMap<number, number[]> {
  const intervals = new Map<number, number[]>();
  for (const root of tree.roots) {
    for (const { span, startNs, endNs } of criticalPath(table, root as SpanIndex, tree)) {
      const known = intervals.get(span);
      if (known === undefined) intervals.set(span, [startNs, endNs]);
      else known.push(startNs, endNs);
    }
  }
  return intervals;
}

function gapIntervalsOf(table: TraceReader, tree: TraceTree, span: number): readonly number[] {
  return gapsOf(table, tree, span as SpanIndex).flatMap(({ startNs, endNs }) => [startNs, endNs]);
}
