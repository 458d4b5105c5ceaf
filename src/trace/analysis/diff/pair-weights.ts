/**
 * How many spans pair when a is paired with b and the children of both are aligned as well as can be. This is what Selkow's
 * edit distance leaves unedited, when whole subtrees are inserted and deleted and a label is never changed (S. M. Selkow,
 * "The tree-to-tree editing problem", Information Processing Letters 6(6), 1977).
 *
 * Each pair of spans is weighed once; subtrees of one shape are weighed by their size. No recursion: a pair waits on a stack
 * until the pairs below it are known. After {@link MAX_WEIGHED} pairs or {@link MAX_COMPARED} comparisons weights are
 * estimated from sizes, so that two traces of 100,000 like spans stay affordable; an alignment is then still valid, but
 * perhaps not the best.
 */
import { alignSiblings, MAX_CELLS, type Pair, pairsToWeigh, type SiblingRules } from './align-siblings.ts';
import type { DiffSide } from './diff-side.ts';

export const MAX_WEIGHED = 250_000;
export const MAX_COMPARED = 20_000_000;

export class PairWeights implements SiblingRules {
  readonly #a: DiffSide;
  readonly #b: DiffSide;
  readonly #known = new Map<number, number>();
  #compared = 0;

  constructor(a: DiffSide, b: DiffSide) {
    this.#a = a;
    this.#b = b;
  }

  isAlike(a: number, b: number): boolean {
    return this.#a.label[a] === this.#b.label[b];
  }
  isSameShape(a: number, b: number): boolean {
    return this.#a.shape[a] === this.#b.shape[b];
  }
  labelOf = (side: 'a' | 'b', span: number): number => this.#side(side).label[span] ?? 0;
  shapeOf = (side: 'a' | 'b', span: number): number => this.#side(side).shape[span] ?? 0;

  /** Both must be alike. */
  weight(a: number, b: number): number {
    const below = this.#settled(a, b);
    if (below !== undefined) return below;
    const stack: Pair[] = [[a, b]];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const open = this.#openBelow(...top);
      if (open.length > 0) {
        for (const one of open) stack.push(one);
        continue;
      }
      stack.pop();
      this.#known.set(this.#key(...top), this.#weigh(...top));
    }
    return this.#settled(a, b) ?? 1;
  }

  /** Known without looking below, or found before. */
  #settled(a: number, b: number): number | undefined {
    const sizeA = this.#a.tree.subtreeSize[a] ?? 1;
    const sizeB = this.#b.tree.subtreeSize[b] ?? 1;
    if (this.isSameShape(a, b)) return sizeA;
    if (sizeA === 1 || sizeB === 1) return 1;
    const known = this.#known.get(this.#key(a, b));
    if (known !== undefined) return known;
    const isSpent = this.#known.size >= MAX_WEIGHED || this.#compared >= MAX_COMPARED;
    return isSpent ? (Math.min(sizeA, sizeB) + 1) / 2 : undefined;
  }

  #openBelow(a: number, b: number): readonly Pair[] {
    if (this.#settled(a, b) !== undefined) return [];
    const inA = this.#a.childrenOf(a);
    const inB = this.#b.childrenOf(b);
    this.#compared += Math.min(MAX_CELLS, inA.length * inB.length);
    const open: Pair[] = [];
    for (const [atA, atB] of pairsToWeigh(inA, inB, this)) {
      const below: Pair = [inA[atA] ?? 0, inB[atB] ?? 0];
      if (this.#settled(...below) === undefined) open.push(below);
    }
    return open;
  }

  #weigh(a: number, b: number): number {
    const inA = this.#a.childrenOf(a);
    const inB = this.#b.childrenOf(b);
    let sum = 1;
    for (const [atA, atB] of alignSiblings(inA, inB, this)) {
      sum += this.#settled(inA[atA] ?? 0, inB[atB] ?? 0) ?? 1;
    }
    return sum;
  }

  #side(side: 'a' | 'b'): DiffSide {
    return side === 'a' ? this.#a : this.#b;
  }
  #key(a: number, b: number): number {
    return a * this.#b.tree.spanCount + b;
  }
}
