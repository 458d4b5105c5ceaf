/**
 * Spans gathered by call path: those that were reached by the same services and names, from the root down, are one node.
 *
 *   GET /units                     GET /units          1 call
 *     SELECT units                   SELECT units      1 call
 *     SELECT devices          =>     SELECT devices    3 calls, their times added up
 *     SELECT devices
 *     SELECT devices
 *
 * Nodes stand in the order in which each first happened, parents before children, so that a node keeps its place while a
 * trace grows.
 *
 * How wide a node is, is a decision, because calls overlap:
 *   total   its spans' durations added up; wider where its children together are wider, for calls that ran side by side
 *           were all paid for by somebody, and a child may outlast the parent that did not wait for it
 *   self    its spans' own time (see `self-time.ts`) and the widths of its children
 * In both a node is never narrower than its children together, and where nothing overlaps both are the duration.
 *
 * One pass over the tree: O(n), nothing recurses.
 */
import type { TraceTree } from '../model/trace-tree.ts';
import { NO_SPAN, type SpanIndex, type StringId, type TraceReader } from '../model/types.ts';
import { knownEndNs } from './known-end.ts';
import { isOrphan } from './orphans.ts';
import { selfTimeNs } from './self-time.ts';

export type PathWidth = 'total' | 'self';

/** By node; a node is an index, and -1 the node above the roots. */
export interface CallPaths {
  readonly count: number;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** Preorder: the descendants of node i are the nodes i + 1 to i + subtreeSize[i] - 1. */
  readonly subtreeSize: Int32Array;
  readonly service: Uint32Array;
  readonly name: Uint32Array;
  readonly calls: Int32Array;
  readonly errors: Int32Array;
  /** Of the calls, those whose end is not known: their time counts as far as it is. */
  readonly open: Int32Array;
  /** Of the calls, those whose parent is not here (yet): only nodes without a parent have any. */
  readonly orphans: Int32Array;
  readonly totalNs: Float64Array;
  readonly selfNs: Float64Array;
  /** The span that took longest: what a click on the node shows. */
  readonly longest: Int32Array;
  /** By span. */
  readonly nodeOf: Int32Array;
}

const ERROR = 2;

export function callPaths(table: TraceReader, tree: TraceTree): CallPaths {
  const { columns } = table;
  const nodes = new Nodes();
  const foundOf = new Int32Array(tree.spanCount);
  for (const index of tree.order) {
    const span = index as SpanIndex;
    const up = tree.parent[span] ?? NO_SPAN;
    const above = up === NO_SPAN ? -1 : (foundOf[up] ?? -1);
    const node = nodes.at(above, columns.service[span] ?? 0, columns.name[span] ?? 0);
    foundOf[span] = node;
    const lengthNs = knownEndNs(table, span) - (columns.startNs[span] ?? 0);
    nodes.add(node, span, {
      lengthNs,
      selfNs: selfTimeNs(table, tree, span),
      errors: columns.status[span] === ERROR ? 1 : 0,
      open: Number.isNaN(columns.endNs[span] ?? Number.NaN) ? 1 : 0,
      orphans: up === NO_SPAN && isOrphan(table, span) ? 1 : 0,
    });
  }
  return nodes.inPreorder(foundOf);
}

/** The width of each node in nanoseconds; those of siblings add up to no more than their parent's. */
export function pathWidths(paths: CallPaths, by: PathWidth): Float64Array {
  const widths = new Float64Array(paths.count);
  // Behind each node stand its descendants, so backwards the children come first.
  const ofChildren = new Float64Array(paths.count);
  for (let node = paths.count - 1; node >= 0; node--) {
    const below = ofChildren[node] ?? 0;
    const width =
      by === 'total' ? Math.max(paths.totalNs[node] ?? 0, below) : (paths.selfNs[node] ?? 0) + below;
    widths[node] = width;
    const up = paths.parent[node] ?? -1;
    if (up >= 0) ofChildren[up] = (ofChildren[up] ?? 0) + width;
  }
  return widths;
}

/** What one span adds to its node. */
interface Call {
  readonly lengthNs: number;
  readonly selfNs: number;
  readonly errors: 0 | 1;
  readonly open: 0 | 1;
  readonly orphans: 0 | 1;
}

/** Nodes as they are found: a child may be found long after its parent's other children. */
class Nodes {
  readonly #parent: number[] = [];
  readonly #service: StringId[] = [];
  readonly #name: StringId[] = [];
  readonly #calls: number[] = [];
  readonly #errors: number[] = [];
  readonly #open: number[] = [];
  readonly #orphans: number[] = [];
  readonly #totalNs: number[] = [];
  readonly #selfNs: number[] = [];
  readonly #longest: number[] = [];
  readonly #longestNs: number[] = [];
  readonly #byKey = new Map<string, number>();

  at(parent: number, service: StringId, name: StringId): number {
    const key = `${parent} ${service} ${name}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const node = this.#parent.push(parent) - 1;
    this.#byKey.set(key, node);
    this.#service.push(service);
    this.#name.push(name);
    for (const zeros of [this.#calls, this.#errors, this.#open, this.#orphans]) zeros.push(0);
    for (const zeros of [this.#totalNs, this.#selfNs]) zeros.push(0);
    this.#longest.push(NO_SPAN);
    this.#longestNs.push(-1);
    return node;
  }

  add(node: number, span: SpanIndex, call: Call): void {
    const sum = (sums: number[], by: number) => {
      sums[node] = (sums[node] ?? 0) + by;
    };
    sum(this.#calls, 1);
    sum(this.#errors, call.errors);
    sum(this.#open, call.open);
    sum(this.#orphans, call.orphans);
    sum(this.#totalNs, call.lengthNs);
    sum(this.#selfNs, call.selfNs);
    if (call.lengthNs <= (this.#longestNs[node] ?? 0)) return;
    this.#longestNs[node] = call.lengthNs;
    this.#longest[node] = span;
  }

  inPreorder(foundOf: Int32Array): CallPaths {
    const count = this.#parent.length;
    const place = preorder(this.#parent);
    const moved = <T extends Int32Array | Uint32Array | Float64Array>(
      values: readonly number[],
      into: T,
    ): T => {
      for (let node = 0; node < count; node++) into[place[node] ?? 0] = values[node] ?? 0;
      return into;
    };
    const parent = moved(
      this.#parent.map((up) => (up < 0 ? -1 : (place[up] ?? -1))),
      new Int32Array(count),
    );
    const depth = new Int32Array(count);
    const subtreeSize = new Int32Array(count).fill(1);
    for (let node = 0; node < count; node++) {
      const up = parent[node] ?? -1;
      depth[node] = up < 0 ? 0 : (depth[up] ?? 0) + 1;
    }
    for (let node = count - 1; node >= 0; node--) {
      const up = parent[node] ?? -1;
      if (up >= 0) subtreeSize[up] = (subtreeSize[up] ?? 0) + (subtreeSize[node] ?? 0);
    }
    return {
      count,
      parent,
      depth,
      subtreeSize,
      service: moved(this.#service, new Uint32Array(count)),
      name: moved(this.#name, new Uint32Array(count)),
      calls: moved(this.#calls, new Int32Array(count)),
      errors: moved(this.#errors, new Int32Array(count)),
      open: moved(this.#open, new Int32Array(count)),
      orphans: moved(this.#orphans, new Int32Array(count)),
      totalNs: moved(this.#totalNs, new Float64Array(count)),
      selfNs: moved(this.#selfNs, new Float64Array(count)),
      longest: moved(this.#longest, new Int32Array(count)),
      nodeOf: foundOf.map((node) => place[node] ?? -1),
    };
  }
}

/** By node as found: its place when each stands right behind its parent's earlier subtrees. */
function preorder(parent: readonly number[]): Int32Array {
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  let firstRoot = -1;
  // Backwards, so that the one found first comes to stand first.
  for (let node = count - 1; node >= 0; node--) {
    const up = parent[node] ?? -1;
    if (up < 0) {
      nextSibling[node] = firstRoot;
      firstRoot = node;
    } else {
      nextSibling[node] = firstChild[up] ?? -1;
      firstChild[up] = node;
    }
  }
  const place = new Int32Array(count);
  const stack: number[] = firstRoot < 0 ? [] : [firstRoot];
  let at = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    place[node] = at++;
    const next = nextSibling[node] ?? -1;
    const child = firstChild[node] ?? -1;
    if (next >= 0) stack.push(next);
    if (child >= 0) stack.push(child);
  }
  return place;
}
