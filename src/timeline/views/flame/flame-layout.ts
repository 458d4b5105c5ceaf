/**
 * Where the boxes of a flame graph are: depth down, width across, children below their parent and never beside it.
 *
 *   depth 0  |GET /units ---------------------------------|
 *   depth 1  |SELECT units--|render---------|    (own time)
 *   depth 2                 |format|
 *
 * `leftNs` and `widths` are in nanoseconds of work, not points in time. On each level boxes stand from left to right and do
 * not overlap, so a point is found by bisection, and what is narrower than a pixel is passed over in one step, however
 * many there are: a level costs what can be seen of it. O(n) to lay out, nothing recurses.
 */
import { type CallPaths, type PathWidth, pathWidths } from '../../../trace/analysis/call-paths.ts';

export interface FlameLayout {
  readonly paths: CallPaths;
  readonly widths: Float64Array;
  readonly leftNs: Float64Array;
  readonly wholeNs: number;
  readonly levels: number;
  /** By level, and one more: where its range in `byLevel` begins. */
  readonly levelStart: Int32Array;
  readonly byLevel: Int32Array;
  /** By node: its place among its siblings, from 1, and how many there are. */
  readonly position: Int32Array;
  readonly siblings: Int32Array;
}

/** What of the graph is on show: the subtree of a node, with its ancestors above it; -1 for all. */
export interface FlameScale {
  readonly zoom: number;
  readonly fromNs: number;
  readonly nsPerPx: number;
  readonly widthPx: number;
}

export interface FlameBox {
  readonly node: number;
  readonly leftPx: number;
  readonly widthPx: number;
  /** More than one: boxes too narrow to be told apart; `node` is the first. */
  readonly merged: number;
}

/** Narrower than this a box is merged with its neighbours. */
export const MIN_BOX_PX = 1;
/** Spans may take no time at all; a scale must not. */
const MIN_LENGTH_NS = 1e-3;

export function flameLayout(paths: CallPaths, by: PathWidth): FlameLayout {
  const { count, parent, depth } = paths;
  const widths = pathWidths(paths, by);
  const leftNs = new Float64Array(count);
  const usedNs = new Float64Array(count);
  const position = new Int32Array(count);
  const childCount = new Int32Array(count);
  let rootsNs = 0;
  let roots = 0;
  let levels = 0;
  for (let node = 0; node < count; node++) {
    const up = parent[node] ?? -1;
    const width = widths[node] ?? 0;
    levels = Math.max(levels, (depth[node] ?? 0) + 1);
    if (up < 0) {
      leftNs[node] = rootsNs;
      rootsNs += width;
      position[node] = ++roots;
    } else {
      leftNs[node] = (leftNs[up] ?? 0) + (usedNs[up] ?? 0);
      usedNs[up] = (usedNs[up] ?? 0) + width;
      position[node] = (childCount[up] ?? 0) + 1;
      childCount[up] = position[node] ?? 0;
    }
  }
  const siblings = parent.map((up) => (up < 0 ? roots : (childCount[up] ?? 0)));
  return {
    paths,
    widths,
    leftNs,
    wholeNs: rootsNs,
    levels,
    position,
    siblings,
    ...byLevelOf(depth, levels),
  };
}

/** Nodes are in preorder, so on each level they stand from left to right. */
function byLevelOf(depth: Int32Array, levels: number) {
  const levelStart = new Int32Array(levels + 1);
  for (const level of depth) levelStart[level + 1] = (levelStart[level + 1] ?? 0) + 1;
  for (let level = 0; level < levels; level++) {
    levelStart[level + 1] = (levelStart[level + 1] ?? 0) + (levelStart[level] ?? 0);
  }
  const fill = levelStart.slice();
  const byLevel = new Int32Array(depth.length);
  depth.forEach((level, node) => {
    const at = fill[level] ?? 0;
    byLevel[at] = node;
    fill[level] = at + 1;
  });
  return { levelStart, byLevel };
}

export function flameScale(layout: FlameLayout, zoom: number, widthPx: number): FlameScale {
  const fromNs = zoom < 0 ? 0 : (layout.leftNs[zoom] ?? 0);
  const lengthNs = zoom < 0 ? layout.wholeNs : (layout.widths[zoom] ?? 0);
  return { zoom, fromNs, widthPx, nsPerPx: Math.max(lengthNs, MIN_LENGTH_NS) / Math.max(1, widthPx) };
}

/** The boxes of one level from left to right; those too narrow to be seen are merged with their like neighbours. */
export function boxesOfLevel(layout: FlameLayout, scale: FlameScale, level: number): readonly FlameBox[] {
  const { zoom, fromNs, nsPerPx, widthPx } = scale;
  const above = zoom < 0 ? -1 : ancestorAt(layout, zoom, level);
  if (above >= 0) return [{ node: above, leftPx: 0, widthPx, merged: 1 }];
  const { byLevel, leftNs, widths, paths } = layout;
  const end = endWithin(layout, scale, level);
  const boxes: FlameBox[] = [];
  let at = startWithin(layout, scale, level);
  while (at < end) {
    const node = byLevel[at] ?? 0;
    const leftPx = ((leftNs[node] ?? 0) - fromNs) / nsPerPx;
    const boxPx = (widths[node] ?? 0) / nsPerPx;
    if (boxPx >= MIN_BOX_PX) {
      boxes.push({ node, leftPx, widthPx: boxPx, merged: 1 });
      at++;
      continue;
    }
    // On to the first box that ends beyond this pixel; and on, while what follows is as narrow.
    const first = at;
    let rightPx = leftPx;
    for (;;) {
      const next = Math.min(
        end,
        firstEndingAfter(layout, at, end, fromNs + (rightPx + MIN_BOX_PX) * nsPerPx),
      );
      at = Math.max(at + 1, next);
      const last = byLevel[at - 1] ?? 0;
      rightPx = Math.max(rightPx, ((leftNs[last] ?? 0) + (widths[last] ?? 0) - fromNs) / nsPerPx);
      const follower = byLevel[at] ?? 0;
      const gapPx = ((leftNs[follower] ?? 0) - fromNs) / nsPerPx - rightPx;
      if (at >= end || gapPx > MIN_BOX_PX || (widths[follower] ?? 0) / nsPerPx >= MIN_BOX_PX) break;
      if (paths.service[follower] !== paths.service[node]) break;
    }
    boxes.push({ node, leftPx, widthPx: Math.max(MIN_BOX_PX, rightPx - leftPx), merged: at - first });
  }
  return boxes;
}

/** The node at a point; of boxes too narrow to hit, the one nearest to it. */
export function nodeAt(layout: FlameLayout, scale: FlameScale, level: number, xPx: number): number {
  if (level < 0 || level >= layout.levels || xPx < 0 || xPx > scale.widthPx) return -1;
  const above = scale.zoom < 0 ? -1 : ancestorAt(layout, scale.zoom, level);
  if (above >= 0) return above;
  const start = startWithin(layout, scale, level);
  const end = endWithin(layout, scale, level);
  const ns = scale.fromNs + xPx * scale.nsPerPx;
  const slackNs = MIN_BOX_PX * 2 * scale.nsPerPx;
  const at = firstEndingAfter(layout, start, end, ns - slackNs);
  let best = -1;
  let bestNs = slackNs;
  // A few boxes may lie within the slack; the one the point is in wins at distance 0.
  for (let i = at; i < Math.min(end, at + 8); i++) {
    const node = layout.byLevel[i] ?? 0;
    const left = layout.leftNs[node] ?? 0;
    const right = left + (layout.widths[node] ?? 0);
    const distance = ns < left ? left - ns : Math.max(0, ns - right);
    if (distance < bestNs || (distance === 0 && best < 0)) {
      best = node;
      bestNs = distance;
    }
    if (distance === 0 && ns < right) break;
  }
  return best;
}

/** Whether a node is drawn at all while `zoom` is: it lies in its subtree, or above it. */
export function isOnShow({ paths }: FlameLayout, zoom: number, node: number): boolean {
  if (zoom < 0) return true;
  const [inner, outer] = node < zoom ? [zoom, node] : [node, zoom];
  return inner >= outer && inner < outer + (paths.subtreeSize[outer] ?? 1);
}

/** The ancestor of a node (or itself) on a level above its own; -1 on levels below it. */
function ancestorAt({ paths }: FlameLayout, node: number, level: number): number {
  let at = node;
  if (level > (paths.depth[node] ?? 0)) return -1;
  while (at >= 0 && (paths.depth[at] ?? 0) > level) at = paths.parent[at] ?? -1;
  return at;
}

function startWithin(layout: FlameLayout, { fromNs, zoom }: FlameScale, level: number): number {
  const from = layout.levelStart[level] ?? 0;
  const to = layout.levelStart[level + 1] ?? 0;
  return zoom < 0 ? firstEndingAfter(layout, from, to, fromNs) : firstNodeFrom(layout, from, to, zoom);
}

function endWithin(layout: FlameLayout, { zoom }: FlameScale, level: number): number {
  const from = layout.levelStart[level] ?? 0;
  const to = layout.levelStart[level + 1] ?? 0;
  return zoom < 0 ? to : firstNodeFrom(layout, from, to, zoom + (layout.paths.subtreeSize[zoom] ?? 1));
}

/** Preorder numbers ascend along a level, so a subtree is a range of each. */
function firstNodeFrom({ byLevel }: FlameLayout, from: number, to: number, node: number): number {
  return bisect(from, to, (at) => (byLevel[at] ?? 0) >= node);
}

function firstEndingAfter(
  { byLevel, leftNs, widths }: FlameLayout,
  from: number,
  to: number,
  ns: number,
): number {
  return bisect(from, to, (at) => {
    const node = byLevel[at] ?? 0;
    return (leftNs[node] ?? 0) + (widths[node] ?? 0) > ns;
  });
}

function bisect(from: number, to: number, isRight: (at: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isRight(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
