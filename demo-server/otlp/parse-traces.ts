/**
 * Is this an OTLP/JSON trace request? Checks what the rest of the server relies on (lists are lists, ids are hex,
 * names are text) and answers with the place of the first thing that is wrong. Unknown fields are kept: newer
 * senders may know more than we do.
 */
import { z } from 'zod';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';

const hex = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-fA-F]{${digits}}$`), `must be ${digits} hex digits`);
const nanos = z.union([
  z.string().regex(/^\d{1,20}$/, 'must be nanoseconds as a decimal string'),
  z.number(),
]);
const attributes = z
  .array(z.looseObject({ key: z.string(), value: z.looseObject({}).optional() }))
  .optional();

const span = z.looseObject({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: z.union([hex(16), z.literal('')]).optional(),
  name: z.string(),
  kind: z.number().int().optional(),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
});
const request = z.looseObject({
  resourceSpans: z
    .array(
      z.looseObject({
        resource: z.looseObject({ attributes }).optional(),
        scopeSpans: z
          .array(z.looseObject({ scope: z.looseObject({}).optional(), spans: z.array(span).optional() }))
          .optional(),
      }),
    )
    .optional(),
});

export type ParsedTraces =
  | { readonly type: 'traces'; readonly traces: OtlpTraces }
  | { readonly type: 'malformed'; readonly reason: string };

export function parseTraces(body: unknown): ParsedTraces {
  const result = request.safeParse(body);
  if (result.success) return { type: 'traces', traces: result.data as OtlpTraces };
  const issue = result.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.');
  return { type: 'malformed', reason: `${where}: ${issue?.message ?? 'is malformed'}` };
}
