/**
 * The critical path below a span: the chain of work that decided when it ended. Shorten anything on it and the span gets
 * shorter; shorten anything else and it does not.
 *
 *   GET /units         |==|....................|==|        on the path: where nothing below it was awaited
 *     SELECT units        |===|                            on it: the gateway call began after it had ended
 *     GET /devices             |===============|           on it: ended last
 *     GET /weather             |=======|                   not on it: GET /devices took longer
 *   time --------------------------------------->
 *
 * Walked backwards: from the span's end, step into the child that ended last before the point reached; go on from that
 * child's start. A sibling that still ran at that point was not waited for. Children that stick out of their parent
 * (clock skew, work nobody awaited) count only as far as they lie within it; linked spans are no children.
 *
 * The segments tile the span: in order, without gap or overlap, from its start to its known end.
 *
 * After Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures" (USENIX ATC 2022), and
 * Jaeger's view of it. O(n log n) by sorting children by end; an explicit stack, so depth costs nothing.
 */
import { buildTraceTree, childrenOf, type TraceTree } from '../model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { knownEndNs } from './known-end.ts';

export interface CriticalSegment {
  readonly span: SpanIndex;
  readonly startNs: number;
  readonly endNs: number;
}

/** A span entered but not finished with; its window is what of it lies within all its ancestors. */
interface Frame {
  readonly span: SpanIndex;
  readonly startNs: number;
  readonly endNs: number;
  /** Children that have time in the window, last to end first. */
  readonly children: readonly Window[];
  nextChild: number;
  /** How far back the path has come. */
  reachedNs: number;
}
interface Window {
  readonly span: SpanIndex;
  readonly startNs: number;
  readonly endNs: number;
}

export function criticalPath(
  table: TraceReader,
  root: SpanIndex,
  tree: TraceTree = buildTraceTree(table),
): readonly CriticalSegment[] {
  const backwards: CriticalSegment[] = [];
  const startNs = table.columns.startNs[root] ?? 0;
  const stack = [enter(table, tree, { span: root, startNs, endNs: knownEndNs(table, root) })];
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const child = nextOnPath(frame);
    const untilNs = child ? child.endNs : frame.startNs;
    if (untilNs < frame.reachedNs) {
      backwards.push({ span: frame.span, startNs: untilNs, endNs: frame.reachedNs });
    }
    if (child) {
      frame.reachedNs = child.startNs;
      stack.push(enter(table, tree, child));
    } else stack.pop();
  }
  return backwards.reverse();
}

/** How long each span is on the path, longest first. */
export function criticalShares(segments: readonly CriticalSegment[]): ReadonlyMap<SpanIndex, number> {
  const lengthNs = new Map<SpanIndex, number>();
  for (const { span, startNs, endNs } of segments) {
    lengthNs.set(span, (lengthNs.get(span) ?? 0) + endNs - startNs);
  }
  return new Map([...lengthNs].sort(([, a], [, b]) => b - a));
}

function enter(table: TraceReader, tree: TraceTree, window: Window): Frame {
  const children: Window[] = [];
  for (const child of childrenOf(tree, window.span)) {
    const span = child as SpanIndex;
    const startNs = Math.max(table.columns.startNs[child] ?? 0, window.startNs);
    const endNs = Math.min(knownEndNs(table, span), window.endNs);
    if (startNs < endNs) children.push({ span, startNs, endNs });
  }
  children.sort((a, b) => b.endNs - a.endNs || a.startNs - b.startNs || a.span - b.span);
  return { ...window, children, nextChild: 0, reachedNs: window.endNs };
}

function nextOnPath(frame: Frame): Window | undefined {
  for (;;) {
    const child = frame.children[frame.nextChild];
    if (!child) return undefined;
    frame.nextChild++;
    if (child.endNs <= frame.reachedNs) return child;
  }
}
