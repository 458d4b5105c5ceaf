/**
 * Emit and attach: real `POST /devices/:id/events` requests execute the event `bldg.device.event.received` on the real
 * port. Nothing of this laboratory listens to the first two; then the chosen handlers are attached, ten more follow, and
 * the third of those is of a kind that the urgency handler does not know.
 *
 *   post      1  2  |  3  4  5!  6 ... 12
 *   attached  -  -  |  log, count, urgency-*
 *
 * The channel belongs to the whole process. A handler runs in the context of the request that executed the event, so it
 * tells its own run from all others by the trace.
 */
import { context as contextApi, propagation, SeverityNumber, trace, ValueType } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_TYPE } from '@opentelemetry/semantic-conventions';
import type { EventHandler, EventPort } from '../../telemetry/event-port.ts';
import { type Attachment, attachWithRule, type FailureRule } from '../../telemetry/failure-rule.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { EmitAndAttachInput } from './inputs.ts';
import { rateUrgency } from './urgency.ts';

export interface EmitAndAttachDeps {
  readonly events: EventPort;
  readonly telemetry: ServiceTelemetry;
  /** The event that the route executes. */
  readonly event: string;
  /** Sends a request to building-api itself. */
  readonly post: (path: string, headers: Record<string, string>, body: unknown) => Promise<Response>;
}
export interface EmitAndAttachResult {
  readonly events: number;
  readonly handlersAttached: number;
  /** After the last event. */
  readonly handlersLeft: number;
  readonly logRecords: number;
}

const DEVICE_ID = 3;
const BEFORE = 2;
const AFTER = 10;
/** Counted from the first event after the handlers were attached. */
const UNKNOWN_AT = 3;

export async function runEmitAndAttach(
  input: EmitAndAttachInput,
  deps: EmitAndAttachDeps,
): Promise<EmitAndAttachResult> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  propagation.inject(contextApi.active(), headers);
  const post = async (kind: string) => {
    const response = await deps.post(`/devices/${DEVICE_ID}/events`, headers, { kind });
    await response.body?.cancel();
    if (response.status !== 202) throw new Error(`an event was answered with ${response.status}`);
  };
  for (let event = 1; event <= BEFORE; event++) await post('temperature');
  const written = { logRecords: 0 };
  const attachments = attachChosen(input, deps, written);
  try {
    for (let event = 1; event <= AFTER; event++)
      await post(event === UNKNOWN_AT ? 'low_battery' : 'temperature');
    return {
      events: BEFORE + AFTER,
      handlersAttached: attachments.length,
      handlersLeft: attachments.filter(({ isAttached }) => isAttached()).length,
      logRecords: written.logRecords,
    };
  } finally {
    for (const { detach } of attachments) detach();
  }
}

function attachChosen(
  { handlers, repair }: EmitAndAttachInput,
  { events, event, telemetry }: EmitAndAttachDeps,
  written: { logRecords: number },
): readonly Attachment[] {
  const ownTrace = activeTraceId();
  const attach = (name: string, rule: FailureRule, handler: EventHandler): Attachment =>
    attachWithRule(
      events,
      event,
      (measurements, metadata) => {
        if (activeTraceId() === ownTrace) handler(measurements, metadata);
      },
      rule,
      (error) => reportFailure(telemetry, name, rule, error),
    );

  const urgency = (name: string, rate: (kind: string) => string | undefined): EventHandler => {
    return ({ count = 0 }, { kind }) => {
      const level = rate(String(kind));
      if (level === undefined) return;
      const span = telemetry.tracer.startSpan(name, {
        attributes: bldgAttributes({
          'bldg.event.kind': String(kind),
          'bldg.lab.event_count': count,
          'bldg.lab.urgency': level,
        }),
      });
      span.end();
    };
  };

  const attachments: Attachment[] = [];
  if (handlers.includes('log')) {
    attachments.push(
      attach('log', 'stays', ({ count = 0 }, { kind }) => {
        written.logRecords++;
        telemetry.logger.emit({
          eventName: 'bldg.lab.event.logged',
          severityNumber: SeverityNumber.INFO,
          severityText: 'INFO',
          body: `device event: count=${count} kind=${String(kind)}`,
          attributes: bldgAttributes({ 'bldg.event.kind': String(kind), 'bldg.lab.event_count': count }),
        });
      }),
    );
  }
  if (handlers.includes('count')) {
    const counter = telemetry.meter.createCounter('bldg.lab.events', {
      description: 'Device events that a handler of the laboratory has counted',
      unit: '{event}',
      valueType: ValueType.INT,
    });
    attachments.push(
      attach('count', 'stays', ({ count = 0 }, { kind }) =>
        counter.add(count, bldgAttributes({ 'bldg.event.kind': String(kind) })),
      ),
    );
  }
  if (handlers.includes('urgency')) {
    attachments.push(
      attach('urgency-node', 'stays', urgency('urgency-node', rateUrgency.careless)),
      attach('urgency-elixir', 'detaches', urgency('urgency-elixir', rateUrgency.careless)),
    );
  }
  if (repair !== 'none')
    attachments.push(
      attach('urgency-repaired', 'detaches', urgency('urgency-repaired', rateUrgency[repair])),
    );
  return attachments;
}

/** Runs in the context of the failing event, so the record lies in its trace. */
function reportFailure({ logger }: ServiceTelemetry, name: string, rule: FailureRule, error: unknown): void {
  const { name: type, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  logger.emit({
    eventName: 'bldg.handler.failed',
    severityNumber: SeverityNumber.ERROR,
    severityText: 'ERROR',
    body: `${name} threw ${type} and ${rule === 'detaches' ? 'was detached' : 'stays attached'}`,
    attributes: { [ATTR_EXCEPTION_TYPE]: type, [ATTR_EXCEPTION_MESSAGE]: message },
  });
}

const activeTraceId = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;
