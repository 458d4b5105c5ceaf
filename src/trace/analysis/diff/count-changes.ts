/**
 * What is done more often or less often than before: spans of one label below one node, counted on both sides.
 *
 *   SELECT devices   12 -> 1     below GET /units
 *   audit             0 -> 1     below GET /units
 *
 * Only the topmost of what came or went is counted: what went with its parent is no news. Greatest difference first.
 */
import { NOBODY } from './align-children.ts';
import { ADDED, REMOVED, type TraceDiff } from './trace-diff.ts';

export interface CountChange {
  readonly service: string;
  readonly name: string;
  /** The node above, or NOBODY. */
  readonly below: number;
  readonly a: number;
  readonly b: number;
}

export function countChanges(diff: TraceDiff): readonly CountChange[] {
  const groups = new Map<string, { service: string; name: string; below: number; a: number; b: number }>();
  for (let node = 0; node < diff.count; node++) {
    const below = diff.parent[node] ?? NOBODY;
    const relation = diff.relation[node];
    const isLone = relation === ADDED || relation === REMOVED;
    if (isLone && below !== NOBODY && diff.relation[below] === relation) continue;
    const table = diff.a[node] === NOBODY ? diff.after : diff.before;
    const span = (diff.a[node] === NOBODY ? diff.b[node] : diff.a[node]) ?? 0;
    const service = table.strings.get(table.columns.service[span] ?? 0);
    const name = table.strings.get(table.columns.name[span] ?? 0);
    const key = `${below}\n${table.columns.kind[span]}\n${service}\n${name}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { service, name, below, a: 0, b: 0 };
      groups.set(key, group);
    }
    if (relation !== ADDED) group.a++;
    if (relation !== REMOVED) group.b++;
  }
  return [...groups.values()]
    .filter(({ a, b }) => a !== b)
    .sort((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a) || x.below - y.below);
}
