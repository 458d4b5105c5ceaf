/**
 * Zipkin's v2 JSON into OTLP: a list of spans, or (as its API answers) a list of such lists.
 *
 *   [ { traceId, id, parentId, name, kind, timestamp, duration, localEndpoint: { serviceName }, annotations, tags, shared } ]
 *
 * In Zipkin both sides of a call may be one span: the server's half then carries the client's id and `shared: true`. OTLP
 * knows no such thing, so that half gets an id of its own and the client's half as its parent.
 *
 * Source: openzipkin/zipkin-api, zipkin2-api.yaml.
 */
import type { OtlpKeyValue, OtlpSpan } from '../model/otlp-json.ts';
import { isObject } from '../model/otlp-walk.ts';
import { shown } from '../model/problems.ts';
import { SPAN_KINDS } from '../model/types.ts';
import { type Converted, SpanGroups } from './converted.ts';
import { type IssueLog, within } from './import-report.ts';
import { hexId, nanosOf } from './jaeger-decode.ts';

type Fields = { readonly [key: string]: unknown };

export function isZipkin(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const first: unknown = value.find((item) => (Array.isArray(item) ? item.length > 0 : isObject(item)));
  const span: unknown = Array.isArray(first) ? first.find(isObject) : first;
  return isObject(span) && 'traceId' in span && 'id' in span;
}

export function fromZipkin(list: readonly unknown[], place: string, issues: IssueLog): Converted {
  const groups = new SpanGroups();
  const spans: { readonly given: Fields; readonly place: string }[] = [];
  const addOne = (item: unknown, there: string) => {
    if (isObject(item)) spans.push({ given: item as Fields, place: there });
    else issues.add('not-a-record', false, there, `This is ${shown(item)}, not a span; it was left out.`);
  };
  list.forEach((item, at) => {
    const there = within(place, `[${at}]`);
    if (Array.isArray(item)) for (const [i, span] of item.entries()) addOne(span, `${there}[${i}]`);
    else addOne(item, there);
  });
  const firstHalves = new Set(
    spans.filter(({ given }) => given['shared'] !== true).map(({ given }) => halfOf(given)),
  );
  for (const { given, place: there } of spans) {
    const service = nameOf(given['localEndpoint']);
    const attributes = () => (service === undefined ? [] : [text('service.name', service)]);
    const isSecondHalf = given['shared'] === true && firstHalves.has(halfOf(given));
    groups.add(service, attributes, { name: '', version: '' }, spanOf(given, isSecondHalf), there);
  }
  return groups.done();
}

function halfOf(given: Fields): string {
  return `${hexId(given['traceId'], 32)} ${hexId(given['id'], 16)}`;
}

function spanOf(given: Fields, isSecondHalf: boolean): OtlpSpan {
  const tags = isObject(given['tags']) ? Object.entries(given['tags'] as Fields) : [];
  const kind = SPAN_KINDS.indexOf(String(given['kind']).toLowerCase() as (typeof SPAN_KINDS)[number]);
  const peer = nameOf(given['remoteEndpoint']);
  const { timestamp, duration } = given;
  const id = hexId(given['id'], 16);
  const isShared = isSecondHalf && typeof id === 'string';
  const error = tags.find(([key]) => key === 'error')?.[1];
  const end =
    typeof timestamp === 'number' && typeof duration === 'number' ? nanosOf(timestamp + duration) : undefined;
  const annotations = Array.isArray(given['annotations']) ? given['annotations'].filter(isObject) : [];
  return {
    traceId: hexId(given['traceId'], 32) as string,
    spanId: (isShared ? ownId(id) : id) as string,
    parentSpanId: (isShared ? id : hexId(given['parentId'], 16)) as string,
    name: (given['name'] ?? '') as string,
    kind: Math.max(0, kind),
    startTimeUnixNano: nanosOf(timestamp) as string,
    endTimeUnixNano: end as string,
    attributes: [
      ...tags.map(([key, value]) => text(key, String(value))),
      ...(peer === undefined ? [] : [text('peer.service', peer)]),
    ],
    events: annotations.map((annotation) => ({
      timeUnixNano: nanosOf((annotation as Fields)['timestamp']) as string,
      name: String((annotation as Fields)['value']),
    })),
    // Zipkin's convention: the tag `error` marks a failure and says why.
    ...(error === undefined ? {} : { status: { code: 2, message: String(error) } }),
  };
}

/** The same id always gives the same; the first digit moves by eight, so it stays a valid id. */
function ownId(id: string): string {
  return (Number.parseInt(id.slice(0, 1), 16) ^ 8 || 1).toString(16) + id.slice(1);
}

function nameOf(endpoint: unknown): string | undefined {
  const name = isObject(endpoint) ? (endpoint as Fields)['serviceName'] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function text(key: string, value: string): OtlpKeyValue {
  return { key, value: { stringValue: value } };
}
