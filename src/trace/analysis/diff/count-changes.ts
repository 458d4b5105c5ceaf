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
  const groups = new Map<string, { node: number; a: number; b: number }>();
  for (let node = 0; node < diff.count; node++) {
    const below = diff.parent[node] ?? NOBODY;
    const relation = diff.relation[node];
    const isLone = relation === ADDED || relation === REMOVED;
    if (isLone && below !== NOBODY && diff.relation[below] === relation) continue;
    const key = `${below} ${diff.label[node]}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { node, a: 0, b: 0 };
      groups.set(key, group);
    }
    if (relation !== ADDED) group.a++;
    if (relation !== REMOVED) group.b++;
  }
  return [...groups.values()]
    .filter(({ a, b }) => a !== b)
    .sort((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a) || x.node - y.node)
    .map(({ node, a, b }) => ({ ...namesOf(diff, node), below: diff.parent[node] ?? NOBODY, a, b }));
}

/** Of the span that stands there, in whichever trace. */
export function namesOf(diff: TraceDiff, node: number): { readonly service: string; readonly name: string } {
  const inA = diff.a[node] ?? NOBODY;
  const { strings, columns } = inA === NOBODY ? diff.after : diff.before;
  const span = inA === NOBODY ? (diff.b[node] ?? 0) : inA;
  return {
    service: strings.get(columns.service[span] ?? 0) || 'unknown service',
    name: strings.get(columns.name[span] ?? 0) || 'unnamed span',
  };
}
