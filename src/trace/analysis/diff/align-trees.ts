/**
 * Two forests laid over each other: one forest in which every span of both stands once, alone or paired with a like one.
 *
 *   a  GET /units             b  GET /units              a over b   GET /units       a b
 *        SELECT units              authorise                          authorise        b    a level put in
 *        SELECT devices              SELECT units                       SELECT units a b
 *        SELECT devices            SELECT devices                     SELECT devices a b
 *                                                                     SELECT devices a
 *
 * Parents are paired before their children, so a pair has paired parents, but for levels put in or taken out between. What has
 * no partner stands alone with all below it.
 *
 * The result is an alignment of trees (T. Jiang, L. Wang, K. Zhang, "Alignment of trees: an alternative to tree edit",
 * Theoretical Computer Science 143, 1995): leaving out what is only in b gives a, and the other way round, but for the order
 * of what moved. Preorder; an explicit stack; linear but for the alignments of siblings.
 */
import { alignChildren, NOBODY } from './align-children.ts';
import type { Spans } from './align-siblings.ts';
import { compareSides, type DiffSide } from './diff-side.ts';
import { PairWeights } from './pair-weights.ts';

/** By node, in preorder. */
export interface AlignedForest {
  readonly count: number;
  /** The span in each trace, or NOBODY. At least one of them is somebody. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** The node above, or NOBODY. */
  readonly parent: Int32Array;
  /** 1: paired out of order among its siblings. */
  readonly moved: Uint8Array;
}

interface Task {
  readonly a: number;
  readonly b: number;
  readonly parent: number;
  readonly moved: boolean;
  /** Siblings of a level: they stand below it, aligned with its children. */
  readonly adopted: Spans;
}

const NONE: Spans = [];

export function alignForests(a: DiffSide, b: DiffSide): AlignedForest {
  // Aligned in an order of their own, two traces pair the same spans whichever of them is called the first.
  const isTurned = compareSides(a, b) > 0;
  const sides = isTurned ? { a: b, b: a } : { a, b };
  const weights = new PairWeights(sides.a, sides.b);
  const align = (inA: Spans, inB: Spans, parent: number): Task[] => {
    const found = alignChildren(isTurned ? inB : inA, isTurned ? inA : inB, weights, sides);
    return inReadingOrder(isTurned ? { a: found.b, b: found.a } : found, parent);
  };
  const capacity = a.tree.spanCount + b.tree.spanCount;
  const inA = new Int32Array(capacity);
  const inB = new Int32Array(capacity);
  const parent = new Int32Array(capacity);
  const moved = new Uint8Array(capacity);
  const stack = align(a.tree.roots, b.tree.roots, NOBODY).reverse();
  let count = 0;
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const node = count++;
    inA[node] = task.a;
    inB[node] = task.b;
    parent[node] = task.parent;
    moved[node] = task.moved ? 1 : 0;
    const below = align(
      task.a === NOBODY ? task.adopted : a.childrenOf(task.a),
      task.b === NOBODY ? task.adopted : b.childrenOf(task.b),
      node,
    );
    for (let task = below.pop(); task !== undefined; task = below.pop()) stack.push(task);
  }
  return {
    count,
    a: inA.subarray(0, count),
    b: inB.subarray(0, count),
    parent: parent.subarray(0, count),
    moved: moved.subarray(0, count),
  };
}

/** As b has them; what is only in a stands before the pair that it stood before. */
function inReadingOrder({ a, b }: ReturnType<typeof alignChildren>, parent: number): Task[] {
  const tasks: Task[] = [];
  let nextA = 0;
  const readA = (until: number) => {
    for (; nextA < until; nextA++) {
      if (a.partner[nextA] !== NOBODY || a.adopted.has(nextA)) continue;
      const adopted = a.levels.get(nextA) ?? NONE;
      tasks.push({ a: a.spans[nextA] ?? 0, b: NOBODY, parent, moved: false, adopted });
    }
  };
  // What came stands after what went between the same two pairs.
  let cameFrom = 0;
  for (let at = 0; at <= b.spans.length; at++) {
    const partner = b.partner[at] ?? NOBODY;
    const isEnd = at === b.spans.length;
    const isInOrder = partner !== NOBODY && !b.moved.has(at);
    if (!isEnd && !isInOrder) continue;
    readA(isEnd ? a.spans.length : partner);
    for (; cameFrom <= at && cameFrom < b.spans.length; cameFrom++) {
      if (b.adopted.has(cameFrom)) continue;
      const place = b.partner[cameFrom] ?? NOBODY;
      tasks.push({
        a: place === NOBODY ? NOBODY : (a.spans[place] ?? 0),
        b: b.spans[cameFrom] ?? 0,
        parent,
        moved: b.moved.has(cameFrom),
        adopted: b.levels.get(cameFrom) ?? NONE,
      });
    }
  }
  return tasks;
}
