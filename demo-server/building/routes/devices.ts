/** What devices send (heartbeats, events) and what is sent to them (commands). */
import { type Attributes, trace } from '@opentelemetry/api';
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { errorAnswer, validated } from '../../error-answer.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { BuildingDeps } from '../building-deps.ts';
import { commandBody, deviceKindOf, eventBody, heartbeatBody, idParam } from '../inputs.ts';
import { attachLeakTelemetry, type ReceivedEvent } from '../leak-telemetry.ts';
import { orm } from '../orm.ts';
import { devices, events, hubs } from '../schema.ts';

export const EVENT_RECEIVED = 'bldg.device.event.received';

export function deviceRoutes(deps: BuildingDeps): Hono {
  const { database, outbox, gateway, clock } = deps;
  attachLeakTelemetry(deps.events, EVENT_RECEIVED, deps.telemetry);

  return (
    new Hono()
      /** "A no-op", say the docs. Two updates, and a message that sets two more services to work. */
      .post(
        '/devices/:id/heartbeat',
        validated('param', idParam),
        validated('json', heartbeatBody),
        async (c) => {
          const { id } = c.req.valid('param');
          const { battery } = c.req.valid('json');
          trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.device.id': id }));
          const lastSeenAt = new Date(clock.wallMs()).toISOString();
          const known = await outbox.transaction(async (tx, send) => {
            const [device] = await orm(tx)
              .update(devices)
              .set({ lastSeenAt, ...(battery !== undefined && { battery }) })
              .where(eq(devices.id, id))
              .returning({ hubId: devices.hubId });
            if (device === undefined) return false;
            await orm(tx).update(hubs).set({ lastSeenAt }).where(eq(hubs.id, device.hubId));
            await send(
              { topic: 'device.heartbeat', payload: { deviceId: id, hubId: device.hubId } },
              { attributes: bldgAttributes({ 'bldg.device.id': id }) },
            );
            return true;
          });
          return known ? c.json({ ok: true }) : unknownDevice(id);
        },
      )

      .post(
        '/devices/:id/commands',
        validated('param', idParam),
        validated('json', commandBody),
        async (c) => {
          const { id } = c.req.valid('param');
          const command = c.req.valid('json');
          const attributes = bldgAttributes({ 'bldg.device.id': id, 'bldg.command.name': command.command });
          trace.getActiveSpan()?.setAttributes(attributes);
          const [device] = await orm(database).select().from(devices).where(eq(devices.id, id));
          if (device === undefined) return unknownDevice(id);
          if (device.kind !== deviceKindOf(command))
            return errorAnswer(
              409,
              'unsupported-command',
              `Device ${id} is a ${device.kind}; it does not know "${command.command}".`,
              'lock and unlock go to a lock, set_temperature to a thermostat.',
            );
          const answer = await gateway({
            method: 'POST',
            template: '/devices/:id/commands',
            params: { id },
            body: { ...command, hubId: device.hubId },
            attributes,
          });
          if (!answer.ok) {
            await answer.body?.cancel();
            return errorAnswer(
              502,
              'gateway-failed',
              'device-gateway did not carry out the command.',
              'See its span.',
            );
          }
          const { state } = (await answer.json()) as { readonly state: string };
          await orm(database).update(devices).set({ state }).where(eq(devices.id, id));
          deps.updates.tell(deps.sessionId(), { type: 'device-changed', id, deviceId: id });
          return c.json({ deviceId: id, state });
        },
      )

      .post('/devices/:id/events', validated('param', idParam), validated('json', eventBody), async (c) => {
        const { id } = c.req.valid('param');
        const { kind, delivery, signals } = c.req.valid('json');
        const attributes: Attributes = {
          ...(delivery.fault === 'attribute-renamed'
            ? { 'device.id': id }
            : bldgAttributes({ 'bldg.device.id': id })),
          ...bldgAttributes({ 'bldg.event.kind': kind }),
        };
        trace.getActiveSpan()?.setAttributes(attributes);
        const [device] = await orm(database)
          .select({ kind: devices.kind, hubId: devices.hubId })
          .from(devices)
          .where(eq(devices.id, id));
        if (device === undefined) return unknownDevice(id);
        if (delivery.fault === 'query-per-unit') await lookAtNeighbours(orm(database), device.hubId);
        const sessionId = deps.sessionId();
        const accepted = await outbox.transaction(async (tx, send) => {
          const [event] = await orm(tx)
            .insert(events)
            .values({ deviceId: id, kind, sessionId })
            .returning({ id: events.id });
          if (event === undefined) throw new Error('INSERT events returned no row');
          const { messageId } = await send(
            {
              topic: 'device.event',
              payload: {
                deviceId: id,
                eventId: event.id,
                kind,
                idempotency: delivery.idempotency,
                ...(delivery.delayMs !== undefined && { delayMs: delivery.delayMs }),
                ...(delivery.fault !== undefined && { fault: delivery.fault }),
              },
            },
            {
              copies: delivery.copies,
              context: delivery.context,
              traceparent: deps.leakQueue.traceparent,
              attributes,
            },
          );
          return { eventId: event.id, messageId };
        });
        const received: ReceivedEvent = { deviceId: id, deviceKind: device.kind, kind, signals };
        deps.events.execute(EVENT_RECEIVED, { count: 1 }, received);
        return c.json({ ...accepted, deliveries: delivery.copies }, 202);
      })
  );
}

/** Whether the water comes from next door, asked of every unit on the hub, one after the other. */
async function lookAtNeighbours(db: ReturnType<typeof orm>, hubId: number): Promise<void> {
  const neighbours = await db
    .selectDistinct({ unitId: devices.unitId })
    .from(devices)
    .where(eq(devices.hubId, hubId));
  for (const { unitId } of neighbours)
    await db.select({ state: devices.state }).from(devices).where(eq(devices.unitId, unitId));
}

const unknownDevice = (id: number): Response =>
  errorAnswer(
    404,
    'unknown-device',
    `There is no device ${id}.`,
    'Devices 1 to 72 exist; 3, 6, 9 … are leak sensors.',
  );
