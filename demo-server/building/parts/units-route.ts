/**
 * The part `units-route`: what `GET /buildings/:id/units` does between the request and its answer. Two ways are
 * shipped, the one that reads well and scales badly, and the one that joins.
 */
import type { Tracer } from '@opentelemetry/api';
import { asc, eq } from 'drizzle-orm';
import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import { groupBy } from '../../group-by.ts';
import { devices, units } from '../schema.ts';

export type UnitsRoute = (request: UnitsRequest) => Promise<readonly UnitWithDevices[]>;

export interface UnitsRequest {
  readonly buildingId: number;
  /** PostgreSQL through Drizzle. Each query becomes a span. */
  readonly db: PgRemoteDatabase;
  /** For spans of your own. */
  readonly tracer: Tracer;
}
export interface Unit {
  readonly id: number;
  readonly label: string;
  readonly floor: number;
}
export interface Device {
  readonly id: number;
  readonly kind: string;
  readonly hubId: number;
  readonly firmware: string;
  readonly battery: number;
  readonly state: string;
}
export interface UnitWithDevices extends Unit {
  readonly devices: readonly Device[];
}

/** The columns that an answer shows. */
export const unitColumns = { id: units.id, label: units.label, floor: units.floor };
export const deviceColumns = {
  id: devices.id,
  kind: devices.kind,
  hubId: devices.hubId,
  firmware: devices.firmware,
  battery: devices.battery,
  state: devices.state,
};

export const devicesOf = (db: PgRemoteDatabase, unitId: number) =>
  db.select(deviceColumns).from(devices).where(eq(devices.unitId, unitId)).orderBy(asc(devices.id));

/** One query for the units, then one for each of them. */
export const unitsByLoop: UnitsRoute = async ({ db, buildingId }) => {
  const rows = await db
    .select(unitColumns)
    .from(units)
    .where(eq(units.buildingId, buildingId))
    .orderBy(asc(units.id));
  const answer: UnitWithDevices[] = [];
  for (const unit of rows) answer.push({ ...unit, devices: await devicesOf(db, unit.id) });
  return answer;
};

export const unitsByJoin: UnitsRoute = async ({ db, buildingId }) => {
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
