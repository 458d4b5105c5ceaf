/**
 * One of two traces to be compared, by what makes spans alike.
 *
 *   label   service, name and kind: spans of one label may stand for one another
 *   shape   the label with the shapes of all children in order: subtrees of one shape have nothing to tell apart
 *
 *   GET /units          label 0   shape 3
 *     SELECT units      label 1   shape 1
 *     SELECT devices    label 2   shape 2
 *
 * Both are numbers that mean the same in both traces, exactly (they are looked up, not hashed). Linear in spans.
 */
import { buildTraceTree, childrenOf, type TraceTree } from '../../model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../../model/types.ts';
import { selfTimes } from '../self-time.ts';

export interface DiffSide {
  readonly table: TraceReader;
  readonly tree: TraceTree;
  readonly label: Int32Array;
  readonly shape: Int32Array;
  readonly selfNs: Float64Array;
  childrenOf(span: number): Int32Array;
}

/** Numbers for the labels and shapes of both traces. */
export class Likeness {
  readonly #texts = new Map<string, number>();
  readonly #labels = new Map<number, number>();
  readonly #shapes = new Map<number, number>();
  #next = 0;

  side(table: TraceReader): DiffSide {
    const tree = buildTraceTree(table);
    const label = this.#labelsOf(table);
    return {
      table,
      tree,
      label,
      shape: this.#shapesOf(tree, label),
      selfNs: selfTimes(table, tree),
      childrenOf: (span) => childrenOf(tree, span as SpanIndex),
    };
  }

  #labelsOf(table: TraceReader): Int32Array {
    const { service, name, kind } = table.columns;
    const shared = new Map<number, number>();
    const sharedText = (id: number): number => {
      let number = shared.get(id);
      if (number === undefined) {
        number = lookUp(this.#texts, table.strings.get(id), this.#texts.size);
        shared.set(id, number);
      }
      return number;
    };
    const label = new Int32Array(table.spanCount);
    for (let span = 0; span < table.spanCount; span++) {
      const texts = pair(sharedText(service[span] ?? 0), sharedText(name[span] ?? 0));
      label[span] = lookUp(this.#labels, texts * 8 + (kind[span] ?? 0), this.#labels.size);
    }
    return label;
  }

  /** Children before parents. A shape is reached from its label by one step for each child, so no key grows. */
  #shapesOf(tree: TraceTree, label: Int32Array): Int32Array {
    const { order, childStart, children, spanCount } = tree;
    const shape = new Int32Array(spanCount);
    for (let row = spanCount - 1; row >= 0; row--) {
      const span = order[row] ?? 0;
      let reached = this.#step(0, label[span] ?? 0);
      for (let at = childStart[span] ?? 0; at < (childStart[span + 1] ?? 0); at++) {
        reached = this.#step(reached, shape[children[at] ?? 0] ?? 0);
      }
      shape[span] = reached;
    }
    return shape;
  }

  /** Labels are steps from 0, which is no shape. */
  #step(from: number, by: number): number {
    const key = pair(from, by);
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    this.#next++;
    this.#shapes.set(key, this.#next);
    return this.#next;
  }
}

function lookUp<Key>(numbers: Map<Key, number>, key: Key, next: number): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, next);
  return next;
}

/** Two numbers in one; exact while both are below 2^25. */
function pair(a: number, b: number): number {
  return a * 2 ** 25 + b;
}

/**
 * Which trace is "less", whatever their order as arguments; 0 when they have one structure. The alignment is made in this
 * order, so that comparing b with a is the mirror of comparing a with b even where two alignments are equally good.
 */
export function compareSides(a: DiffSide, b: DiffSide): number {
  if (a.tree.spanCount !== b.tree.spanCount) return a.tree.spanCount - b.tree.spanCount;
  for (let row = 0; row < a.tree.spanCount; row++) {
    const inA = a.tree.order[row] ?? 0;
    const inB = b.tree.order[row] ?? 0;
    const deeper = (a.tree.depth[inA] ?? 0) - (b.tree.depth[inB] ?? 0);
    if (deeper !== 0) return deeper;
    if (a.label[inA] === b.label[inB]) continue;
    return labelText(a, inA) < labelText(b, inB) ? -1 : 1;
  }
  return 0;
}

function labelText({ table }: DiffSide, span: number): string {
  const { service, name, kind } = table.columns;
  return `${table.strings.get(service[span] ?? 0)}\n${table.strings.get(name[span] ?? 0)}\n${kind[span]}`;
}
