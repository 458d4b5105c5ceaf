/**
 * Jaeger's JSON, as its UI downloads it and its query API answers, into OTLP:
 *
 *   { data: [ { traceID, spans: [ { traceID, spanID, operationName, references, startTime, duration, tags, logs, processID } ],
 *               processes: { p1: { serviceName, tags } } } ] }
 *
 *   references   the first CHILD_OF within the trace, else the first FOLLOWS_FROM, is the parent; the others become links
 *   tags         span.kind, otel.status_code, otel.status_description, error, otel.scope.*, w3c.tracestate go where OTLP
 *                has a place for them; the rest are attributes
 *   logs         span events, named by their field `event`
 *   times        microseconds since 1970
 *
 * Ids may be shorter than OTLP's (old clients wrote 64 bits, without leading zeros): they are filled up with zeros.
 *
 * Source: Jaeger, model/json/model.go and its "OpenTelemetry compatibility" mapping.
 */
import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpSpan,
  OtlpSpanEvent,
  OtlpSpanLink,
} from '../model/otlp-json.ts';
import { isObject } from '../model/otlp-walk.ts';
import { shown } from '../model/problems.ts';
import { SPAN_KINDS } from '../model/types.ts';
import { type Converted, SpanGroups } from './converted.ts';
import { type IssueLog, within } from './import-report.ts';

type Fields = { readonly [key: string]: unknown };

/** The answer of the query API, one trace, or a list of traces. */
export function isJaeger(value: unknown): boolean {
  return isTrace(value) || (isObject(value) && Array.isArray((value as Fields)['data']));
}

function isTrace(value: unknown): value is Fields {
  return isObject(value) && Array.isArray((value as Fields)['spans']) && 'processes' in value;
}

export function fromJaeger(value: unknown, place: string, issues: IssueLog): Converted {
  const groups = new SpanGroups();
  const given = value as Fields;
  if (isTrace(value)) addTrace(groups, value, place, issues);
  else {
    const data = given['data'] as readonly unknown[];
    data.forEach((trace, at) => {
      const there = within(place, `data[${at}]`);
      if (isObject(trace) && Array.isArray((trace as Fields)['spans']))
        addTrace(groups, trace as Fields, there, issues);
      else
        issues.add(
          'not-a-record',
          false,
          there,
          `This is ${shown(trace)}, not a trace with a list of spans; it was left out.`,
        );
    });
  }
  return groups.done();
}

function addTrace(groups: SpanGroups, trace: Fields, place: string, issues: IssueLog): void {
  const processes = isObject(trace['processes']) ? (trace['processes'] as Fields) : {};
  const spans = trace['spans'] as readonly unknown[];
  for (let at = 0; at < spans.length; at++) {
    const there = within(place, `spans[${at}]`);
    const span = spans[at];
    if (!isObject(span)) {
      issues.add('not-a-record', false, there, `This is ${shown(span)}, not a span; it was left out.`);
      continue;
    }
    const given = span as Fields;
    const id = given['processID'];
    const process =
      given['process'] ??
      (typeof id === 'string' && Object.hasOwn(processes, id) ? processes[id] : undefined);
    if (process === undefined) {
      issues.add(
        'no-process',
        true,
        there,
        `Its process ${shown(id)} is not in the file; its service is unknown.`,
      );
    }
    const tags = new Tags(given['tags'], within(there, 'tags'), issues);
    const converted = spanOf(given, trace['traceID'], tags, there, issues);
    const scope = {
      name: tags.take('otel.scope.name', 'otel.library.name'),
      version: tags.take('otel.scope.version', 'otel.library.version'),
    };
    const attributes = () => resourceOf(process, within(there, 'process'), issues);
    groups.add(process ?? id, attributes, scope, { ...converted, attributes: tags.rest() }, there);
  }
}

function resourceOf(process: unknown, place: string, issues: IssueLog): readonly OtlpKeyValue[] {
  const { serviceName, tags } = (isObject(process) ? process : {}) as Fields;
  const service =
    typeof serviceName === 'string' ? [{ key: 'service.name', value: { stringValue: serviceName } }] : [];
  return [...service, ...new Tags(tags, place, issues).rest()];
}

function spanOf(given: Fields, ofTrace: unknown, tags: Tags, place: string, issues: IssueLog): OtlpSpan {
  const traceId = hexId(given['traceID'] ?? ofTrace, 32);
  const { parentSpanId, links } = referencesOf(given, traceId, place, issues);
  const kind = SPAN_KINDS.indexOf(tags.peek('span.kind') as (typeof SPAN_KINDS)[number]);
  if (kind > 0) tags.take('span.kind');
  const startTimeUnixNano = nanosOf(given['startTime']);
  const endTimeUnixNano = endOf(given['startTime'], given['duration']);
  return {
    traceId: traceId as string,
    spanId: hexId(given['spanID'], 16) as string,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: (given['operationName'] ?? '') as string,
    kind: Math.max(0, kind),
    // What is no time is handed on: the table reports it by its field.
    startTimeUnixNano: startTimeUnixNano as string,
    endTimeUnixNano: endTimeUnixNano as string,
    ...(typeof given['flags'] === 'number' && (given['flags'] & 1) === 1 ? { flags: 1 } : {}),
    ...(tags.peek('w3c.tracestate') === undefined ? {} : { traceState: tags.take('w3c.tracestate') }),
    events: eventsOf(given['logs'], place, issues),
    links,
    status: statusOf(tags),
  };
}

function statusOf(tags: Tags): { readonly code: number; readonly message?: string } {
  const named = tags.take('otel.status_code').toUpperCase();
  const message = tags.take('otel.status_description');
  const error = tags.valueOf('error');
  const failed =
    error?.boolValue === true || (error?.stringValue !== undefined && error.stringValue !== 'false');
  // An error that says more than "true" stays an attribute as well.
  if (error?.boolValue === true || error?.stringValue === 'true') tags.drop('error');
  const code = named === 'ERROR' || (failed && named !== 'OK') ? 2 : named === 'OK' ? 1 : 0;
  return { code, ...(message === '' ? {} : { message }) };
}

function referencesOf(given: Fields, traceId: unknown, place: string, issues: IssueLog) {
  const list = listOf(given['references'], within(place, 'references'), issues);
  const refs = list.filter(isObject).map((item) => {
    const ref = item as Fields;
    return { type: ref['refType'], traceId: hexId(ref['traceID'], 32), spanId: hexId(ref['spanID'], 16) };
  });
  const inTrace = refs.filter((ref) => ref.traceId === traceId);
  const parent =
    inTrace.find(({ type }) => type === 'CHILD_OF') ?? inTrace.find(({ type }) => type === 'FOLLOWS_FROM');
  const links: readonly OtlpSpanLink[] = refs
    .filter((ref) => ref !== parent)
    .map(({ type, traceId: trace, spanId }) => ({
      traceId: trace as string,
      spanId: spanId as string,
      attributes: [{ key: 'opentracing.ref_type', value: { stringValue: String(type).toLowerCase() } }],
    }));
  const old = hexId(given['parentSpanID'], 16);
  return { parentSpanId: (parent === undefined ? old : parent.spanId) as string | undefined, links };
}

function eventsOf(logs: unknown, place: string, issues: IssueLog): readonly OtlpSpanEvent[] {
  return listOf(logs, within(place, 'logs'), issues)
    .filter(isObject)
    .map((item) => {
      const log = item as Fields;
      const fields = new Tags(log['fields'], within(place, 'logs'), issues);
      const name = fields.take('event') || (fields.peek('message') ?? '') || 'log';
      return { timeUnixNano: nanosOf(log['timestamp']) as string, name, attributes: fields.rest() };
    });
}

/** A list of { key, type, value }; what OTLP has a place for is taken out of it. */
class Tags {
  readonly #pairs: OtlpKeyValue[] = [];

  constructor(given: unknown, place: string, issues: IssueLog) {
    for (const tag of listOf(given, place, issues)) {
      const { key, type, value } = (isObject(tag) ? tag : {}) as Fields;
      if (typeof key === 'string') this.#pairs.push({ key, value: anyValueOf(type, value) });
      else
        issues.add(
          'bad-attribute',
          true,
          place,
          `A tag has the key ${shown(key)}, not a string; the tag was left out.`,
        );
    }
  }

  valueOf(key: string): OtlpAnyValue | undefined {
    return this.#pairs.find((pair) => pair.key === key)?.value;
  }
  peek(key: string): string | undefined {
    return this.valueOf(key)?.stringValue;
  }
  /** The text of the first of the keys that is there, which then is there no more; else empty. */
  take(...keys: readonly string[]): string {
    for (const key of keys) {
      const at = this.#pairs.findIndex((pair) => pair.key === key && pair.value?.stringValue !== undefined);
      const taken = at < 0 ? undefined : this.#pairs.splice(at, 1)[0]?.value?.stringValue;
      if (taken !== undefined) return taken;
    }
    return '';
  }
  drop(key: string): void {
    const at = this.#pairs.findIndex((pair) => pair.key === key);
    if (at >= 0) this.#pairs.splice(at, 1);
  }
  rest(): readonly OtlpKeyValue[] {
    return this.#pairs;
  }
}

function anyValueOf(type: unknown, value: unknown): OtlpAnyValue {
  if (typeof value === 'boolean') return { boolValue: value };
  if (type === 'bool') return { boolValue: value === 'true' };
  if (type === 'int64' && isInt64(value)) return { intValue: String(value) };
  if (type === 'float64' && (typeof value === 'number' || NON_FINITE.has(String(value))))
    return { doubleValue: value as number };
  if (type === 'binary' && typeof value === 'string') return { bytesValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (typeof value === 'string') return { stringValue: value };
  return value === undefined || value === null ? {} : { stringValue: JSON.stringify(value) };
}
const NON_FINITE: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

function isInt64(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && /^-?\d{1,19}$/.test(value);
}

function listOf(value: unknown, place: string, issues: IssueLog): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined && value !== null) {
    issues.add('not-a-record', true, place, `This is ${shown(value)}, not a list; nothing in it was read.`);
  }
  return [];
}

/** Not a hex id: as it is, so that the table can report it. */
export function hexId(value: unknown, digits: number): unknown {
  return typeof value === 'string' && value.length < digits && /^[0-9a-f]+$/i.test(value)
    ? value.padStart(digits, '0')
    : value;
}

/** Microseconds as OTLP's decimal nanoseconds. */
export function nanosOf(micros: unknown): unknown {
  const number = typeof micros === 'string' && /^\d{1,17}$/.test(micros) ? Number(micros) : micros;
  if (typeof number !== 'number') return micros;
  if (Number.isSafeInteger(number) && number > 0) return `${number}000`;
  return Number.isFinite(number) ? String(BigInt(Math.round(number * 1e3))) : 'not a number';
}

function endOf(startMicros: unknown, durationMicros: unknown): unknown {
  const start = typeof startMicros === 'string' ? Number(startMicros) : startMicros;
  const duration = typeof durationMicros === 'string' ? Number(durationMicros) : durationMicros;
  if (typeof duration !== 'number' || typeof start !== 'number')
    return duration === undefined ? undefined : String(duration);
  return nanosOf(start + duration);
}
