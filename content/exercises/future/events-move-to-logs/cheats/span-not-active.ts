// The span is there, and nothing happens in it: a span that is not active is on no log record.
import { SeverityNumber, SpanStatusCode } from '@opentelemetry/api';
import type { ValveControl } from '#building';

export const valveControl: ValveControl = async ({ deviceId, shutValve, tracer, logger }) => {
  const attributes = { 'bldg.device.id': deviceId };
  const span = tracer.startSpan('shut valve', { attributes });
  logger.emit({ eventName: 'bldg.leak.detected', severityNumber: SeverityNumber.WARN, attributes });
  try {
    await shutValve();
  } catch (error) {
    logger.emit({ eventName: 'exception', severityNumber: SeverityNumber.ERROR, exception: error });
    span.setStatus({ code: SpanStatusCode.ERROR });
  } finally {
    span.end();
  }
};
