/**
 * Repeats: five or more siblings of one service with one name are one thing that happened many times. They need not be
 * next to each other (a loop may do two things in turn).
 */
import type { SpanColumns } from '../../trace/model/types.ts';

export const FOLD_FROM = 5;

/**
 * Groups of like siblings among `siblings` (sorted by start). Returns, for each sibling, the number of its group, or -1
 * when it stands alone; undefined when nothing repeats, which is the common case and costs no allocation.
 */
export function likeSiblings(
  siblings: Int32Array,
  columns: Pick<SpanColumns, 'name' | 'service'>,
): { readonly groupOf: Int32Array; readonly groups: number } | undefined {
  if (siblings.length < FOLD_FROM) return undefined;
  const counts = new Map<number, number>();
  let repeats = false;
  for (const span of siblings) {
    const key = likeness(columns, span);
    const seen = (counts.get(key) ?? 0) + 1;
    counts.set(key, seen);
    repeats ||= seen >= FOLD_FROM;
  }
  if (!repeats) return undefined;
  const groupOfKey = new Map<number, number>();
  const groupOf = new Int32Array(siblings.length).fill(-1);
  for (let at = 0; at < siblings.length; at++) {
    const key = likeness(columns, siblings[at] ?? 0);
    if ((counts.get(key) ?? 0) < FOLD_FROM) continue;
    let group = groupOfKey.get(key);
    if (group === undefined) {
      group = groupOfKey.size;
      groupOfKey.set(key, group);
    }
    groupOf[at] = group;
  }
  return { groupOf, groups: groupOfKey.size };
}

/** Two string ids in one number; exact while there are fewer than 2^26 strings. */
function likeness(columns: Pick<SpanColumns, 'name' | 'service'>, span: number): number {
  return (columns.service[span] ?? 0) * 2 ** 26 + (columns.name[span] ?? 0);
}
