/**
 * Everything that the telemetry of a run says, less what differs from one run to the next (ids, times, ports, text that
 * holds them), as lines in an order of their own. Two places that do the same give the same lines.
 *
 *   span   service: name (kind, status) {attributes}, indent = child, ~> = link
 *   log    service: event or body (severity) {attributes} in the span it belongs to
 *   metric service: name (type, unit) {attributes} count
 */
import type { TraceTable } from '../../src/trace/model/trace-table.ts';
import { SPAN_KINDS, type SpanIndex, STATUS_CODES } from '../../src/trace/model/types.ts';

/** Where a service is and what it answers to differ by place; that they are told does not. */
const PLACE: ReadonlySet<string> = new Set([
  'server.address',
  'server.port',
  'url.full',
  'url.scheme',
  'network.peer.address',
  'network.peer.port',
]);
/** Named by the run, counted up by the database over all runs, or text that holds such names or places. */
const RUN: ReadonlySet<string> = new Set([
  'session.id',
  'bldg.run.id',
  'bldg.message.id',
  'bldg.event.id',
  'bldg.work_order.id',
  'messaging.message.id',
  'bldg.round.id',
  'gen_ai.tool.call.arguments',
  'bldg.agent.bytes',
  'exception.stacktrace',
  // What had ended when the file was written: the servers end their spans when they like.
  'bldg.file.spans',
]);

type Attributes = ReadonlyMap<string, unknown>;

function attributesText(attributes: Attributes): string {
  const shown = [...attributes].map(([key, value]) =>
    PLACE.has(key) || RUN.has(key)
      ? key
      : `${key}=${Array.isArray(value) ? `[${value.join()}]` : String(value)}`,
  );
  return `{${shown.sort().join(' ')}}`;
}

export function canonicalTelemetry(table: TraceTable): readonly string[] {
  return [...spanLines(table), ...logLines(table), ...metricLines(table)];
}

function spanLines(table: TraceTable): readonly string[] {
  const { columns, strings, spanCount } = table;
  const text = (column: Uint32Array, span: number) => strings.get(column[span] ?? 0);
  const name = (span: SpanIndex | undefined) => (span === undefined ? '?' : text(columns.name, span));
  const children = new Map<number, SpanIndex[]>();
  for (let index = 0; index < spanCount; index++) {
    const parent = columns.parent[index] ?? -1;
    children.set(parent, [...(children.get(parent) ?? []), index as SpanIndex]);
  }
  /** Children in the order of their text: what runs at the same time has no other. */
  const block = (span: SpanIndex): readonly string[] => {
    const kind = SPAN_KINDS[columns.kind[span] ?? 0];
    const status = STATUS_CODES[columns.status[span] ?? 0];
    const links = table
      .links(span)
      .map(({ traceId, spanId }) => ` ~> ${name(table.findSpan(traceId, spanId))}`);
    const line = `${text(columns.service, span)}: ${name(span)} (${kind}, ${status}) ${attributesText(table.attributes(span))}`;
    const below = (children.get(span) ?? []).map(block).sort(byText).flat();
    return [line + links.join(''), ...below.map((child) => `  ${child}`)];
  };
  return (children.get(-1) ?? []).map(block).sort(byText).flat();
}

const byText = (a: readonly string[], b: readonly string[]): number => (a.join('\n') < b.join('\n') ? -1 : 1);

function logLines(table: TraceTable): readonly string[] {
  return table.logs
    .map(({ service, eventName, body, severityText, attributes, traceId, spanId }) => {
      const span = table.findSpan(traceId, spanId);
      const within = span === undefined ? '?' : table.strings.get(table.columns.name[span] ?? 0);
      return `log ${service}: ${eventName || String(body)} (${severityText}) ${attributesText(attributes)} in ${within}`;
    })
    .sort();
}

function metricLines(table: TraceTable): readonly string[] {
  return table.metrics
    .flatMap(({ service, name, type, unit, points }) =>
      points.map(
        ({ attributes, count, value }) =>
          `metric ${service}: ${name} (${type}, ${unit}) ${attributesText(attributes)} ${count ?? value}`,
      ),
    )
    .sort();
}
