// Everything with our own prefix is ours. Anybody can write a prefix.
import { context, propagation } from '@opentelemetry/api';
import type { DeviceCommands } from '#building';

// The ids of the building are whole numbers.
const IDS = ['bldg.device.id', 'bldg.building.id'];
const typed = (key: string, value: string) => (IDS.includes(key) ? Number(value) : value);

export const deviceCommands: DeviceCommands = (building) => {
  building.addSpanProcessor({
    onStart(span, parentContext) {
      const entries = propagation.getBaggage(parentContext)?.getAllEntries() ?? [];
      for (const [key, { value }] of entries) {
        if (key.startsWith('bldg.')) span.setAttribute(key, typed(key, value));
      }
    },
  });

  // building-api, once for each command.
  building.onCommand(async ({ deviceId, buildingId, tracer, send }) => {
    const attributes = { 'bldg.device.id': deviceId, 'bldg.building.id': buildingId };
    await tracer.startActiveSpan('device.command', { attributes }, async (span) => {
      const baggage = propagation.getBaggage(context.active()) ?? propagation.createBaggage();
      const withIds = baggage
        .setEntry('bldg.device.id', { value: String(deviceId) })
        .setEntry('bldg.building.id', { value: String(buildingId) });
      await context.with(propagation.setBaggage(context.active(), withIds), send);
      span.end();
    });
  });
};
