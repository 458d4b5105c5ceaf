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

/** For many lists at once: `n log n` in their total length, however many there are. */
export function unionOfAll(lists: readonly Spans[]): Spans {
  const [first, second] = lists;
  if (first === undefined) return [];
  if (second === undefined) return first;
  if (lists.length === 2) return unionOf(first, second);
  const union = new Set<SpanIndex>();
  for (const list of lists) for (const span of list) union.add(span);
  return Array.from(union).sort((a, b) => a - b);
}
