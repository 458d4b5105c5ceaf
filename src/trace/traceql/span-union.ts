/** Unions of span lists. Every list of spans in this folder is in index order and names each span once. */
import type { SpanIndex } from '../model/types.ts';

type Spans = readonly SpanIndex[];

export function unionOf(a: Spans, b: Spans): Spans {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  const union: SpanIndex[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = a[i] ?? Number.POSITIVE_INFINITY;
    const fromB = b[j] ?? Number.POSITIVE_INFINITY;
    union.push(Math.min(fromA, fromB) as SpanIndex);
    if (fromA <= fromB) i++;
    if (fromB <= fromA) j++;
  }
  return union;
}

/** Spans that lie this close together are marked in an array; others are sorted. */
const MAX_SPREAD = 32;

/** For many lists at once. Linear in their total length, `n log n` where they are few spans from all over a table. */
export function unionOfAll(lists: readonly Spans[]): Spans {
  const [first, second] = lists;
  if (first === undefined) return [];
  if (second === undefined) return first;
  if (lists.length === 2) return unionOf(first, second);
  let length = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const list of lists) {
    length += list.length;
    least = Math.min(least, list[0] ?? least);
    most = Math.max(most, list.at(-1) ?? most);
  }
  if (most - least >= length * MAX_SPREAD) return sortedUnion(lists);
  const isIn = new Uint8Array(Math.max(0, most - least + 1));
  for (const list of lists) for (const span of list) isIn[span - least] = 1;
  const union: SpanIndex[] = [];
  for (let at = 0; at < isIn.length; at++) if (isIn[at] === 1) union.push((least + at) as SpanIndex);
  return union;
}

function sortedUnion(lists: readonly Spans[]): Spans {
  const union = new Set<SpanIndex>();
  for (const list of lists) for (const span of list) union.add(span);
  return Array.from(union).sort((a, b) => a - b);
}
