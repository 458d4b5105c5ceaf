// The span of the command has its attributes. The other service knows of none.
import { context, propagation } from '@opentelemetry/api';
import type { DeviceCommands } from '#building';

export const deviceCommands: DeviceCommands = (building) => {
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
