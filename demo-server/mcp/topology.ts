/**
 * The shape of a trace in a few lines: siblings that are alike (same service, same name) are one line with a count.
 *
 *   GET /units                          depth 0  count 1
 *     SELECT devices                    depth 1  count 12
 *
 * O(n); preorder, by an explicit stack.
 */
import { knownEndNs } from '../../src/trace/analysis/known-end.ts';
import type { SpanIndex } from '../../src/trace/model/types.ts';
import { milliseconds, type ToolAnswer, toolAnswer } from './answer.ts';
import { isError, kindOf, type OpenTrace, spanName } from './open-trace.ts';

interface Group {
  readonly first: SpanIndex;
  readonly depth: number;
  readonly spans: SpanIndex[];
  readonly below: Group[];
  count: number;
  errors: number;
  totalNs: number;
}
/** As many ids of a group are given. */
const MAX_IDS = 6;

export function traceTopology(trace: OpenTrace, maxDepth: number): ToolAnswer {
  const { table, tree } = trace;
  const roots = groupsOf(trace);
  const lines: object[] = [];
  let deeper = 0;
  const stack = [...roots].reverse();
  for (let group = stack.pop(); group !== undefined; group = stack.pop()) {
    if (group.depth > maxDepth) deeper += 1;
    else lines.push(lineOf(trace, group));
    for (let i = group.below.length - 1; i >= 0; i--) stack.push(group.below[i] as Group);
  }
  return toolAnswer(
    { traceId: trace.traceId, spans: table.spanCount, roots: tree.roots.length, deeperGroups: deeper },
    lines,
  );
}

function groupsOf(trace: OpenTrace): readonly Group[] {
  const { table, tree } = trace;
  const { columns } = table;
  const roots: Group[] = [];
  const groupOf: Group[] = [];
  const known = new Map<Group | undefined, Map<string, Group>>();
  for (const index of tree.order) {
    const span = index as SpanIndex;
    const up = groupOf[tree.parent[span] ?? -1];
    const key = `${columns.service[span]} ${columns.name[span]}`;
    let siblings = known.get(up);
    if (siblings === undefined) {
      siblings = new Map();
      known.set(up, siblings);
    }
    let group = siblings.get(key);
    if (group === undefined) {
      group = {
        first: span,
        depth: (up?.depth ?? -1) + 1,
        spans: [],
        below: [],
        count: 0,
        errors: 0,
        totalNs: 0,
      };
      siblings.set(key, group);
      (up?.below ?? roots).push(group);
    }
    groupOf[span] = group;
    group.count += 1;
    if (group.spans.length < MAX_IDS) group.spans.push(span);
    if (isError(trace, span)) group.errors += 1;
    group.totalNs += Math.max(0, knownEndNs(table, span) - (columns.startNs[span] ?? 0));
  }
  return roots;
}

function lineOf(trace: OpenTrace, { first, depth, spans, count, errors, totalNs }: Group): object {
  const { name, service } = spanName(trace, first);
  return {
    depth,
    name,
    service,
    kind: kindOf(trace, first),
    count,
    errors,
    totalMs: milliseconds(totalNs),
    spanIds: spans.map((span) => spanName(trace, span).spanId),
  };
}
