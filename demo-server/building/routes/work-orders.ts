/** Work orders: the seed's own and those of the asking session, never those of another. */
import { and, asc, eq, isNull, or } from 'drizzle-orm';
import { Hono } from 'hono';
import { validated } from '../../error-answer.ts';
import type { BuildingDeps } from '../building-deps.ts';
import { workOrdersQuery } from '../inputs.ts';
import { orm } from '../orm.ts';
import { workOrders } from '../schema.ts';

export function workOrderRoutes({ database, sessionId }: BuildingDeps): Hono {
  const db = orm(database);
  return new Hono().get('/work-orders', validated('query', workOrdersQuery), async (c) => {
    const { status } = c.req.valid('query');
    const session = sessionId();
    const mine =
      session === null
        ? isNull(workOrders.sessionId)
        : or(isNull(workOrders.sessionId), eq(workOrders.sessionId, session));
    const rows = await db
      .select({
        id: workOrders.id,
        deviceId: workOrders.deviceId,
        reason: workOrders.reason,
        status: workOrders.status,
        createdAt: workOrders.createdAt,
      })
      .from(workOrders)
      .where(status === undefined ? mine : and(mine, eq(workOrders.status, status)))
      .orderBy(asc(workOrders.id))
      .limit(500);
    return c.json({ workOrders: rows });
  });
}
