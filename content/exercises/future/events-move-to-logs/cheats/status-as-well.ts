// The exception is in the log. The span is as green as any other.
import { SeverityNumber } from '@opentelemetry/api';
import type { ValveControl } from '#building';

export const valveControl: ValveControl = async ({ deviceId, shutValve, tracer, logger }) => {
  const attributes = { 'bldg.device.id': deviceId };
  await tracer.startActiveSpan('shut valve', { attributes }, async (span) => {
    logger.emit({ eventName: 'bldg.leak.detected', severityNumber: SeverityNumber.WARN, attributes });
    try {
      await shutValve();
    } catch (error) {
      logger.emit({ eventName: 'exception', severityNumber: SeverityNumber.ERROR, exception: error });
    } finally {
      span.end();
    }
  });
};
