/**
 * Two traces as one tree of rows: the rows, folds and expansions are those of the waterfall (layout/rows.ts), over nodes in
 * place of spans.
 *
 *   nodes of the diff    GET =, SELECT units =, SELECT devices = - - - -, audit +
 *   rows                 v GET
 *                            SELECT units
 *                          > SELECT devices ×5 -> ×1
 *                            audit
 *   only what differs    v GET                      a row is kept for what is below it
 *                          > SELECT devices ×5 -> ×1
 *                            audit
 */
import { NOBODY } from '../../trace/analysis/diff/align-children.ts';
import { SAME, type TraceDiff } from '../../trace/analysis/diff/trace-diff.ts';
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import { layoutTreeRows } from '../layout/layout-rows.ts';
import type { Expansion, Rows } from '../layout/rows.ts';

/** Self times of two runs are never equal: only what is as large a part of the longer run as this is a difference. */
const TELLING_SHARE = 0.05;

/** By node, 1 where something else than ordinary jitter differs. */
export function differingNodes(diff: TraceDiff): Uint8Array {
  const tellingNs = Math.max(diff.lengthNs.a, diff.lengthNs.b) * TELLING_SHARE;
  const differs = new Uint8Array(diff.count);
  for (let node = 0; node < diff.count; node++) {
    const isTelling = tellingNs > 0 && Math.abs(diff.selfDeltaNs(node)) >= tellingNs;
    differs[node] = diff.relation[node] !== SAME || isTelling ? 1 : 0;
  }
  return differs;
}

/** The tree of nodes, or of those kept and all that they stand below. Parents come before children, so no walk is needed. */
export function nodeTree(diff: TraceDiff, kept?: Uint8Array): TraceTree {
  const { count } = diff;
  const keep = new Uint8Array(count).fill(1);
  if (kept !== undefined) {
    keep.set(kept);
    for (let node = count - 1; node >= 0; node--) {
      const up = diff.parent[node] ?? NOBODY;
      if (keep[node] === 1 && up !== NOBODY) keep[up] = 1;
    }
  }
  const depth = new Int32Array(count);
  const subtreeSize = new Int32Array(count).fill(1);
  const childStart = new Int32Array(count + 1);
  const roots: number[] = [];
  for (let node = 0; node < count; node++) {
    const up = diff.parent[node] ?? NOBODY;
    if (up !== NOBODY) depth[node] = (depth[up] ?? 0) + 1;
    if (keep[node] === 0) continue;
    if (up === NOBODY) roots.push(node);
    else childStart[up + 1] = (childStart[up + 1] ?? 0) + 1;
  }
  for (let node = 0; node < count; node++) {
    childStart[node + 1] = (childStart[node + 1] ?? 0) + (childStart[node] ?? 0);
  }
  const children = new Int32Array(childStart[count] ?? 0);
  const filled = childStart.slice(0, count);
  for (let node = 0; node < count; node++) {
    const up = diff.parent[node] ?? NOBODY;
    if (keep[node] === 0 || up === NOBODY) continue;
    const place = filled[up] ?? 0;
    children[place] = node;
    filled[up] = place + 1;
  }
  for (let node = count - 1; node >= 0; node--) {
    const up = diff.parent[node] ?? NOBODY;
    if (up !== NOBODY) subtreeSize[up] = (subtreeSize[up] ?? 1) + (subtreeSize[node] ?? 1);
  }
  const order = Int32Array.from({ length: count }, (_, node) => node);
  return {
    version: 0,
    spanCount: count,
    order,
    row: order,
    depth,
    subtreeSize,
    parent: diff.parent,
    childStart,
    children,
    roots: Int32Array.from(roots),
    cycleCuts: new Set(),
  };
}

/** Like nodes below one parent fold as like spans do, whichever trace they are of. */
export function compareRows(diff: TraceDiff, tree: TraceTree, expansion: Expansion): Rows {
  const nothing = new Uint32Array(diff.count);
  const startNs = new Float64Array(diff.count);
  const columns = { name: Uint32Array.from(diff.label), service: nothing, traceId: nothing, startNs };
  return layoutTreeRows({ spanCount: diff.count, columns }, expansion, tree);
}
