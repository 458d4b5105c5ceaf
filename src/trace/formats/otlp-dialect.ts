/**
 * OTLP JSON as some programs write it, made OTLP JSON as the specification has it:
 *
 *   Tempo's answer     { batches: [...] }, { trace: { resourceSpans: [...] } }, ids in base64 (proto3's own mapping)
 *   protobuf printers  "SPAN_KIND_SERVER", "STATUS_CODE_ERROR" by name instead of by number
 *   before OTLP 0.15   instrumentationLibrarySpans, instrumentationLibrary
 *
 * What is already as it should be is handed on untouched, so a large file is not copied.
 *
 * Source: opentelemetry-proto 1.11.0, docs/specification.md, "JSON Protobuf Encoding"; Grafana Tempo, "HTTP API", Query.
 */
import { decodeBase64 } from '../model/base64.ts';
import type { OtlpTraces } from '../model/otlp-json.ts';
import { fieldOf, isObject } from '../model/otlp-walk.ts';
import { SPAN_KINDS, STATUS_CODES } from '../model/types.ts';

type Fields = { readonly [key: string]: unknown };

/** The request in a Tempo answer, under the name OTLP has for it; undefined when this is no such answer. */
export function tempoTraces(value: unknown): OtlpTraces | undefined {
  const inner = isObject(fieldOf(value, 'trace')) ? fieldOf(value, 'trace') : value;
  const batches =
    fieldOf(inner, 'batches') ?? (inner === value ? undefined : fieldOf(inner, 'resourceSpans'));
  return Array.isArray(batches) ? { resourceSpans: batches } : undefined;
}

export function toStandardOtlp(traces: OtlpTraces): OtlpTraces {
  const resources: unknown = traces.resourceSpans;
  if (!Array.isArray(resources)) return traces;
  return { resourceSpans: sameOrMapped(resources, standardResource) as OtlpTraces['resourceSpans'] & object };
}

function standardResource(value: unknown): unknown {
  if (!isObject(value)) return value;
  const given = value as Fields;
  const old = given['instrumentationLibrarySpans'];
  const scopes = given['scopeSpans'] ?? old;
  if (!Array.isArray(scopes)) return value;
  const mapped = sameOrMapped(scopes, standardScope);
  return mapped === given['scopeSpans'] ? value : { ...given, scopeSpans: mapped };
}

function standardScope(value: unknown): unknown {
  if (!isObject(value)) return value;
  const given = value as Fields;
  const spans = given['spans'];
  const mapped = Array.isArray(spans) ? sameOrMapped(spans, standardSpan) : spans;
  const scope = given['scope'] ?? given['instrumentationLibrary'];
  return mapped === spans && scope === given['scope'] ? value : { ...given, scope, spans: mapped };
}

function standardSpan(value: unknown): unknown {
  if (!isObject(value)) return value;
  const given = value as Fields;
  const code = fieldOf(given['status'], 'code');
  const links = given['links'];
  const changes: { [key: string]: unknown } = {
    traceId: hexOf(given['traceId'], 16),
    spanId: hexOf(given['spanId'], 8),
    parentSpanId: hexOf(given['parentSpanId'], 8),
    kind: numberOf(given['kind'], 'SPAN_KIND_', SPAN_KINDS),
    links: Array.isArray(links) ? sameOrMapped(links, standardLink) : links,
    status:
      typeof code === 'string' ? { ...(given['status'] as Fields), code: statusOf(code) } : given['status'],
  };
  return Object.keys(changes).every((key) => changes[key] === given[key]) ? value : { ...given, ...changes };
}

function standardLink(value: unknown): unknown {
  if (!isObject(value)) return value;
  const given = value as Fields;
  const traceId = hexOf(given['traceId'], 16);
  const spanId = hexOf(given['spanId'], 8);
  return traceId === given['traceId'] && spanId === given['spanId'] ? value : { ...given, traceId, spanId };
}

/** Base64 of 16 bytes has 24 characters and of 8 bytes 12; hex has 32 and 16, so they cannot be taken for each other. */
function hexOf(id: unknown, bytes: 8 | 16): unknown {
  if (typeof id !== 'string' || id.length !== Math.ceil(bytes / 3) * 4) return id;
  const decoded = decodeBase64(id);
  if (decoded?.length !== bytes) return id;
  return Array.from(decoded, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function numberOf(value: unknown, prefix: string, names: readonly string[]): unknown {
  if (typeof value !== 'string' || !value.startsWith(prefix)) return value;
  const number = names.indexOf(value.slice(prefix.length).toLowerCase());
  return number < 0 ? value : number;
}

function statusOf(code: string): unknown {
  return numberOf(code, 'STATUS_CODE_', STATUS_CODES);
}

/** The list itself while nothing in it changes. */
function sameOrMapped(list: readonly unknown[], map: (item: unknown) => unknown): readonly unknown[] {
  let mapped: unknown[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const item = map(list[at]);
    if (mapped === undefined && item !== list[at]) mapped = list.slice(0, at);
    mapped?.push(item);
  }
  return mapped ?? list;
}
