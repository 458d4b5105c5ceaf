/**
 * The fixed start of the data. Two buildings of 12 units; each unit has a lock, a thermostat and a leak sensor; three
 * hubs a building serve four units each, the third on an old, slow firmware.
 *
 *   building 1: hubs 1-3, units 1-12, devices 1-36      building 2: hubs 4-6, units 13-24, devices 37-72
 *   unit u: lock 3u-2, thermostat 3u-1, leak sensor 3u
 */

import type { Database, SqlExecutor } from './database.ts';
import { DDL } from './ddl.ts';
import { DEVICE_KINDS, type DeviceKind } from './schema.ts';

const BUILDINGS = [
  [1, 'Canal House', 'Utrecht'],
  [2, 'Harbour Court', 'Rotterdam'],
] as const;
const UNITS_PER_BUILDING = 12;
export const HUBS_PER_BUILDING = 3;
const UNITS_PER_HUB = UNITS_PER_BUILDING / HUBS_PER_BUILDING;
export const HUBS = BUILDINGS.length * HUBS_PER_BUILDING;
/** Of both buildings; as many locks, and as many leak sensors. */
export const UNITS = BUILDINGS.length * UNITS_PER_BUILDING;
export const DEVICES = UNITS * DEVICE_KINDS.length;
export const DEVICES_PER_BUILDING = UNITS_PER_BUILDING * DEVICE_KINDS.length;
export const lockOf = (unitId: number): number => 3 * unitId - 2;
export const leakSensorOf = (unitId: number): number => 3 * unitId;

export const NEW_FIRMWARE = '4.2.0';
export const SLOW_FIRMWARE = '2.9.1';

const INITIAL_STATE: Readonly<Record<DeviceKind, string>> = {
  lock: 'unlocked',
  thermostat: '20.0',
  leak_sensor: 'dry',
};

/** Any number that nobody else locks in this database. */
const PREPARING = 7_403_112;

/**
 * Creates the tables and fills them if they are empty. Says whether it had to. Any number of servers may start at once:
 * `IF NOT EXISTS` alone fails when two look at the same moment, so one comes after the other.
 */
export async function prepareDatabase(database: Database): Promise<'seeded' | 'found'> {
  // Even what exists is locked by its definition: a server that joins others must not make them wait.
  if (!(await isDefined(database)))
    await database.script(`SELECT pg_advisory_xact_lock(${PREPARING});${DDL}
CREATE TABLE IF NOT EXISTS prepared (ddl text NOT NULL);
DELETE FROM prepared;
INSERT INTO prepared VALUES ($ddl$${DDL}$ddl$)`);
  return database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [PREPARING]);
    const { rows } = await tx.query('SELECT count(*)::int FROM buildings');
    if (rows[0]?.[0] !== 0) return 'found';
    await seed(tx);
    return 'seeded';
  });
}

/** Whether the tables were made from this very definition. */
async function isDefined(database: Database): Promise<boolean> {
  const { rows: found } = await database.query("SELECT to_regclass('prepared') IS NOT NULL");
  if (found[0]?.[0] !== true) return false;
  const { rows } = await database.query('SELECT ddl FROM prepared');
  return rows[0]?.[0] === DDL;
}

/** A statement for each table, so that it takes no longer than it must: it is done anew after a program has changed it. */
async function seed(tx: SqlExecutor): Promise<void> {
  const hubs: Row[] = [];
  const units: Row[] = [];
  const devices: Row[] = [];
  const codes: Row[] = [];
  for (const [id] of BUILDINGS) {
    const firstHub = (id - 1) * HUBS_PER_BUILDING + 1;
    const firmwareOf = (hub: number) => (hub === HUBS_PER_BUILDING - 1 ? SLOW_FIRMWARE : NEW_FIRMWARE);
    for (let hub = 0; hub < HUBS_PER_BUILDING; hub++) hubs.push([firstHub + hub, id, firmwareOf(hub)]);
    for (let n = 0; n < UNITS_PER_BUILDING; n++) {
      const unitId = (id - 1) * UNITS_PER_BUILDING + n + 1;
      const floor = Math.floor(n / UNITS_PER_HUB);
      const label = `${floor}${'ABCD'[n % UNITS_PER_HUB]}`;
      units.push([unitId, id, label, floor]);
      for (const [k, kind] of DEVICE_KINDS.entries()) {
        const battery = 60 + ((unitId * 7 + k * 11) % 40);
        const deviceId = lockOf(unitId) + k;
        devices.push([
          deviceId,
          unitId,
          firstHub + floor,
          kind,
          firmwareOf(floor),
          battery,
          INITIAL_STATE[kind],
        ]);
      }
      codes.push([unitId, String(1000 + ((unitId * 7919) % 9000)), `Tenant of ${label}`]);
    }
  }
  await insert(tx, 'buildings (id, name, city)', BUILDINGS);
  await insert(tx, 'hubs (id, building_id, firmware)', hubs);
  await insert(tx, 'units (id, building_id, label, floor)', units);
  await insert(tx, 'devices (id, unit_id, hub_id, kind, firmware, battery, state)', devices);
  await insert(tx, 'access_codes (unit_id, code, holder)', codes);
  await tx.query(
    "INSERT INTO work_orders (device_id, reason, status) VALUES (9, 'leak', 'done'), (13, 'jam', 'open')",
  );
}

type Row = readonly unknown[];

function insert(tx: SqlExecutor, into: string, rows: readonly Row[]): Promise<unknown> {
  let place = 0;
  const values = rows.map((row) => `(${row.map(() => `$${++place}`).join(', ')})`);
  return tx.query(`INSERT INTO ${into} VALUES ${values.join(', ')}`, rows.flat());
}
