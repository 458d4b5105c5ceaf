/**
 * Two sequences of siblings side by side, order kept: which of one stands for which of the other.
 *
 *   a   auth   SELECT units   SELECT devices   SELECT devices          render
 *        |          |               |                                    |
 *   b   auth   SELECT units   SELECT devices                  audit    render
 *
 * Equal ends are paired at once, which is never worse than any other pairing. What lies between is a heaviest common
 * subsequence, by dynamic programming, where a pair weighs as much as it lets pair below it. Where that would need more than
 * {@link MAX_CELLS} cells (thousands of siblings), subtrees of one shape are anchors, the first of a shape for the first, the
 * second for the second and so on, as many as do not cross (a longest increasing subsequence, as patience diff has it); the
 * gaps between anchors are aligned as before if they are small, and by the first-for-first rule for labels if not.
 * O(n log n) then.
 *
 * Pairs come in order; a pair is two places in the lists.
 */
export interface SiblingRules {
  isAlike(a: number, b: number): boolean;
  isSameShape(a: number, b: number): boolean;
  shapeOf(side: 'a' | 'b', span: number): number;
  labelOf(side: 'a' | 'b', span: number): number;
  /** How many spans pair when a is paired with b: themselves, and what pairs below them. */
  weight(a: number, b: number): number;
}
export type Spans = ArrayLike<number>;
export type Pair = readonly [atA: number, atB: number];

export const MAX_CELLS = 16_384;

interface Gap {
  readonly fromA: number;
  readonly endA: number;
  readonly fromB: number;
  readonly endB: number;
}

export function alignSiblings(a: Spans, b: Spans, rules: SiblingRules): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const part of parts(a, b, rules)) {
    const found = part.type === 'pairs' ? part.pairs : heaviest(a, b, part.gap, rules);
    // One by one: as many as there are siblings are too many arguments for one call.
    for (const pair of found) pairs.push(pair);
  }
  return pairs;
}

/** The pairs of which {@link alignSiblings} may ask the weight, but for those of one shape. */
export function pairsToWeigh(a: Spans, b: Spans, rules: SiblingRules): readonly Pair[] {
  const wanted: Pair[] = [];
  for (const part of parts(a, b, rules)) {
    if (part.type === 'pairs') {
      for (const [atA, atB] of part.pairs) {
        if (!rules.isSameShape(a[atA] ?? 0, b[atB] ?? 0)) wanted.push([atA, atB]);
      }
      continue;
    }
    const { fromA, endA, fromB, endB } = part.gap;
    for (let atA = fromA; atA < endA; atA++) {
      for (let atB = fromB; atB < endB; atB++) {
        const x = a[atA] ?? 0;
        const y = b[atB] ?? 0;
        if (rules.isAlike(x, y) && !rules.isSameShape(x, y)) wanted.push([atA, atB]);
      }
    }
  }
  return wanted;
}

type Part = { readonly type: 'pairs'; readonly pairs: Pair[] } | { readonly type: 'gap'; readonly gap: Gap };

function parts(a: Spans, b: Spans, rules: SiblingRules): readonly Part[] {
  let from = 0;
  let endA = a.length;
  let endB = b.length;
  const equal = (atA: number, atB: number) => rules.isSameShape(a[atA] ?? 0, b[atB] ?? 0);
  const found: Part[] = [];
  const push = (type: 'pairs', pairs: Pair[]) => {
    if (pairs.length > 0) found.push({ type, pairs });
  };
  const head: Pair[] = [];
  while (from < endA && from < endB && equal(from, from)) head.push([from, from++]);
  const tail: Pair[] = [];
  while (endA > from && endB > from && equal(endA - 1, endB - 1)) tail.push([--endA, --endB]);
  push('pairs', head);
  for (const part of between(a, b, { fromA: from, endA, fromB: from, endB }, rules)) found.push(part);
  push('pairs', tail.reverse());
  return found;
}

function between(a: Spans, b: Spans, gap: Gap, rules: SiblingRules): readonly Part[] {
  if (isEmpty(gap)) return [];
  if (isSmall(gap)) return [{ type: 'gap', gap }];
  const found: Part[] = [];
  let { fromA, fromB } = gap;
  const close = (endA: number, endB: number) => {
    const rest = { fromA, endA, fromB, endB };
    if (isEmpty(rest)) return;
    if (isSmall(rest)) found.push({ type: 'gap', gap: rest });
    else found.push({ type: 'pairs', pairs: inTurn(a, b, rest, rules.labelOf) });
  };
  for (const anchor of inTurn(a, b, gap, rules.shapeOf)) {
    close(anchor[0], anchor[1]);
    found.push({ type: 'pairs', pairs: [anchor] });
    fromA = anchor[0] + 1;
    fromB = anchor[1] + 1;
  }
  close(gap.endA, gap.endB);
  return found;
}

const isEmpty = ({ fromA, endA, fromB, endB }: Gap): boolean => fromA >= endA || fromB >= endB;
const isSmall = ({ fromA, endA, fromB, endB }: Gap): boolean => (endA - fromA) * (endB - fromB) <= MAX_CELLS;

/** The n-th of a key for the n-th of that key; of those pairs the most that do not cross. */
function inTurn(a: Spans, b: Spans, gap: Gap, keyOf: SiblingRules['labelOf']): Pair[] {
  const places = new Map<number, number[]>();
  for (let at = gap.fromB; at < gap.endB; at++) {
    const key = keyOf('b', b[at] ?? 0);
    const same = places.get(key);
    if (same === undefined) places.set(key, [at]);
    else same.push(at);
  }
  const taken = new Map<number, number>();
  const pairs: Pair[] = [];
  for (let at = gap.fromA; at < gap.endA; at++) {
    const key = keyOf('a', a[at] ?? 0);
    const turn = taken.get(key) ?? 0;
    const place = places.get(key)?.[turn];
    if (place === undefined) continue;
    taken.set(key, turn + 1);
    pairs.push([at, place]);
  }
  return longestIncreasing(pairs);
}

/** By the second place. Patience sorting: O(n log n). */
function longestIncreasing(pairs: readonly Pair[]): Pair[] {
  const last: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  for (let at = 0; at < pairs.length; at++) {
    const place = pairs[at]?.[1] ?? 0;
    let low = 0;
    let high = last.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[last[middle] ?? 0]?.[1] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[at] = low === 0 ? -1 : (last[low - 1] ?? -1);
    last[low] = at;
  }
  const longest: Pair[] = [];
  for (let at = last.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const found = pairs[at];
    if (found !== undefined) longest.push(found);
  }
  return longest.reverse();
}

/** best[i][j] is what pairs from i and j on: so the walk forward pairs the first of equals with the first. */
function heaviest(a: Spans, b: Spans, gap: Gap, rules: SiblingRules): readonly Pair[] {
  const { fromA, fromB } = gap;
  const rows = gap.endA - fromA;
  const columns = gap.endB - fromB;
  const width = columns + 1;
  const pairs: Pair[] = [];
  if (rows === 1 && columns === 1) {
    if (rules.isAlike(a[fromA] ?? 0, b[fromB] ?? 0)) pairs.push([fromA, fromB]);
    return pairs;
  }
  const best = new Float64Array((rows + 1) * width);
  const paired = (i: number, j: number): number => {
    const x = a[fromA + i] ?? 0;
    const y = b[fromB + j] ?? 0;
    return rules.isAlike(x, y) ? rules.weight(x, y) + (best[(i + 1) * width + j + 1] ?? 0) : -1;
  };
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const unpaired = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
      best[i * width + j] = Math.max(unpaired, paired(i, j));
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const here = best[i * width + j] ?? 0;
    if (paired(i, j) === here) pairs.push([fromA + i++, fromB + j++]);
    else if ((best[(i + 1) * width + j] ?? 0) === here) i++;
    else j++;
  }
  return pairs;
}
