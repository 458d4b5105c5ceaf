/**
 * A target and the ways to meet it: leaks are reported to one of five versions of a handler, in waves, while the shift
 * changes half-way. The handler's telemetry says how fast it was; the rows of `work_orders` say whether it helped.
 *
 *   waves 1 to 4 | shift changes | waves 5 to 8 | what goes on after the answers | count the rows, delete them
 */

import { context as contextApi, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { count, eq } from 'drizzle-orm';
import { delay } from '../../clock.ts';
import { randomUuid } from '../../random-uuid.ts';
import { seededRandom } from '../../seeded-random.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import { orm } from '../orm.ts';
import { workOrders } from '../schema.ts';
import { leakSensorOf, UNITS } from '../seed.ts';
import { collectedServices } from './collected-services.ts';
import type { GoodhartInput } from './goodhart-input.ts';
import { guardCounters } from './guards.ts';
import type { LabDeps } from './lab-deps.ts';
import { leakDesk } from './leak-desk.ts';
import { rosters } from './rosters.ts';

export interface GoodhartResult {
  readonly handler: GoodhartInput['handler'];
  readonly leaks: number;
  /** Answers below 400. */
  readonly succeeded: number;
  /** Rows in the database, whatever the answers said. */
  readonly workOrders: number;
  /** Work orders given to somebody who had gone home. */
  readonly staleAssignments: number;
}

/** Small, so that requests wait for rosters and not for each other. */
const WAVE = 5;
const SLOW_EVERY_WAVES = 4;

export async function runGoodhart(
  input: GoodhartInput,
  run: RunRef | undefined,
  deps: LabDeps,
): Promise<GoodhartResult> {
  const { clock, report } = deps;
  const { service, publish } = collectedServices(run, deps);
  // The desk is a route of building-api, and its database client is that service's own.
  const api = service('building-api');
  const roster = service('rosters');
  const slow = slowLeaks(input);
  const shifts = rosters(roster, clock, (leak) => slow.has(leak), report);

  // Baggage but no parent: each report is a root of its own, like requests from the street.
  const context = withRun(ROOT_CONTEXT, run);
  const headers: Record<string, string> = {};
  propagation.inject(context, headers);
  const db = orm(deps.database);
  // In the place of a session, so that no page sees these rows.
  const labId = randomUuid();
  let staleAssignments = 0;
  const desk = leakDesk(input.handler, {
    telemetry: api,
    rosters: shifts,
    clock,
    count: contextApi.with(context, () => guardCounters(api, input.guards)),
    async createWorkOrder(leak) {
      const deviceId = leakSensorOf((leak % UNITS) + 1);
      await db.insert(workOrders).values({ deviceId, reason: 'leak', sessionId: labId });
    },
    onStale: () => staleAssignments++,
    report,
  });
  try {
    let succeeded = 0;
    const waves = Math.ceil(input.leaks / WAVE);
    for (let wave = 0; wave < waves; wave++) {
      if (wave === Math.floor(waves / 2)) shifts.changeShift();
      const leaks = leaksOfWave(wave, input.leaks);
      const statuses = await contextApi.with(context, () =>
        Promise.all(leaks.map((leak) => desk.post(leak, headers))),
      );
      succeeded += statuses.filter((status) => status < 400).length;
      publish();
      await delay(clock, 0);
    }
    await contextApi.with(context, () => desk.finish());
    const [rows] = await db.select({ rows: count() }).from(workOrders).where(eq(workOrders.sessionId, labId));
    return {
      handler: input.handler,
      leaks: input.leaks,
      succeeded,
      workOrders: rows?.rows ?? 0,
      staleAssignments,
    };
  } finally {
    publish();
    await db.delete(workOrders).where(eq(workOrders.sessionId, labId));
    await Promise.all([api.shutdown(), roster.shutdown()]);
  }
}

const leaksOfWave = (wave: number, leaks: number): readonly number[] =>
  Array.from({ length: Math.min(WAVE, leaks - wave * WAVE) }, (_, n) => wave * WAVE + n);

/** One in every fourth wave, by the seed; never in the first, whose code is still cold. */
function slowLeaks({ leaks, seed }: GoodhartInput): ReadonlySet<number> {
  const random = seededRandom(seed);
  const slow = new Set<number>();
  for (let wave = 2; wave * WAVE < leaks; wave += SLOW_EVERY_WAVES) {
    const ofWave = leaksOfWave(wave, leaks);
    slow.add(ofWave[Math.floor(random() * ofWave.length)] ?? 0);
  }
  return slow;
}
