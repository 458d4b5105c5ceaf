/**
 * A comparison as its reader has it: what is open, whether only differences are on show, which row holds the focus. No DOM.
 * Rows are made anew when one of these changes, words once a row.
 */
import { diffTraces, type TraceDiff } from '../../trace/analysis/diff/trace-diff.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import { allCollapsed, withRow } from '../layout/expansion.ts';
import {
  ALL_EXPANDED,
  EXPANDED,
  type Expansion,
  foldKeyOf,
  isFold,
  type Rows,
  rowShowing,
} from '../layout/rows.ts';
import { compareRows, differingNodes, nodeTree } from './compare-layout.ts';
import { type CompareWords, compareWords } from './compare-words.ts';
import type { Comparison } from './comparison.ts';

export class CompareModel {
  readonly diff: TraceDiff;
  readonly beforeLabel: string;
  readonly afterLabel: string;
  /** How many nodes differ. */
  readonly differing: number;
  rows: Rows;
  #expansion: Expansion = ALL_EXPANDED;
  #onlyDifferences = false;
  /** By node, for rows move. */
  #active: { readonly node: number; readonly fold: boolean } | undefined;
  #words = new Map<number, CompareWords>();
  readonly #differs: Uint8Array;

  constructor(own: TraceReader, comparison: Comparison) {
    const { table, as, label, ownLabel, ignoreAttributes } = comparison;
    const isBefore = as === 'before';
    this.diff = diffTraces(isBefore ? table : own, isBefore ? own : table, { ignoreAttributes });
    this.beforeLabel = isBefore ? label : ownLabel;
    this.afterLabel = isBefore ? ownLabel : label;
    this.#differs = differingNodes(this.diff);
    this.differing = this.#differs.reduce((sum, differs) => sum + differs, 0);
    this.rows = this.#layout();
  }

  get onlyDifferences(): boolean {
    return this.#onlyDifferences;
  }
  set onlyDifferences(only: boolean) {
    this.#onlyDifferences = only;
    this.#relayout(this.#expansion);
  }

  readonly words = (row: number): CompareWords => {
    let words = this.#words.get(row);
    if (words === undefined) {
      words = compareWords(this.diff, this.rows, row);
      this.#words.set(row, words);
    }
    return words;
  };

  get activeRow(): number {
    if (this.rows.count === 0) return -1;
    if (this.#active === undefined) return 0;
    const row = rowShowing(this.rows, this.#active.node);
    const up = this.rows.parentRow[row] ?? -1;
    const isOpenFold = this.#active.fold && row >= 0 && !isFold(this.rows, row) && isFold(this.rows, up);
    return isOpenFold ? up : Math.max(0, row);
  }
  activate(row: number): void {
    const at = Math.max(0, Math.min(this.rows.count - 1, row));
    if (this.rows.count > 0) this.#active = { node: this.rows.span[at] ?? 0, fold: isFold(this.rows, at) };
  }
  /** The node of the active row; a fold has none of its own. */
  get activeNode(): number | undefined {
    const row = this.activeRow;
    return row < 0 || isFold(this.rows, row) ? undefined : this.rows.span[row];
  }

  isExpanded(row: number): boolean {
    return ((this.rows.flags[row] ?? 0) & EXPANDED) !== 0;
  }
  setExpanded(row: number, expanded: boolean): void {
    this.activate(row);
    this.#relayout(withRow(this.#expansion, this.rows, row, expanded));
  }
  expandAll(): void {
    this.#relayout(ALL_EXPANDED);
  }
  collapseAll(): void {
    this.#relayout(allCollapsed(this.rows));
  }

  /** The next node that differs, from the active row on and around; what hides it is opened. False when nothing differs. */
  goToDifference(by: 1 | -1): boolean {
    const { count } = this.diff;
    if (this.differing === 0) return false;
    let node = this.rows.span[this.activeRow] ?? 0;
    do node = (node + by + count) % count;
    while (this.#differs[node] === 0);
    this.#reveal(node);
    this.#active = { node, fold: false };
    return true;
  }

  #reveal(node: number): void {
    const collapsed = new Set(this.#expansion.collapsed);
    for (let up = this.diff.parent[node] ?? -1; up >= 0; up = this.diff.parent[up] ?? -1)
      collapsed.delete(up);
    this.#relayout({ collapsed, openFolds: this.#expansion.openFolds });
    const row = rowShowing(this.rows, node);
    if (!isFold(this.rows, row)) return;
    const openFolds = new Set(this.#expansion.openFolds).add(foldKeyOf(this.rows, row));
    this.#relayout({ collapsed, openFolds });
  }

  #relayout(expansion: Expansion): void {
    this.#expansion = expansion;
    this.rows = this.#layout();
    this.#words = new Map();
  }

  #layout(): Rows {
    const tree = nodeTree(this.diff, this.#onlyDifferences ? this.#differs : undefined);
    return compareRows(this.diff, tree, this.#expansion);
  }
}
