import type { NightRound } from '#building';

export const nightRound: NightRound = async ({ hubs, pump, tracer }) => {
  for (const hub of hubs) {
    await tracer.startActiveSpan('step', async (span) => {
      try {
        await hub.setTemperature(17);
      } catch {
        span.addEvent('that did not work');
      }
      span.end();
    });
  }
  // The pump starts when every hub has its temperature.
  await pump.start().catch(() => undefined);
};
