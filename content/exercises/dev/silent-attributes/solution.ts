import { context, propagation } from '@opentelemetry/api';
import type { DeviceCommands } from '#building';

// Baggage is written by strangers. These two entries become attributes, and no others. They are ids, so they are numbers.
const ALLOWED = ['bldg.device.id', 'bldg.building.id'];

export const deviceCommands: DeviceCommands = (building) => {
  // Both services, at the start of each span.
  building.addSpanProcessor({
    onStart(span, parentContext) {
      const baggage = propagation.getBaggage(parentContext);
      for (const key of ALLOWED) {
        const value = baggage?.getEntry(key)?.value;
        if (value !== undefined) span.setAttribute(key, Number(value));
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
