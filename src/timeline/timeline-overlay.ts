/** What is to stand out on the bars, by the reader's choice. Critical paths are found once a version of the table. */
import { insights } from './insights/insights-slot.ts';
import type { Overlay } from './render/frame.ts';
import type { TimelineModel } from './timeline-model.ts';

const NOTHING: readonly number[] = [];

export class Overlays {
  type: Overlay['type'] | undefined;
  #path:
    | { readonly model: TimelineModel; readonly version: number; readonly of: ReadonlyMap<number, number[]> }
    | undefined;

  of(model: TimelineModel): Overlay | undefined {
    const { type } = this;
    if (type === 'self-time') return { type, intervals: (span) => model.selfIntervalsOf(span) };
    const found = insights();
    if (type === undefined || found === undefined) return undefined;
    const { table } = model;
    const { tree } = model.rows;
    if (type === 'gaps') return { type, intervals: (span) => found.gapIntervalsOf(table, tree, span) };
    if (this.#path?.model !== model || this.#path.version !== model.version) {
      this.#path = { model, version: model.version, of: found.pathsOf(table, tree) };
    }
    const { of } = this.#path;
    return { type, intervals: (span) => of.get(span) ?? NOTHING };
  }
}
