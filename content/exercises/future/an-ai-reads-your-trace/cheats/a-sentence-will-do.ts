import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { NightRound } from '#building';

const fail = (span: Span, error: unknown) => {
  span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
};

export const nightRound: NightRound = async ({ hubs, pump, tracer }) => {
  for (const hub of hubs) {
    const attributes = { 'bldg.hub.id': hub.id, 'bldg.device.firmware': hub.firmware };
    await tracer.startActiveSpan('set temperature', { attributes }, async (span) => {
      try {
        await hub.setTemperature(17);
      } catch (error) {
        fail(span, error);
      }
      span.end();
    });
  }
  // The pump starts when every hub has its temperature.
  await tracer.startActiveSpan('start pump', async (span) => {
    await pump.start().catch((error) => fail(span, error));
    span.end();
  });
};
