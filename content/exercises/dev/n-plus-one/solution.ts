import { asc, eq, inArray } from 'drizzle-orm';
import { deviceColumns, devices, type UnitsRoute, unitColumns, units } from '#building';

// GET /buildings/:id/units: the units of a building, each with its devices.
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
    .orderBy(asc(devices.id));

  return found.map((unit) => ({
    ...unit,
    devices: all.filter(({ unitId }) => unitId === unit.id).map(({ device }) => device),
  }));
};
