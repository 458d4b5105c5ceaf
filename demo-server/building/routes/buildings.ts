/** Buildings, their units, and the devices in them. */
import { trace } from '@opentelemetry/api';
import { asc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { errorAnswer, validated } from '../../error-answer.ts';
import { guardedExecutor, guardedTracer } from '../../programs/guards.ts';
import { ProgramError } from '../../programs/problem.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { BuildingDeps } from '../building-deps.ts';
import { idParam, unitsQuery } from '../inputs.ts';
import { orm } from '../orm.ts';
import { devicesOf, unitsByJoin, unitsByLoop } from '../parts/units-route.ts';
import { buildings, hubs } from '../schema.ts';

export function buildingRoutes({ database, programs, telemetry }: BuildingDeps): Hono {
  const db = orm(database);
  const given = { db, tracer: telemetry.tracer };
  const givenToProgram = {
    db: orm(guardedExecutor(database, programs.spend, programs.touched)),
    tracer: guardedTracer(telemetry.tracer, programs.spend),
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
      const program = programs.standIn('units-route', c.req.raw.headers);
      const shipped = strategy === 'loop' ? unitsByLoop : unitsByJoin;
      const answer = await (program === undefined
        ? shipped({ ...given, buildingId: id })
        : programs.run(async () => listOf(await program({ ...givenToProgram, buildingId: id }))));
      // Every building has units, so none means that there is no such building.
      if (answer.length === 0 && program === undefined) return unknownBuilding(id);
      return c.json({ buildingId: id, units: answer });
    })
    .get('/units/:id/devices', validated('param', idParam), async (c) => {
      const { id } = c.req.valid('param');
      trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.unit.id': id }));
      const rows = await devicesOf(db, id);
      if (rows.length === 0)
        return errorAnswer(404, 'unknown-unit', `There is no unit ${id}.`, 'Units 1 to 24 exist.');
      return c.json({ unitId: id, devices: rows });
    });
}

/** What a program answers is checked here: its types are gone when it runs. */
function listOf(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new ProgramError(
    `\`unitsRoute\` answered ${answer === undefined ? 'nothing' : typeof answer}, and not a list of units.`,
    'Return an array of units, each with its devices.',
  );
}

export const unknownBuilding = (id: number): Response =>
  errorAnswer(404, 'unknown-building', `There is no building ${id}.`, 'Buildings 1 and 2 exist.');
