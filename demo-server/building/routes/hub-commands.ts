/**
 * The laboratory of commands: a slow hub is told to lock, then two others at the same time, of which one jams. They end
 * in another order than they began. What is seen of it in device-gateway is up to the part `command-bridge`.
 *
 *   hub 3  |------------------ 720 ms ------------------|
 *   hub 1      |--- 80 ms ---|
 *   hub 4      |-- 40 ms x
 */
import { Hono } from 'hono';
import { delay } from '../../clock.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { BuildingDeps } from '../building-deps.ts';

const COMMANDS = [
  { hubId: 3, jam: false, afterMs: 0 },
  { hubId: 1, jam: false, afterMs: 40 },
  { hubId: 4, jam: true, afterMs: 40 },
] as const;

export function hubCommandRoutes({ gateway, clock }: BuildingDeps): Hono {
  const lock = async ({ hubId, jam, afterMs }: (typeof COMMANDS)[number]): Promise<boolean> => {
    if (afterMs > 0) await delay(clock, afterMs);
    const answer = await gateway({
      method: 'POST',
      template: '/hubs/:id/commands',
      params: { id: hubId },
      body: { command: 'lock', jam },
      attributes: bldgAttributes({ 'bldg.hub.id': hubId, 'bldg.command.name': 'lock' }),
    });
    await answer.body?.cancel();
    return answer.ok;
  };
  return new Hono().post('/lab/hub-commands', async (c) => {
    const locked = (await Promise.all(COMMANDS.map(lock))).filter(Boolean).length;
    return c.json({ commands: COMMANDS.length, succeeded: locked, failed: COMMANDS.length - locked });
  });
}
