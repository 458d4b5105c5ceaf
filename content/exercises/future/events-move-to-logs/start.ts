import { SpanStatusCode } from '@opentelemetry/api';
import type { ValveControl } from '#building';

export const valveControl: ValveControl = async ({ deviceId, shutValve, tracer }) => {
  const attributes = { 'bldg.device.id': deviceId };
  await tracer.startActiveSpan('shut valve', { attributes }, async (span) => {
    span.addEvent('bldg.leak.detected', attributes);
    try {
      await shutValve();
    } catch (error) {
      if (error instanceof Error) span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    } finally {
      span.end();
    }
  });
};
