/**
 * Requests of spans as plain objects, both ways: what the receiver's columns are held against, and what is kept in them.
 */
import type { Findings } from '../../demo-server/otlp/findings.ts';
import { readRequest } from '../../demo-server/otlp/protobuf/request.ts';
import { readSpan } from '../../demo-server/otlp/protobuf/traces.ts';
import type { SpanColumns } from '../../demo-server/store/span-columns.ts';
import type { OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';

/** All the long way, and not judged. */
export function decodeTraces(body: Uint8Array, findings: Findings): OtlpTraces {
  const resourceSpans = readRequest(body, 'span', readSpan, findings).map(({ scopes, ...group }) => ({
    ...group,
    scopeSpans: scopes.map(({ records, ...scope }) => ({ ...scope, spans: records })),
  }));
  return { resourceSpans };
}

export function tracesOf(columns: SpanColumns): OtlpTraces {
  const spansOf = columns.sources.map((): OtlpSpan[] => []);
  for (let row = 0; row < columns.length; row++)
    spansOf[columns.rows.arrays.source[row] ?? 0]?.push(JSON.parse(columns.otlp[row] ?? ''));
  return {
    resourceSpans: columns.sources.map(({ resource, scope }, source) => ({
      ...(resource && { resource }),
      scopeSpans: [{ ...(scope && { scope }), spans: spansOf[source] ?? [] }],
    })),
  };
}
