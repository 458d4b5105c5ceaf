/**
 * The part `valve-control`: what event-worker does when a sensor has found water. It shuts the valve of the unit, and says
 * what happened at which moment. A valve may be stuck.
 */
import { type Logger, SeverityNumber, SpanStatusCode, type Tracer } from '@opentelemetry/api';

/** Called for each leak, in the span of the message that reported it. Others may be under way. */
export type ValveControl = (leak: Leak) => Promise<void>;

export interface Leak {
  readonly deviceId: number;
  /** Rejects with a `ValveStuck` if the valve does not move. */
  shutValve(): Promise<void>;
  readonly tracer: Tracer;
  /** As `logs.getLogger('event-worker')` would give it. */
  readonly logger: Logger;
}

/** As shipped. */
export const valveControl: ValveControl = ({ deviceId, shutValve, tracer, logger }) =>
  tracer.startActiveSpan('shut valve', async (span) => {
    const attributes = { 'bldg.device.id': deviceId };
    span.setAttributes(attributes);
    logger.emit({ eventName: 'bldg.leak.detected', severityNumber: SeverityNumber.WARN, attributes });
    try {
      await shutValve();
    } catch (exception) {
      logger.emit({ eventName: 'exception', severityNumber: SeverityNumber.ERROR, exception, attributes });
      span.setStatus({ code: SpanStatusCode.ERROR });
    } finally {
      span.end();
    }
  });
