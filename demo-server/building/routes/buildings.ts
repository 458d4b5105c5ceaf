/** Buildings, their units, and the devices in them. */
import { trace } from '@opentelemetry/api';
import { asc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { errorAnswer, validated } from '../../error-answer.ts';
import { groupBy } from '../../group-by.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { BuildingDeps } from '../building-deps.ts';
import { idParam, unitsQuery } from '../inputs.ts';
import { orm } from '../orm.ts';
import { buildings, devices, hubs, units } from '../schema.ts';

const deviceColumns = {
  id: devices.id,
  kind: devices.kind,
  hubId: devices.hubId,
  firmware: devices.firmware,
  battery: devices.battery,
  state: devices.state,
};
const unitColumns = { id: units.id, label: units.label, floor: units.floor };

export function buildingRoutes({ database }: BuildingDeps): Hono {
  const db = orm(database);
  const devicesOf = (unitId: number) =>
    db.select(deviceColumns).from(devices).where(eq(devices.unitId, unitId)).orderBy(asc(devices.id));

  /** The way that reads well and scales badly: one query for the units, then one for each of them. */
  const unitsByLoop = async (buildingId: number) => {
    const rows = await db
      .select(unitColumns)
      .from(units)
      .where(eq(units.buildingId, buildingId))
      .orderBy(asc(units.id));
    const answer = [];
    for (const unit of rows) answer.push({ ...unit, devices: await devicesOf(unit.id) });
    return answer;
  };
  const unitsByJoin = async (buildingId: number) => {
    const rows = await db
      .select({ unit: unitColumns, device: deviceColumns })
      .from(units)
      .innerJoin(devices, eq(devices.unitId, units.id))
      .where(eq(units.buildingId, buildingId))
      .orderBy(asc(units.id), asc(devices.id));
    const byUnit = groupBy(rows, ({ unit }) => unit.id);
    return [...byUnit.values()].flatMap((group) =>
      group[0] === undefined ? [] : [{ ...group[0].unit, devices: group.map(({ device }) => device) }],
    );
  };

  return new Hono()
    .get('/buildings/:id', validated('param', idParam), async (c) => {
      const { id } = c.req.valid('param');
      trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.building.id': id }));
      const [building] = await db.select().from(buildings).where(eq(buildings.id, id));
      if (building === undefined) return unknownBuilding(id);
      const hubRows = await db
        .select({ id: hubs.id, firmware: hubs.firmware })
        .from(hubs)
        .where(eq(hubs.buildingId, id))
        .orderBy(asc(hubs.id));
      return c.json({ ...building, hubs: hubRows });
    })
    .get('/buildings/:id/units', validated('param', idParam), validated('query', unitsQuery), async (c) => {
      const { id } = c.req.valid('param');
      const { strategy } = c.req.valid('query');
      const attributes = bldgAttributes({ 'bldg.building.id': id, 'bldg.query.strategy': strategy });
      trace.getActiveSpan()?.setAttributes(attributes);
      const answer = await (strategy === 'loop' ? unitsByLoop(id) : unitsByJoin(id));
      // Every building has units, so none means that there is no such building.
      if (answer.length === 0) return unknownBuilding(id);
      return c.json({ buildingId: id, units: answer });
    })
    .get('/units/:id/devices', validated('param', idParam), async (c) => {
      const { id } = c.req.valid('param');
      trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.unit.id': id }));
      const rows = await devicesOf(id);
      if (rows.length === 0)
        return errorAnswer(404, 'unknown-unit', `There is no unit ${id}.`, 'Units 1 to 24 exist.');
      return c.json({ unitId: id, devices: rows });
    });
}

export const unknownBuilding = (id: number): Response =>
  errorAnswer(404, 'unknown-building', `There is no building ${id}.`, 'Buildings 1 and 2 exist.');
