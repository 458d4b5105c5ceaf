// What the last command was about, in a variable: no other service has it, and two commands share it.
import { context, propagation } from '@opentelemetry/api';
import type { DeviceCommands } from '#building';

let current: { 'bldg.device.id': number; 'bldg.building.id': number } | undefined;

export const deviceCommands: DeviceCommands = (building) => {
  building.addSpanProcessor({
    onStart(span) {
      if (current !== undefined) span.setAttributes(current);
    },
  });

  // building-api, once for each command.
  building.onCommand(async ({ deviceId, buildingId, tracer, send }) => {
    current = { 'bldg.device.id': deviceId, 'bldg.building.id': buildingId };
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
