/**
 * Clocks that differ. A request is sent before it is received and its answer received after it is sent, so a SERVER span
 * lies within the CLIENT span it is a child of. Where it does not, and they come from different processes, the clocks of
 * the two differ by at least what sticks out.
 *
 *   by the caller's clock     CLIENT |====================|
 *   by the callee's clock  SERVER |===========|               sticks out by 3: the callee's clock is behind
 *                                 low -->|                    its offset is at least this
 *                                     high ------->|          and at most this
 *
 * Each pair bounds the offset to be added to the callee's times: low = CLIENT start - SERVER start, high = CLIENT end -
 * SERVER end. All pairs of the same two processes must agree: their bounds are intersected. What is left of them is certain
 * (as far as a clock keeps its pace during a trace); the middle of it is an estimate, as in Jaeger's adjuster. If nothing
 * is left, no constant offset explains the trace, and none is given.
 *
 * Nothing here corrects anything. O(n).
 */
import type { TraceTree } from '../model/trace-tree.ts';
import { NO_SPAN, SPAN_KINDS, type SpanIndex, type TraceReader } from '../model/types.ts';

export interface ClockSkew {
  /** Indexes of resources, as in `columns.resource`: a process, and so a clock. */
  readonly caller: number;
  readonly callee: number;
  /** What must be added to the callee's times at least, and at most; low is above high when the pairs contradict. */
  readonly lowNs: number;
  readonly highNs: number;
  /** The middle, or undefined when the pairs contradict. */
  readonly offsetNs: number | undefined;
  /** SERVER spans that stick out of their CLIENT. */
  readonly spans: readonly SpanIndex[];
}

export interface ClockSkews {
  /** Only pairs of processes in which some span sticks out. */
  readonly skews: readonly ClockSkew[];
  /** By resource: what to add to its times to see them by the clock of the first root. Only those that differ. */
  readonly offsetNs: ReadonlyMap<number, number>;
}

interface Edge {
  readonly caller: number;
  readonly callee: number;
  lowNs: number;
  highNs: number;
  readonly spans: SpanIndex[];
}

const SERVER = SPAN_KINDS.indexOf('server');
const CLIENT = SPAN_KINDS.indexOf('client');
/** Clocks are read one after the other, in steps. */
const TOLERANCE_NS = 1_000;

export function findClockSkew(table: TraceReader, tree: TraceTree): ClockSkews {
  const edges = new Map<string, Edge>();
  const { startNs, endNs, kind, resource } = table.columns;
  for (const span of tree.order) {
    const parent = tree.parent[span] ?? NO_SPAN;
    if (parent < 0 || kind[span] !== SERVER || kind[parent] !== CLIENT) continue;
    const caller = resource[parent] ?? 0;
    const callee = resource[span] ?? 0;
    const lowNs = (startNs[parent] ?? 0) - (startNs[span] ?? 0);
    const highNs = (endNs[parent] ?? 0) - (endNs[span] ?? 0);
    // An open or a nonsensical span bounds nothing; a server that outlasts its caller went on after it was given up.
    if (caller === callee || !(lowNs <= highNs)) continue;
    const key = `${caller} ${callee}`;
    let edge = edges.get(key);
    if (edge === undefined) {
      edge = { caller, callee, lowNs, highNs, spans: [] };
      edges.set(key, edge);
    }
    edge.lowNs = Math.max(edge.lowNs, lowNs);
    edge.highNs = Math.min(edge.highNs, highNs);
    if (lowNs > TOLERANCE_NS || highNs < -TOLERANCE_NS) edge.spans.push(span as SpanIndex);
  }
  const all = [...edges.values()];
  return { skews: all.filter(({ spans }) => spans.length > 0).map(skewOf), offsetNs: offsetsOf(all) };
}

function skewOf(edge: Edge): ClockSkew {
  const agrees = edge.lowNs <= edge.highNs;
  return { ...edge, offsetNs: agrees ? (edge.lowNs + edge.highNs) / 2 : undefined };
}

/** Added up along the calls: the callee of a callee is off by both. The first call that reaches a process decides. */
function offsetsOf(edges: readonly Edge[]): ReadonlyMap<number, number> {
  const calls = new Map<number, Edge[]>();
  const callees = new Set<number>();
  for (const edge of edges) {
    const known = calls.get(edge.caller);
    if (known === undefined) calls.set(edge.caller, [edge]);
    else known.push(edge);
    callees.add(edge.callee);
  }
  const offsets = new Map<number, number>();
  const queue = [...calls.keys()].filter((resource) => !callees.has(resource));
  // Processes that only call each other in a circle: the first of them keeps the time.
  queue.push(...calls.keys());
  for (const start of queue) {
    if (offsets.has(start)) continue;
    offsets.set(start, 0);
    const reached = [start];
    for (const caller of reached) {
      for (const edge of calls.get(caller) ?? []) {
        if (offsets.has(edge.callee)) continue;
        const skew = edge.spans.length > 0 ? (skewOf(edge).offsetNs ?? 0) : 0;
        offsets.set(edge.callee, (offsets.get(caller) ?? 0) + skew);
        reached.push(edge.callee);
      }
    }
  }
  return new Map([...offsets].filter(([, offsetNs]) => offsetNs !== 0));
}
