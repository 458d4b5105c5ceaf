import { asc, eq } from 'drizzle-orm';
import { deviceColumns, devices, type UnitsRoute, unitColumns, units } from '#building';

// Thirteen queries still, only closer together.
export const unitsRoute: UnitsRoute = async ({ db, buildingId }) => {
  const found = await db
    .select(unitColumns)
    .from(units)
    .where(eq(units.buildingId, buildingId))
    .orderBy(asc(units.id));

  return Promise.all(
    found.map(async (unit) => ({
      ...unit,
      devices: await db
        .select(deviceColumns)
        .from(devices)
        .where(eq(devices.unitId, unit.id))
        .orderBy(asc(devices.id)),
    })),
  );
};
