/**
 * What a phone does, as telemetry of the service `room`: a SERVER span in the room's own session, whatever headers the
 * phone sent, and below it what the building made of it.
 *
 *   room: POST /rooms/:code/taps (server)             bldg.room.phone, bldg.room.tap
 *     room: POST /devices/:id/events (client)
 *       building-api: POST /devices/:id/events (server) ...
 */
import {
  context as contextApi,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  ValueType,
} from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from '@opentelemetry/semantic-conventions';
import { bldgAttributes } from '../telemetry/registry.ts';
import { withRun } from '../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import { type CallPeer, tracedFetch } from '../telemetry/traced-fetch.ts';
import type { Room } from './room.ts';
import type { Phone } from './room-phones.ts';
import type { Tap } from './room-protocol.ts';

export interface RoomTelemetry {
  tap(room: Room, phone: Phone, tap: Tap): Promise<TapResult>;
  answer(room: Room, phone: Phone, option: number): void;
}
export interface TapResult {
  readonly ok: boolean;
  readonly deviceId: number;
  readonly traceId: string;
  readonly state?: string;
}

export function roomTelemetry(
  telemetry: ServiceTelemetry,
  building: (request: Request) => Response | Promise<Response>,
): RoomTelemetry {
  // Outside of every context: what is not in a header does not arrive.
  const call = tracedFetch(
    {
      baseUrl: 'http://building-api',
      fetch: async (request) => contextApi.with(ROOT_CONTEXT, () => building(request)),
    },
    telemetry,
  );
  const answers = telemetry.meter.createCounter('bldg.room.answers', {
    description: 'Answers of phones to a poll',
    unit: '{answer}',
    valueType: ValueType.INT,
  });

  const startSpan = (room: Room, phone: Phone, route: string): Span =>
    telemetry.tracer.startSpan(
      `POST ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          [ATTR_HTTP_REQUEST_METHOD]: 'POST',
          [ATTR_HTTP_ROUTE]: route,
          ...bldgAttributes({ 'bldg.room.phone': phone.number }),
        },
      },
      withRun(ROOT_CONTEXT, { sessionId: room.session, runId: undefined }),
    );
  const contextOf = (room: Room, span: Span) =>
    trace.setSpan(withRun(ROOT_CONTEXT, { sessionId: room.session, runId: undefined }), span);
  const endSpan = (span: Span, status: number) => {
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };

  return {
    async tap(room, phone, tap) {
      const span = startSpan(room, phone, '/rooms/:code/taps');
      span.setAttributes(bldgAttributes({ 'bldg.room.tap': tap }));
      const { traceId } = span.spanContext();
      const { deviceId, ...request } = requestOf(phone, tap, room.isLocked(phone));
      let status = 502;
      try {
        const response = await contextApi.with(contextOf(room, span), () => call(request));
        const body: unknown = await response.json();
        status = response.ok ? 200 : 502;
        const state = stateIn(body);
        if (response.ok && tap === 'lock') room.locked(phone, !room.isLocked(phone));
        return { ok: response.ok, deviceId, traceId, ...(state !== undefined && { state }) };
      } finally {
        endSpan(span, status);
      }
    },
    answer(room, phone, option) {
      const span = startSpan(room, phone, '/rooms/:code/answers');
      const context = contextOf(room, span);
      const attributes = bldgAttributes({ 'bldg.room.option': option });
      span.setAttributes(attributes);
      answers.add(1, attributes, context);
      telemetry.logger.emit({
        eventName: 'bldg.room.answered',
        severityNumber: 9,
        severityText: 'INFO',
        body: 'poll answered',
        attributes: { ...attributes, ...bldgAttributes({ 'bldg.room.phone': phone.number }) },
        context,
      });
      endSpan(span, 202);
    },
  };
}

type TapRequest = Parameters<CallPeer>[0] & { readonly deviceId: number };

/** Unit u has lock 3u-2, thermostat 3u-1, leak sensor 3u. A heartbeat comes from the thermostat. */
function requestOf({ unitId }: Phone, tap: Tap, isLocked: boolean): TapRequest {
  const post = (what: string, id: number, body: unknown): TapRequest => ({
    method: 'POST',
    template: `/devices/:id/${what}`,
    params: { id },
    body,
    deviceId: id,
  });
  switch (tap) {
    case 'heartbeat':
      return post('heartbeat', 3 * unitId - 1, {});
    case 'leak':
      return post('events', 3 * unitId, { kind: 'leak' });
    case 'lock':
      return post('commands', 3 * unitId - 2, { command: isLocked ? 'unlock' : 'lock' });
  }
}

function stateIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('state' in body)) return undefined;
  return typeof body.state === 'string' ? body.state : undefined;
}
