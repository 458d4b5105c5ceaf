/**
 * What has happened when: how many spans have begun and ended by a time, and when something happens next. Sorted once for a
 * version of the table, O(n log n); each question is a binary search.
 */
import type { TraceReader } from '../../../trace/model/types.ts';

export interface ReplayCounts {
  readonly open: number;
  readonly ended: number;
  readonly toCome: number;
}

export class ReplayMoments {
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  readonly #moments: Float64Array;

  constructor({ columns, spanCount, logs }: TraceReader) {
    this.#starts = columns.startNs.slice(0, spanCount).sort();
    // A span whose end is not known never ends here. One that ends before it starts has ended when it has begun.
    const ends = columns.endNs
      .slice(0, spanCount)
      .map((endNs, span) => Math.max(endNs, columns.startNs[span] ?? 0));
    this.#ends = ends.filter((endNs) => !Number.isNaN(endNs)).sort();
    const logTimes = logs.map(({ timeNs }) => timeNs).filter((timeNs) => Number.isFinite(timeNs));
    this.#moments = differentOf(this.#starts, this.#ends, logTimes);
  }

  at(timeNs: number): ReplayCounts {
    const begun = countUpTo(this.#starts, timeNs);
    const ended = countUpTo(this.#ends, timeNs);
    return { open: begun - ended, ended, toCome: this.#starts.length - begun };
  }

  /** The next moment at which something begins, ends or is logged, or the one before; undefined at the ends. */
  step(timeNs: number, by: 1 | -1): number | undefined {
    const upTo = countUpTo(this.#moments, timeNs);
    if (by > 0) return this.#moments[upTo];
    return this.#moments[this.#moments[upTo - 1] === timeNs ? upTo - 2 : upTo - 1];
  }
}

/** All of them, sorted, each once. */
function differentOf(...lists: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  all.sort();
  let count = 0;
  for (let at = 0; at < all.length; at++) {
    if (at === 0 || all[at] !== all[at - 1]) all[count++] = all[at] ?? 0;
  }
  return all.subarray(0, count);
}

/** How many are at most `limit`. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `3 open, 8 ended, 2 to come`. */
export function countsText({ open, ended, toCome }: ReplayCounts): string {
  const count = (n: number) => n.toLocaleString('en');
  return `${count(open)} open, ${count(ended)} ended, ${count(toCome)} to come`;
}
