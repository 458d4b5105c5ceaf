/**
 * The telemetry of a run as text: one line a span, indent = child, roots in the order of their start. Ids and times
 * never show, so two runs of the same behaviour read the same.
 *
 *   building-api: POST /devices/:id/heartbeat (server)
 *     building-api: UPDATE devices (client)
 *   event-worker: process device.heartbeat (consumer) ~> send device.heartbeat
 */
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import {
  type AttributeValue,
  SPAN_KINDS,
  type SpanIndex,
  type TraceReader,
} from '../../src/trace/model/types.ts';

export interface TreeOptions {
  /** Attributes to show behind the name. */
  readonly show?: readonly string[];
}

export function spanTree(table: TraceReader, { show = [] }: TreeOptions = {}): string {
  const { columns, strings, spanCount } = table;
  const children = new Map<number, SpanIndex[]>();
  const byStart = Array.from({ length: spanCount }, (_, index) => index as SpanIndex).sort(
    (a, b) => (columns.startNs[a] ?? 0) - (columns.startNs[b] ?? 0),
  );
  for (const span of byStart) {
    const parent = columns.parent[span] ?? -1;
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const lines: string[] = [];
  const print = (span: SpanIndex, depth: number) => {
    const text = (column: Uint32Array) => strings.get(column[span] ?? 0);
    const shown = show.flatMap((key) => {
      const value = table.attribute(span, key);
      return value === undefined ? [] : [` ${key}=${String(value satisfies AttributeValue)}`];
    });
    const links = table.links(span).map((link) => {
      const target = table.findSpan(link.traceId, link.spanId);
      return ` ~> ${target === undefined ? '?' : strings.get(columns.name[target] ?? 0)}`;
    });
    const kind = SPAN_KINDS[columns.kind[span] ?? 0];
    lines.push(
      `${'  '.repeat(depth)}${text(columns.service)}: ${text(columns.name)} (${kind})${shown.join('')}${links.join('')}`,
    );
    for (const child of children.get(span) ?? []) print(child, depth + 1);
  };
  for (const root of children.get(-1) ?? []) print(root, 0);
  return lines.join('\n');
}

export const tableOf = (...traces: readonly Parameters<TraceTable['appendTraces']>[0][]): TraceTable => {
  const table = new TraceTable();
  for (const part of traces) table.appendTraces(part);
  return table;
};
