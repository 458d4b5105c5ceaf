/**
 * What is known of a trace besides its spans: whose clocks differ, what is odd about its shape. Of a few thousand spans that
 * takes no time and is found when it is first asked for. Of many it is found behind the frames, one thing at a time, and until
 * then what was known of the version before is told.
 */
import type { TraceTree } from '../trace/model/trace-tree.ts';
import type { TraceReader } from '../trace/model/types.ts';
import { type Faults, insights, NO_SKEWS, type Note, type Skews } from './insights/insights-slot.ts';

/** So many take a few milliseconds, as much as a frame has to spare. */
const FEW_SPANS = 20_000;
const PARTS = ['skews', 'faults'] as const;

export class Thoughts {
  #of: { readonly table: TraceReader; readonly tree: TraceTree } | undefined;
  #left: readonly (typeof PARTS)[number][] = [];
  #skews = NO_SKEWS;
  #faults: Faults | undefined;
  #notes: readonly Note[] = [];

  /** There is another version of the table. What was to come next still comes next, however fast versions follow. */
  renew(table: TraceReader, tree: TraceTree): void {
    this.#of = { table, tree };
    this.#left = [...this.#left, ...PARTS.filter((part) => !this.#left.includes(part))];
  }

  get skews(): Skews {
    this.#finishFew();
    return this.#skews;
  }
  get faults(): Faults | undefined {
    this.#finishFew();
    return this.#faults;
  }
  get notes(): readonly Note[] {
    this.#finishFew();
    return this.#notes;
  }

  get isDone(): boolean {
    return insights() === undefined || this.#left.length === 0;
  }

  /** Finds one thing more; false when nothing is left, or who finds them is not here yet. */
  step(): boolean {
    const found = insights();
    const [part, ...left] = this.#left;
    if (found === undefined || this.#of === undefined || part === undefined) return false;
    this.#left = left;
    const { table, tree } = this.#of;
    if (part === 'skews') this.#skews = found.skewsIn(table, tree);
    else this.#faults = found.faultsIn(table, tree);
    this.#notes = found.notesOn(table, this.#faults, this.#skews);
    return true;
  }

  #finishFew(): void {
    if ((this.#of?.table.spanCount ?? 0) > FEW_SPANS) return;
    while (this.step());
  }
}
