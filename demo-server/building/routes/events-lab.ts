/** The laboratory of handlers. It posts to the very routes that it stands beside, and listens to their event. */
import { Hono } from 'hono';
import { validated } from '../../error-answer.ts';
import type { BuildingDeps } from '../building-deps.ts';
import { runEmitAndAttach } from '../lab/emit-and-attach.ts';
import { emitAndAttachBody } from '../lab/inputs.ts';
import { EVENT_RECEIVED } from './devices.ts';

export function eventsLabRoutes({ events, telemetry }: BuildingDeps, buildingApi: Hono): Hono {
  const post = async (path: string, headers: Record<string, string>, body: unknown) =>
    buildingApi.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return new Hono().post('/lab/emit-and-attach', validated('json', emitAndAttachBody), async (c) =>
    c.json(await runEmitAndAttach(c.req.valid('json'), { events, telemetry, event: EVENT_RECEIVED, post })),
  );
}
