/**
 * The same thing done again and again under one parent: the shape that an N+1 query has in a trace.
 *
 *   GET /buildings/:id/units     |===========================|
 *     SELECT units               |==|                              1: once
 *     SELECT devices                |==|                     \
 *     SELECT devices                    |==|                  >    2: one group of three like siblings
 *     SELECT devices                        |==|             /
 *
 * Alike are siblings of one service with the same statement (`db.query.text` without its literals; older spans say
 * `db.statement`), or, where there is no query text, with the same name and kind. Roots are nobody's siblings. O(n).
 */
import { buildTraceTree, childrenOf, type TraceTree } from '../model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { knownEndNs } from './known-end.ts';
import { normaliseQueryText } from './query-text.ts';

export interface RepeatedGroup {
  /** Whether the spans are alike by their query text, or by name. */
  readonly type: 'query' | 'name';
  readonly parent: SpanIndex;
  /** At least two, in sibling order. */
  readonly spans: readonly SpanIndex[];
  readonly service: string;
  /** The normalised query text, or the name. */
  readonly text: string;
  /** The spans' lengths added up. */
  readonly totalNs: number;
}
export interface RepeatedOptions {
  /** Look only below this span (its children, and theirs). */
  readonly under?: SpanIndex;
  readonly tree?: TraceTree;
}

/** Largest groups first. */
export function findRepeated(table: TraceReader, options: RepeatedOptions = {}): readonly RepeatedGroup[] {
  const tree = options.tree ?? buildTraceTree(table);
  const from = options.under === undefined ? 0 : (tree.row[options.under] ?? 0);
  const rows = options.under === undefined ? tree.spanCount : (tree.subtreeSize[options.under] ?? 0);
  const normalised = new Map<string, string>();
  const groups: RepeatedGroup[] = [];
  for (const index of tree.order.subarray(from, from + rows)) {
    const children = childrenOf(tree, index as SpanIndex);
    if (children.length < 2) continue;
    // One by one: a parent may have more groups than a call may have arguments.
    for (const group of groupChildren(table, index as SpanIndex, children, normalised)) groups.push(group);
  }
  return groups.sort((a, b) => b.spans.length - a.spans.length || b.totalNs - a.totalNs);
}

/** Only groups alike by query text. */
export function findRepeatedQueries(
  table: TraceReader,
  options: RepeatedOptions = {},
): readonly RepeatedGroup[] {
  return findRepeated(table, options).filter((group) => group.type === 'query');
}

function groupChildren(
  table: TraceReader,
  parent: SpanIndex,
  children: Int32Array,
  normalised: Map<string, string>,
): readonly RepeatedGroup[] {
  const byLikeness = new Map<string, SpanIndex[]>();
  for (const index of children) {
    const span = index as SpanIndex;
    const key = likeness(table, span, normalised);
    const alike = byLikeness.get(key);
    if (alike) alike.push(span);
    else byLikeness.set(key, [span]);
  }
  const groups: RepeatedGroup[] = [];
  for (const spans of byLikeness.values()) {
    const [first] = spans;
    if (first === undefined || spans.length < 2) continue;
    const query = queryText(table, first);
    groups.push({
      type: query === undefined ? 'name' : 'query',
      parent,
      spans,
      service: table.strings.get(table.columns.service[first] ?? 0),
      text:
        query === undefined
          ? table.strings.get(table.columns.name[first] ?? 0)
          : normalise(query, normalised),
      totalNs: spans.reduce(
        (sum, span) => sum + knownEndNs(table, span) - (table.columns.startNs[span] ?? 0),
        0,
      ),
    });
  }
  return groups;
}

function likeness(table: TraceReader, span: SpanIndex, normalised: Map<string, string>): string {
  const { service, name, kind } = table.columns;
  const query = queryText(table, span);
  return query === undefined
    ? `${service[span]} name ${name[span]} ${kind[span]}`
    : `${service[span]} query ${normalise(query, normalised)}`;
}

function queryText(table: TraceReader, span: SpanIndex): string | undefined {
  const text = table.attribute(span, 'db.query.text') ?? table.attribute(span, 'db.statement');
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function normalise(query: string, normalised: Map<string, string>): string {
  const known = normalised.get(query);
  if (known !== undefined) return known;
  const text = normaliseQueryText(query);
  normalised.set(query, text);
  return text;
}
