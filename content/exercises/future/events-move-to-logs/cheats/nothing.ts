// No span events left. No events either.
import { SpanStatusCode } from '@opentelemetry/api';
import type { ValveControl } from '#building';

export const valveControl: ValveControl = async ({ deviceId, shutValve, tracer }) => {
  const attributes = { 'bldg.device.id': deviceId };
  await tracer.startActiveSpan('shut valve', { attributes }, async (span) => {
    try {
      await shutValve();
    } catch {
      span.setStatus({ code: SpanStatusCode.ERROR });
    } finally {
      span.end();
    }
  });
};
