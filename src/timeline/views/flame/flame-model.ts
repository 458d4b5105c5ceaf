/**
 * The flame graph of the table on show: laid out anew when the table grows or the reader asks for other widths. A big table
 * that grows with every frame is laid out in at most a fifth of the time. Where the reader is (the zoom, the active path) is
 * kept by a span, for nodes move: a parent that arrives late takes its children's paths from the top to below it.
 */
import { type CallPaths, callPaths, type PathWidth } from '../../../trace/analysis/call-paths.ts';
import type { TraceReader } from '../../../trace/model/types.ts';
import type { SpanSet, ViewContext } from '../trace-view.ts';
import { type FlameLayout, flameLayout } from './flame-layout.ts';
import { type FlameWords, flameWords } from './flame-words.ts';

export class FlameModel {
  #table: TraceReader | undefined;
  #version = -1;
  #notBeforeMs = 0;
  #by: PathWidth = 'total';
  #paths: CallPaths | undefined;
  #layout: FlameLayout | undefined;
  #zoomSpan = -1;
  #activeSpan = -1;
  #live = false;
  #words = new Map<number, FlameWords>();
  #nodesOf = new WeakMap<SpanSet, ReadonlySet<number>>();

  get layout(): FlameLayout | undefined {
    return this.#layout;
  }
  get by(): PathWidth {
    return this.#by;
  }
  set by(by: PathWidth) {
    this.#by = by;
    if (this.#paths !== undefined) this.#layout = flameLayout(this.#paths, by);
    this.#words.clear();
  }

  /** False when there is more to lay out, but not yet. */
  follow(context: Pick<ViewContext, 'table' | 'version' | 'tree' | 'live'>, nowMs: () => number): boolean {
    const { table, version, tree, live } = context;
    if (live !== this.#live) this.#words.clear();
    this.#live = live;
    if (table === this.#table && version === this.#version) return true;
    const startMs = nowMs();
    if (table !== this.#table) {
      this.#zoomSpan = -1;
      this.#activeSpan = -1;
    } else if (startMs < this.#notBeforeMs) return false;
    this.#table = table;
    this.#version = version;
    this.#paths = callPaths(table, tree);
    this.#layout = flameLayout(this.#paths, this.#by);
    this.#words.clear();
    this.#nodesOf = new WeakMap();
    const tookMs = nowMs() - startMs;
    this.#notBeforeMs = tookMs > 8 ? startMs + tookMs * 5 : 0;
    return true;
  }

  get zoom(): number {
    return this.nodeOf(this.#zoomSpan);
  }
  set zoom(node: number) {
    this.#zoomSpan = node < 0 ? -1 : this.longestOf(node);
  }

  /** The path that has the focus, or would have it. */
  get active(): number {
    return Math.max(0, this.nodeOf(this.#activeSpan));
  }
  set active(node: number) {
    this.#activeSpan = this.longestOf(node);
  }

  nodeOf(span: number): number {
    return span < 0 ? -1 : (this.#layout?.paths.nodeOf[span] ?? -1);
  }
  longestOf(node: number): number {
    return this.#layout?.paths.longest[node] ?? -1;
  }

  readonly wordsOf = (node: number): FlameWords => {
    let words = this.#words.get(node);
    if (words === undefined) {
      if (this.#table === undefined || this.#layout === undefined)
        throw new Error('flame: nothing is laid out');
      words = flameWords(this.#table, this.#layout, node, this.#live);
      this.#words.set(node, words);
    }
    return words;
  };

  /** The nodes of the spans; asked each frame, found once for each set. */
  nodesOf(spans: SpanSet): ReadonlySet<number> {
    const known = this.#nodesOf.get(spans);
    if (known !== undefined) return known;
    const nodes = new Set<number>();
    for (const span of spans) nodes.add(this.nodeOf(span));
    this.#nodesOf.set(spans, nodes);
    return nodes;
  }
}

/** The node to which an arrow leads: up and down the path, left and right among siblings. */
export function nextNode(layout: FlameLayout, node: number, key: string): number {
  const { parent, subtreeSize, count } = layout.paths;
  const up = parent[node] ?? -1;
  const after = node + (subtreeSize[node] ?? 1);
  const firstSibling = up < 0 ? 0 : up + 1;
  switch (key) {
    case 'ArrowUp':
      return up < 0 ? node : up;
    case 'ArrowDown':
      return (subtreeSize[node] ?? 1) > 1 ? widestChild(layout, node) : node;
    case 'ArrowRight':
      return after < count && (parent[after] ?? -1) === up ? after : node;
    case 'ArrowLeft':
      return siblingBefore(layout, node, firstSibling);
    case 'Home':
      return firstSibling;
    case 'End':
      return siblingBefore(layout, up < 0 ? count : up + (subtreeSize[up] ?? 1), firstSibling);
    default:
      return node;
  }
}

function widestChild({ paths, widths }: FlameLayout, node: number): number {
  const end = node + (paths.subtreeSize[node] ?? 1);
  let widest = node + 1;
  for (let child = node + 1; child < end; child += paths.subtreeSize[child] ?? 1) {
    if ((widths[child] ?? 0) > (widths[widest] ?? 0)) widest = child;
  }
  return widest;
}

/** Siblings are found from the first on; a step costs as many as there are before it. */
function siblingBefore({ paths }: FlameLayout, node: number, first: number): number {
  let at = first;
  for (;;) {
    const next = at + (paths.subtreeSize[at] ?? 1);
    if (next >= node) return Math.min(at, node);
    at = next;
  }
}
