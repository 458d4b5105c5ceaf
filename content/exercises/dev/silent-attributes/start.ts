import { context, propagation, SpanKind } from '@opentelemetry/api';
import type { DeviceCommands } from '#building';

export const deviceCommands: DeviceCommands = (building) => {
  // building-api, once for each command.
  building.onCommand(async ({ deviceId, buildingId, tracer, send }) => {
    const options = { kind: SpanKind.INTERNAL, 'bldg.device.id': deviceId };
    await tracer.startActiveSpan('device.command', options, async (span) => {
      const baggage = propagation.getBaggage(context.active()) ?? propagation.createBaggage();
      const withIds = baggage
        .setEntry('bldg.device.id', { value: String(deviceId) })
        .setEntry('bldg.building.id', { value: String(buildingId) });
      await context.with(propagation.setBaggage(context.active(), withIds), send);
      span.end();
      span.setAttribute('bldg.building.id', buildingId);
    });
  });
};
