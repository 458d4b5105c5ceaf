// A person can read it. A query has nothing to go by.
import { SeverityNumber, SpanStatusCode } from '@opentelemetry/api';
import type { ValveControl } from '#building';

export const valveControl: ValveControl = async ({ deviceId, shutValve, tracer, logger }) => {
  const attributes = { 'bldg.device.id': deviceId };
  await tracer.startActiveSpan('shut valve', { attributes }, async (span) => {
    logger.emit({ eventName: 'bldg.leak.detected', severityNumber: SeverityNumber.WARN, attributes });
    try {
      await shutValve();
    } catch (error) {
      logger.emit({ severityNumber: SeverityNumber.ERROR, body: `ERROR: ${String(error)}` });
      span.setStatus({ code: SpanStatusCode.ERROR });
    } finally {
      span.end();
    }
  });
};
