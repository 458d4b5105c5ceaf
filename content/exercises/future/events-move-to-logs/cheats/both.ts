// Whoever reads the old ones finds them, and whoever reads the new ones too. Everything has happened twice.
import { SeverityNumber, SpanStatusCode } from '@opentelemetry/api';
import type { ValveControl } from '#building';

export const valveControl: ValveControl = async ({ deviceId, shutValve, tracer, logger }) => {
  const attributes = { 'bldg.device.id': deviceId };
  await tracer.startActiveSpan('shut valve', { attributes }, async (span) => {
    span.addEvent('bldg.leak.detected', attributes);
    logger.emit({ eventName: 'bldg.leak.detected', severityNumber: SeverityNumber.WARN, attributes });
    try {
      await shutValve();
    } catch (error) {
      if (error instanceof Error) span.recordException(error);
      logger.emit({ eventName: 'exception', severityNumber: SeverityNumber.ERROR, exception: error });
      span.setStatus({ code: SpanStatusCode.ERROR });
    } finally {
      span.end();
    }
  });
};
