import { asc, eq } from 'drizzle-orm';
import { type UnitsRoute, unitColumns, units } from '#building';

// One query, and whoever wants devices may ask for them. The page that shows them now does, once for each unit.
export const unitsRoute: UnitsRoute = async ({ db, buildingId }) => {
  const found = await db
    .select(unitColumns)
    .from(units)
    .where(eq(units.buildingId, buildingId))
    .orderBy(asc(units.id));

  return found.map((unit) => ({ ...unit, devices: [] }));
};
