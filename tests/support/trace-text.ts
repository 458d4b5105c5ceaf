/**
 * Traces as text, so that a test shows the trace it is about.
 *
 *   building-api  GET /units           |0-120ms|  @kind=server http.route=/units
 *     building-api  SELECT units       |5-12ms|   @kind=client db.system.name=postgresql
 *     device-gateway  GET /devices     |20ms-|    @status=error @message="no answer"
 *
 * A line is a span: indent of two spaces a level = child of the line above it with less indent; then
 *   service    one word
 *   name       everything up to the first bar
 *   |a-b unit| start and end; the unit (ns, us, ms, s) stands behind each number or once behind the last;
 *              `|20ms-|` is still open; `|-30ms|` has no start
 *   key=value  an attribute: 12 integer, 1.5 double, true/false boolean, "..." a JSON string, anything else a string
 *   @kind=server|client|producer|consumer|internal      @status=ok|error   @message="..."   @scope=drizzle
 *   @id=label       names the span; @parent=label overrides the indent (a label nobody has makes an orphan;
 *                   `@parent=none` makes a root), @link=label links to it
 *   @event=name:10ms an event
 * A line `---` begins another trace (labels reach across); empty lines and lines that begin with # are skipped.
 *
 * Ids are made from line positions (or labels), times from {@link TEXT_ORIGIN_NS}: the same text is always the same OTLP.
 */
import { isOrphan } from '../../src/trace/analysis/orphans.ts';
import type {
  OtlpKeyValue,
  OtlpSpan,
  OtlpSpanEvent,
  OtlpSpanLink,
  OtlpTraces,
} from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../src/trace/model/trace-tree.ts';
import {
  type AttributeValue,
  NO_SPAN,
  SPAN_KINDS,
  type SpanIndex,
  STATUS_CODES,
  type TraceReader,
} from '../../src/trace/model/types.ts';

export const TEXT_ORIGIN_NS = 1_750_000_000_000_000_000n;

const LINE = /^(?<indent> *)(?<service>\S+)\s+(?<name>.*?)\s*\|(?<times>[^|]*)\|\s*(?<rest>.*)$/;
const TIMES = /^(?<start>[\d.]*)(?<startUnit>ns|us|ms|s)?-(?<end>[\d.]*)(?<endUnit>ns|us|ms|s)?$/;
const WORD = /(?<key>[^\s=]+)=(?<value>"(?:[^"\\]|\\.)*"|\S+)/g;
const UNIT_NS: { readonly [unit: string]: number } = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

interface Line {
  readonly depth: number;
  readonly service: string;
  readonly name: string;
  readonly times: string;
  readonly words: readonly (readonly [key: string, value: string])[];
  readonly spanId: string;
  readonly traceId: string;
}

/** The OTLP request of a text: one resource a service, spans in the order of the lines. */
export function traceText(text: string): OtlpTraces {
  const lines = readLines(text);
  const labels = new Map<string, Line>();
  for (const line of lines) for (const label of directive(line, 'id')) labels.set(label, line);
  const above: Line[] = [];
  const services = new Map<string, Map<string, OtlpSpan[]>>();
  for (const line of lines) {
    above.length = line.depth;
    const span = toSpan(
      line,
      above.findLast((candidate) => candidate !== undefined),
      labels,
    );
    above[line.depth] = line;
    const scopes = services.get(line.service) ?? new Map<string, OtlpSpan[]>();
    services.set(line.service, scopes);
    const scope = directive(line, 'scope')[0] ?? 'text';
    scopes.set(scope, [...(scopes.get(scope) ?? []), span]);
  }
  return {
    resourceSpans: [...services].map(([service, scopes]) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [...scopes].map(([name, spans]) => ({ scope: { name }, spans })),
    })),
  };
}

/** A table that holds the text's spans; throws when the text is not clean OTLP, unless `problems` says to expect that. */
export function traceTable(text: string, problems: 'none' | 'expected' = 'none'): TraceTable {
  const table = new TraceTable();
  const closed = filterSpans(traceText(text), (span) => span.endTimeUnixNano !== undefined);
  const open = filterSpans(traceText(text), (span) => span.endTimeUnixNano === undefined);
  const found = [...table.appendTraces(closed).problems, ...table.appendStarted(open).problems];
  if (problems === 'none' && found.length > 0)
    throw new Error(found.map((problem) => problem.message).join('\n'));
  return table;
}

/** The span of this name; throws unless there is exactly one. */
export function spanNamed(table: TraceReader, name: string): SpanIndex {
  const spans = spansNamed(table, name);
  if (spans.length !== 1) throw new Error(`${spans.length} spans are named "${name}", not one`);
  return spans[0] ?? NO_SPAN;
}

export function spansNamed(table: TraceReader, name: string): readonly SpanIndex[] {
  const indexes = Array.from({ length: table.spanCount }, (_, i) => i as SpanIndex);
  return indexes.filter((span) => table.strings.get(table.columns.name[span] ?? 0) === name);
}

export interface DescribeOptions {
  /** Write `|start-endms|`, from the table's earliest start. */
  readonly times?: boolean;
  readonly kinds?: boolean;
  /** Attributes to write, where a span has them. */
  readonly attributes?: readonly string[];
}

/**
 * The table's tree as text: two spaces a level, service, name, then the marks that apply: `(open)`, `(error)`, `(orphan)`,
 * `(cycle)`. Traces are divided by `---`. With `times` the text can be read by {@link traceText} again.
 */
export function describeTree(table: TraceReader, options: DescribeOptions = {}): string {
  const tree = buildTraceTree(table);
  const { columns } = table;
  const originNs = table.bounds().startNs;
  const lines: string[] = [];
  let trace: number | undefined;
  for (const index of tree.order) {
    const span = index as SpanIndex;
    if (trace !== undefined && trace !== columns.traceId[span]) lines.push('---');
    trace = columns.traceId[span];
    const startNs = columns.startNs[span] ?? 0;
    const endNs = columns.endNs[span] ?? Number.NaN;
    const isOpen = Number.isNaN(endNs);
    const parts = [
      '  '.repeat(tree.depth[span] ?? 0) + table.strings.get(columns.service[span] ?? 0),
      table.strings.get(columns.name[span] ?? 0),
    ];
    if (options.times) {
      parts.push(
        isOpen ? `|${ms(startNs - originNs)}ms-|` : `|${ms(startNs - originNs)}-${ms(endNs - originNs)}ms|`,
      );
    } else if (isOpen) parts.push('(open)');
    if (options.kinds) parts.push(`@kind=${SPAN_KINDS[columns.kind[span] ?? 0]}`);
    for (const key of options.attributes ?? []) {
      const value = table.attribute(span, key);
      if (value !== undefined) parts.push(`${key}=${valueText(value)}`);
    }
    const status = STATUS_CODES[columns.status[span] ?? 0];
    if (status === 'error') parts.push(options.times ? '@status=error' : '(error)');
    if (isOrphan(table, span)) parts.push(options.times ? '@parent=absent' : '(orphan)');
    if (tree.cycleCuts.has(span)) parts.push('(cycle)');
    lines.push(parts.join('  '));
  }
  return lines.join('\n');
}

/** A text with the indent of the test around it removed, to compare with {@link describeTree}. */
export function dedent(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent).trimEnd()).join('\n');
}

function readLines(text: string): readonly Line[] {
  let trace = 1;
  let count = 0;
  const lines: Line[] = [];
  for (const raw of dedent(text).split('\n')) {
    if (raw.startsWith('#')) continue;
    if (raw.trim() === '---') {
      trace++;
      continue;
    }
    const { indent = '', service = '', name = '', times = '', rest = '' } = LINE.exec(raw)?.groups ?? {};
    if (service === '') throw new Error(`Not a span line (service  name  |0-1ms|  key=value): ${raw}`);
    const words = [...rest.matchAll(WORD)].map(
      (match) => [match.groups?.['key'] ?? '', match.groups?.['value'] ?? ''] as const,
    );
    lines.push({
      depth: indent.length / 2,
      service,
      name,
      times,
      words,
      spanId: hex(++count, 16),
      traceId: hex(trace, 32),
    });
  }
  return lines;
}

function toSpan(line: Line, above: Line | undefined, labels: ReadonlyMap<string, Line>): OtlpSpan {
  const times = TIMES.exec(line.times)?.groups;
  if (!times) throw new Error(`Not a time range such as 0-120ms: |${line.times}|`);
  const unit = times['endUnit'] ?? times['startUnit'] ?? 'ms';
  const [parentLabel] = directive(line, 'parent');
  const parentSpanId = parentLabel === undefined ? above?.spanId : parentId(parentLabel, labels);
  const [kind] = directive(line, 'kind');
  const [status] = directive(line, 'status');
  const [message] = directive(line, 'message');
  const links = directive(line, 'link').map((label) => toLink(label, labels));
  const events = directive(line, 'event').map(toEvent);
  return {
    traceId: line.traceId,
    spanId: line.spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: line.name,
    ...(kind === undefined ? {} : { kind: numberIn(SPAN_KINDS, kind) }),
    ...(times['start'] ? { startTimeUnixNano: unixNano(times['start'], times['startUnit'] ?? unit) } : {}),
    ...(times['end'] ? { endTimeUnixNano: unixNano(times['end'], unit) } : {}),
    attributes: line.words
      .filter(([key]) => !key.startsWith('@'))
      .map(([key, value]) => toKeyValue(key, value)),
    ...(events.length > 0 ? { events } : {}),
    ...(links.length > 0 ? { links } : {}),
    ...(status === undefined
      ? {}
      : { status: { code: numberIn(STATUS_CODES, status), ...(message === undefined ? {} : { message }) } }),
  };
}

function directive(line: Line, name: string): readonly string[] {
  return line.words
    .filter(([key]) => key === `@${name}`)
    .map(([, value]) => (value.startsWith('"') ? String(JSON.parse(value)) : value));
}

function parentId(label: string, labels: ReadonlyMap<string, Line>): string | undefined {
  return label === 'none' ? undefined : (labels.get(label)?.spanId ?? hex(textHash(label), 16));
}

function toLink(label: string, labels: ReadonlyMap<string, Line>): OtlpSpanLink {
  const line = labels.get(label);
  return {
    traceId: line?.traceId ?? hex(textHash(label), 32),
    spanId: line?.spanId ?? hex(textHash(label), 16),
  };
}

function toEvent(text: string): OtlpSpanEvent {
  const match = /^(?<name>.+):(?<time>[\d.]+)(?<unit>ns|us|ms|s)$/.exec(text)?.groups;
  if (!match) throw new Error(`Not an event such as retry:10ms: ${text}`);
  return { name: match['name'] ?? '', timeUnixNano: unixNano(match['time'] ?? '', match['unit'] ?? 'ms') };
}

function toKeyValue(key: string, text: string): OtlpKeyValue {
  if (text.startsWith('"')) return { key, value: { stringValue: String(JSON.parse(text)) } };
  if (/^-?\d+$/.test(text)) return { key, value: { intValue: text } };
  if (/^-?\d+\.\d+$/.test(text)) return { key, value: { doubleValue: Number(text) } };
  if (text === 'true' || text === 'false') return { key, value: { boolValue: text === 'true' } };
  return { key, value: { stringValue: text } };
}

function valueText(value: AttributeValue): string {
  return typeof value === 'string' && /^\S+$/.test(value) && !/^-?[\d."]/.test(value)
    ? value
    : JSON.stringify(value);
}

function unixNano(amount: string, unit: string): string {
  return String(TEXT_ORIGIN_NS + BigInt(Math.round(Number(amount) * (UNIT_NS[unit] ?? 1))));
}

function numberIn(names: readonly string[], name: string): number {
  const number = names.indexOf(name);
  if (number < 0) throw new Error(`"${name}" is none of ${names.join(', ')}`);
  return number;
}

function filterSpans(traces: OtlpTraces, isWanted: (span: OtlpSpan) => boolean): OtlpTraces {
  return {
    resourceSpans: (traces.resourceSpans ?? []).map((resource) => ({
      ...resource,
      scopeSpans: (resource.scopeSpans ?? []).map((scope) => ({
        ...scope,
        spans: (scope.spans ?? []).filter(isWanted),
      })),
    })),
  };
}

function ms(timeNs: number): string {
  return String(timeNs / 1e6);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** FNV-1a, with a bit set that no line number reaches. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash + 0x1_0000_0000;
}
