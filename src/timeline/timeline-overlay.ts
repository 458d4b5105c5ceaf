/** What is to stand out on the bars, by the reader's choice. Critical paths are found once a version of the table. */
import { criticalPath } from '../trace/analysis/critical-path.ts';
import type { SpanIndex } from '../trace/model/types.ts';
import type { Overlay } from './render/frame.ts';
import type { TimelineModel } from './timeline-model.ts';

const NOTHING: readonly number[] = [];

export class Overlays {
  type: Overlay['type'] | undefined;
  #path:
    | { readonly model: TimelineModel; readonly version: number; readonly of: ReadonlyMap<number, number[]> }
    | undefined;

  of(model: TimelineModel): Overlay | undefined {
    if (this.type === undefined) return undefined;
    if (this.type === 'self-time')
      return { type: this.type, intervals: (span) => model.selfIntervalsOf(span) };
    if (this.type === 'gaps') return { type: this.type, intervals: (span) => model.gapIntervalsOf(span) };
    if (this.#path?.model !== model || this.#path.version !== model.version) {
      this.#path = { model, version: model.version, of: pathsOf(model) };
    }
    const { of } = this.#path;
    return { type: this.type, intervals: (span) => of.get(span) ?? NOTHING };
  }
}

/** One path for each root: linked traces do not wait for one another. */
function pathsOf(model: TimelineModel): ReadonlyMap<number, number[]> {
  const intervals = new Map<number, number[]>();
  for (const root of model.rows.tree.roots) {
    for (const { span, startNs, endNs } of criticalPath(model.table, root as SpanIndex, model.rows.tree)) {
      const known = intervals.get(span);
      if (known === undefined) intervals.set(span, [startNs, endNs]);
      else known.push(startNs, endNs);
    }
  }
  return intervals;
}
