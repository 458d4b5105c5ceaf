/** Parts of a span during which none of its children ran: start and end by turns. Children come sorted by start. */
export function selfIntervals(
  startNs: number,
  endNs: number,
  children: Int32Array,
  startOf: (span: number) => number,
  endOf: (span: number) => number,
): readonly number[] {
  const intervals: number[] = [];
  let freeFrom = startNs;
  for (const child of children) {
    const childStart = startOf(child);
    if (childStart >= endNs) break;
    if (childStart > freeFrom) intervals.push(freeFrom, childStart);
    freeFrom = Math.max(freeFrom, endOf(child));
  }
  if (endNs > freeFrom) intervals.push(freeFrom, endNs);
  return intervals;
}

export function lengthOf(intervals: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at + 1 < intervals.length; at += 2) sum += (intervals[at + 1] ?? 0) - (intervals[at] ?? 0);
  return sum;
}
