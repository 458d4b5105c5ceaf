import { asc, desc, eq, inArray } from 'drizzle-orm';
import { deviceColumns, devices, type UnitsRoute, unitColumns, units } from '#building';

// Two queries, and the devices of each unit stand in another order than they did.
export const unitsRoute: UnitsRoute = async ({ db, buildingId }) => {
  const found = await db
    .select(unitColumns)
    .from(units)
    .where(eq(units.buildingId, buildingId))
    .orderBy(asc(units.id));

  const ids = found.map((unit) => unit.id);
  const all = await db
    .select({ unitId: devices.unitId, device: deviceColumns })
    .from(devices)
    .where(inArray(devices.unitId, ids))
    .orderBy(desc(devices.kind));

  return found.map((unit) => ({
    ...unit,
    devices: all.filter(({ unitId }) => unitId === unit.id).map(({ device }) => device),
  }));
};
