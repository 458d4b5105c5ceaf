/**
 * Who of one list of siblings stands for whom of another, in three steps.
 *
 * 1. In order (see align-siblings.ts).
 * 2. Like ones that are left on both sides pair out of order: what runs at one time begins in any order, and one call that
 *    began later is not one call less and another more. Such a pair is `moved`.
 * 3. Where one that is left over has children like left over siblings of the other side, it is a level put in between: it
 *    adopts them.
 *
 * Places are places in the lists.
 */
import { alignSiblings, type Spans } from './align-siblings.ts';
import type { DiffSide } from './diff-side.ts';
import type { PairWeights } from './pair-weights.ts';

export const NOBODY = -1;

export interface SideMatch {
  readonly spans: Spans;
  /** By place, the place of the partner, or NOBODY. */
  readonly partner: Int32Array;
  readonly moved: Set<number>;
  /** By place of a level, the spans of the other side that stand below it. */
  readonly levels: Map<number, Spans>;
  /** Places that went below a level of the other side. */
  readonly adopted: Set<number>;
}

export function alignChildren(
  inA: Spans,
  inB: Spans,
  weights: PairWeights,
  sides: { readonly a: DiffSide; readonly b: DiffSide },
): { readonly a: SideMatch; readonly b: SideMatch } {
  const a = sideMatch(inA);
  const b = sideMatch(inB);
  if (inA.length === 0 || inB.length === 0) return { a, b };
  for (const [atA, atB] of alignSiblings(inA, inB, weights)) {
    a.partner[atA] = atB;
    b.partner[atB] = atA;
  }
  for (const keyOf of [weights.shapeOf, weights.labelOf]) pairLeftOvers(a, b, keyOf);
  adopt(b, sides.b, a, sides.a);
  adopt(a, sides.a, b, sides.b);
  return { a, b };
}

function sideMatch(spans: Spans): SideMatch {
  return {
    spans,
    partner: new Int32Array(spans.length).fill(NOBODY),
    moved: new Set(),
    levels: new Map(),
    adopted: new Set(),
  };
}

/** The first left for the first left. */
function pairLeftOvers(a: SideMatch, b: SideMatch, keyOf: PairWeights['labelOf']): void {
  const left = leftByKey(b, (span) => keyOf('b', span));
  if (left.size === 0) return;
  for (let at = 0; at < a.spans.length; at++) {
    if (a.partner[at] !== NOBODY) continue;
    const other = left.get(keyOf('a', a.spans[at] ?? 0))?.pop();
    if (other === undefined) continue;
    a.partner[at] = other;
    b.partner[other] = at;
    a.moved.add(at);
    b.moved.add(other);
  }
}

/** Each sibling goes to the first level that wants it; a level is not adopted itself. */
function adopt(of: SideMatch, ofSide: DiffSide, from: SideMatch, fromSide: DiffSide): void {
  const left = leftByKey(from, (span) => fromSide.label[span] ?? 0);
  if (left.size === 0) return;
  for (let at = 0; at < of.spans.length; at++) {
    if (of.partner[at] !== NOBODY || of.adopted.has(at)) continue;
    const found: number[] = [];
    for (const child of ofSide.childrenOf(of.spans[at] ?? 0)) {
      const sibling = left.get(ofSide.label[child] ?? 0)?.pop();
      if (sibling !== undefined) found.push(sibling);
    }
    if (found.length === 0) continue;
    for (const sibling of found) from.adopted.add(sibling);
    found.sort((x, y) => x - y);
    of.levels.set(
      at,
      found.map((sibling) => from.spans[sibling] ?? 0),
    );
  }
}

/** Places that are free, by key, last first. */
function leftByKey(side: SideMatch, keyOf: (span: number) => number): Map<number, number[]> {
  const left = new Map<number, number[]>();
  for (let at = side.spans.length - 1; at >= 0; at--) {
    if (side.partner[at] !== NOBODY || side.levels.has(at)) continue;
    const key = keyOf(side.spans[at] ?? 0);
    const same = left.get(key);
    if (same === undefined) left.set(key, [at]);
    else same.push(at);
  }
  return left;
}
