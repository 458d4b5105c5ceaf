/**
 * `POST /v1/traces`: OTLP/HTTP with JSON, so that the page can report its own spans. A span goes to the session that
 * its `session.id` names, and to the store. Error bodies are `google.rpc.Status`, as OTLP wants them.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import type { Sessions } from '../feed/sessions.ts';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../protocol.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { isRunId, isSessionId } from '../telemetry/run-baggage.ts';
import { parseTraces } from './parse-traces.ts';

export const MAX_OTLP_BYTES = 4 * 1024 * 1024;

/** gRPC codes. */
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const status = (httpStatus: number, code: number, message: string): Response =>
  Response.json({ code, message }, { status: httpStatus });

export function otlpRoutes(sessions: Sessions, store: TraceStore): Hono {
  const limit = bodyLimit({
    maxSize: MAX_OTLP_BYTES,
    onError: () => status(413, RESOURCE_EXHAUSTED, `The request is larger than ${MAX_OTLP_BYTES} bytes.`),
  });
  return new Hono().post('/traces', limit, async (c) => {
    if (c.req.header('content-type')?.split(';')[0]?.trim() !== 'application/json')
      return status(415, INVALID_ARGUMENT, 'Only application/json is understood here.');
    let body: unknown;
    try {
      body = await c.req.json();
    } catch {
      return status(400, INVALID_ARGUMENT, 'The body is not valid JSON.');
    }
    const parsed = parseTraces(body);
    if (parsed.type === 'malformed') return status(400, INVALID_ARGUMENT, parsed.reason);
    store.add(parsed.traces);
    deliver(sessions, parsed.traces);
    return c.json({ partialSuccess: {} });
  });
}

/** Each session gets its own spans and no others, whatever else the request holds. */
function deliver(sessions: Sessions, traces: OtlpTraces): void {
  const parcels = new Map<string, { pieces: object[]; runIds: Set<string>; spans: number }>();
  for (const { resource, scopeSpans = [] } of traces.resourceSpans ?? [])
    for (const { scope, spans = [] } of scopeSpans) {
      const bySession = new Map<string, OtlpSpan[]>();
      for (const span of spans) {
        const sessionId = attribute(span, BAGGAGE_SESSION_ID);
        if (!isSessionId(sessionId)) continue;
        const parcel = parcels.get(sessionId) ?? { pieces: [], runIds: new Set<string>(), spans: 0 };
        parcels.set(sessionId, parcel);
        parcel.spans++;
        const runId = attribute(span, BAGGAGE_RUN_ID);
        if (isRunId(runId)) parcel.runIds.add(runId);
        const group = bySession.get(sessionId);
        if (group === undefined) bySession.set(sessionId, [span]);
        else group.push(span);
      }
      for (const [sessionId, group] of bySession)
        parcels.get(sessionId)?.pieces.push({ resource, scopeSpans: [{ scope, spans: group }] });
    }
  for (const [sessionId, { pieces, runIds, spans }] of parcels)
    sessions.spansArrived(sessionId, runIds, JSON.stringify({ resourceSpans: pieces }), spans);
}

const attribute = (span: OtlpSpan, key: string): string | undefined =>
  span.attributes?.find((entry) => entry.key === key)?.value?.stringValue;
