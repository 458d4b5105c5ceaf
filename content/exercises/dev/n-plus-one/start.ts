import { asc, eq } from 'drizzle-orm';
import { deviceColumns, devices, type UnitsRoute, unitColumns, units } from '#building';

// GET /buildings/:id/units: the units of a building, each with its devices.
export const unitsRoute: UnitsRoute = async ({ db, buildingId }) => {
  const found = await db
    .select(unitColumns)
    .from(units)
    .where(eq(units.buildingId, buildingId))
    .orderBy(asc(units.id));

  const answer = [];
  for (const unit of found) {
    const its = await db
      .select(deviceColumns)
      .from(devices)
      .where(eq(devices.unitId, unit.id))
      .orderBy(asc(devices.id));
    answer.push({ ...unit, devices: its });
  }
  return answer;
};
