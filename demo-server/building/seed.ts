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

export const UNITS_PER_BUILDING = 12;
const HUBS_PER_BUILDING = 3;
const UNITS_PER_HUB = UNITS_PER_BUILDING / HUBS_PER_BUILDING;
const BUILDINGS = [
  [1, 'Canal House', 'Utrecht'],
  [2, 'Harbour Court', 'Rotterdam'],
] as const;

export const NEW_FIRMWARE = '4.2.0';
export const SLOW_FIRMWARE = '2.9.1';

const INITIAL_STATE: Readonly<Record<DeviceKind, string>> = {
  lock: 'unlocked',
  thermostat: '20.0',
  leak_sensor: 'dry',
};

/** Creates the tables and fills them if they are empty. Says whether it had to. */
export async function prepareDatabase(database: Database): Promise<'seeded' | 'found'> {
  await database.script(DDL);
  return database.transaction(async (tx) => {
    // Two servers may start against one PostgreSQL at once.
    await tx.query('LOCK TABLE buildings IN EXCLUSIVE MODE');
    const { rows } = await tx.query('SELECT count(*)::int FROM buildings');
    if (rows[0]?.[0] !== 0) return 'found';
    await seed(tx);
    return 'seeded';
  });
}

async function seed(tx: SqlExecutor): Promise<void> {
  for (const [id, name, city] of BUILDINGS) {
    await tx.query('INSERT INTO buildings (id, name, city) VALUES ($1, $2, $3)', [id, name, city]);
    const firstHub = (id - 1) * HUBS_PER_BUILDING + 1;
    for (let hub = 0; hub < HUBS_PER_BUILDING; hub++) {
      const firmware = hub === HUBS_PER_BUILDING - 1 ? SLOW_FIRMWARE : NEW_FIRMWARE;
      await tx.query('INSERT INTO hubs (id, building_id, firmware) VALUES ($1, $2, $3)', [
        firstHub + hub,
        id,
        firmware,
      ]);
    }
    for (let n = 0; n < UNITS_PER_BUILDING; n++) {
      const unitId = (id - 1) * UNITS_PER_BUILDING + n + 1;
      const floor = Math.floor(n / UNITS_PER_HUB);
      await tx.query('INSERT INTO units (id, building_id, label, floor) VALUES ($1, $2, $3, $4)', [
        unitId,
        id,
        `${floor}${'ABCD'[n % UNITS_PER_HUB]}`,
        floor,
      ]);
      const hubId = firstHub + floor;
      const firmware = floor === HUBS_PER_BUILDING - 1 ? SLOW_FIRMWARE : NEW_FIRMWARE;
      for (const [k, kind] of DEVICE_KINDS.entries())
        await tx.query(
          'INSERT INTO devices (id, unit_id, hub_id, kind, firmware, battery, state) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [
            3 * unitId - 2 + k,
            unitId,
            hubId,
            kind,
            firmware,
            60 + ((unitId * 7 + k * 11) % 40),
            INITIAL_STATE[kind],
          ],
        );
      await tx.query('INSERT INTO access_codes (unit_id, code, holder) VALUES ($1, $2, $3)', [
        unitId,
        String(1000 + ((unitId * 7919) % 9000)),
        `Tenant of ${floor}${'ABCD'[n % UNITS_PER_HUB]}`,
      ]);
    }
  }
  await tx.query(
    "INSERT INTO work_orders (device_id, reason, status) VALUES (9, 'leak', 'done'), (13, 'jam', 'open')",
  );
}
