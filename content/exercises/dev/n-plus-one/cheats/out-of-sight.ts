import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { asc, eq } from 'drizzle-orm';
import { deviceColumns, devices, type UnitsRoute, unitColumns, units } from '#building';

// The same loop, outside of the request's context: twelve queries that belong to no trace of anybody.
export const unitsRoute: UnitsRoute = async ({ db, buildingId }) => {
  const found = await db
    .select(unitColumns)
    .from(units)
    .where(eq(units.buildingId, buildingId))
    .orderBy(asc(units.id));

  const answer = [];
  for (const unit of found) {
    const its = await context.with(ROOT_CONTEXT, async () =>
      db.select(deviceColumns).from(devices).where(eq(devices.unitId, unit.id)).orderBy(asc(devices.id)),
    );
    answer.push({ ...unit, devices: its });
  }
  return answer;
};
