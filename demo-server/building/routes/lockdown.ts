/**
 * Locks every door of a building by asking its three hubs. How they are asked is the exercise: one after the other
 * takes 80 + 80 + 720 ms, all at once 720 ms. `skip-slow` and `fire-and-forget` answer sooner and are wrong: the one
 * leaves doors open, the other says "locked" before it is true.
 */
import { trace } from '@opentelemetry/api';
import { and, asc, eq, inArray } from 'drizzle-orm';
import { Hono } from 'hono';
import { errorAnswer, validated } from '../../error-answer.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { BuildingDeps } from '../building-deps.ts';
import { idParam, type LockdownStrategy, lockdownBody } from '../inputs.ts';
import { orm } from '../orm.ts';
import { devices, hubs } from '../schema.ts';
import { SLOW_FIRMWARE } from '../seed.ts';
import { unknownBuilding } from './buildings.ts';

interface HubRow {
  readonly id: number;
  readonly firmware: string;
}

export function lockdownRoutes({ database, gateway, report }: BuildingDeps): Hono {
  const db = orm(database);

  const lockHub = async (hub: HubRow): Promise<number> => {
    const answer = await gateway({
      method: 'POST',
      template: '/hubs/:id/lock',
      params: { id: hub.id },
      attributes: bldgAttributes({ 'bldg.hub.id': hub.id, 'bldg.device.firmware': hub.firmware }),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`device-gateway answered ${answer.status} for hub ${hub.id}`);
    return hub.id;
  };

  return new Hono().post(
    '/buildings/:id/lockdown',
    validated('param', idParam),
    validated('json', lockdownBody),
    async (c) => {
      const { id } = c.req.valid('param');
      const { strategy } = c.req.valid('json');
      const attributes = bldgAttributes({ 'bldg.building.id': id, 'bldg.lockdown.strategy': strategy });
      trace.getActiveSpan()?.setAttributes(attributes);
      const all = await db
        .select({ id: hubs.id, firmware: hubs.firmware })
        .from(hubs)
        .where(eq(hubs.buildingId, id))
        .orderBy(asc(hubs.id));
      if (all.length === 0) return unknownBuilding(id);
      let lockedHubs: readonly number[];
      try {
        lockedHubs = await lockBy(strategy, all, lockHub, report);
      } catch (error) {
        report(error);
        return errorAnswer(
          502,
          'gateway-failed',
          'A hub could not be locked.',
          'See the span of the call that failed.',
        );
      }
      const locked = await db
        .update(devices)
        .set({ state: 'locked' })
        .where(and(eq(devices.kind, 'lock'), inArray(devices.hubId, [...lockedHubs])))
        .returning({ id: devices.id });
      return c.json({ buildingId: id, lockedHubs, lockedDevices: locked.length });
    },
  );
}

/** Asks the hubs in the chosen way; answers the hubs that (are said to) have locked. */
async function lockBy(
  strategy: LockdownStrategy,
  all: readonly HubRow[],
  lockHub: (hub: HubRow) => Promise<number>,
  report: (error: unknown) => void,
): Promise<readonly number[]> {
  switch (strategy) {
    case 'sequential':
      return inBatches(1, all, lockHub);
    case 'two-at-a-time':
      return inBatches(2, all, lockHub);
    case 'parallel':
      return Promise.all(all.map(lockHub));
    case 'skip-slow':
      return Promise.all(all.filter((hub) => hub.firmware !== SLOW_FIRMWARE).map(lockHub));
    case 'fire-and-forget':
      for (const hub of all) lockHub(hub).catch(report);
      return all.map((hub) => hub.id);
  }
}

async function inBatches(
  size: number,
  all: readonly HubRow[],
  lockHub: (hub: HubRow) => Promise<number>,
): Promise<readonly number[]> {
  const locked: number[] = [];
  for (let from = 0; from < all.length; from += size)
    locked.push(...(await Promise.all(all.slice(from, from + size).map(lockHub))));
  return locked;
}
