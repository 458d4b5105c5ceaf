/**
 * The laboratory of instruments: a busy second of the building, the same each time. Of 40 requests every tenth meets a slow
 * hub; 12 messages are sent; PostgreSQL inserts 18 rows, updates 6 and deletes 2; hubs come and go.
 *
 *   load --event--> handlers of the part `four-graphs` --> instruments of this request --> metrics of the run
 *
 * Messages go to a queue in memory: nobody takes them out.
 */
import { context as contextApi, SpanKind, trace } from '@opentelemetry/api';
import { and, eq, inArray, type SQL } from 'drizzle-orm';
import { type Clock, delay } from '../../clock.ts';
import { guardedMeter } from '../../programs/guards.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import { eventPort, portableChannels } from '../../telemetry/event-port.ts';
import { messagingAttributes } from '../../telemetry/messaging.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import {
  createServiceTelemetry,
  type ServiceTelemetry,
  type TelemetrySinks,
} from '../../telemetry/service-telemetry.ts';
import type { Database } from '../database.ts';
import { orm } from '../orm.ts';
import {
  type BuildingEvents,
  fourGraphs,
  type HubEvent,
  type MessageEvent,
  type RequestEvent,
  type StatementEvent,
} from '../parts/four-graphs.ts';
import { workOrders } from '../schema.ts';

export interface FourGraphsDeps {
  readonly programs: ProgramHost;
  readonly clock: Clock;
  readonly sinks: TelemetrySinks;
  /** Traced, as building-api. */
  readonly database: Database;
}
export interface FourGraphsAnswer {
  readonly requests: number;
  readonly messages: number;
  readonly rows: { readonly inserted: number; readonly updated: number; readonly deleted: number };
  readonly connected: number;
}

const REQUESTS = 40;
const SLOW_EVERY = 10;
const FAST_MS = 20;
const SLOW_MS = 300;
const MESSAGES = 12;
const ROUTE = '/units/:id/readings';
const QUEUE = 'device-readings';
/** How many hubs are connected after each change. */
const HUBS = [1, 2, 3, 4, 5, 6, 5, 4, 5];
/** Rows of each statement: 18 inserted, 6 updated, 2 deleted. */
const INSERTS = [5, 1, 6, 2, 4];
const UPDATES = [4, 2];
const DELETES = [2];

interface Executed {
  readonly hub: HubEvent;
  readonly message: MessageEvent;
  readonly request: RequestEvent;
  readonly statement: StatementEvent;
}

export async function runFourGraphs(headers: Headers, deps: FourGraphsDeps): Promise<FourGraphsAnswer> {
  const { programs, clock, sinks } = deps;
  const service = createServiceTelemetry('building-api', { ...sinks, metricReaders: () => [] });
  const program = programs.standIn('four-graphs', headers);
  const channels = eventPort(portableChannels(() => {}));
  const on = <Name extends keyof Executed>(name: Name, handler: (event: Executed[Name]) => void) => {
    channels.attach(name, (_, event) => programs.handle(() => handler(event as unknown as Executed[Name])));
  };
  const execute = <Name extends keyof Executed>(name: Name, event: Executed[Name]) =>
    channels.execute(name, { count: 1 }, { ...event });
  const events: BuildingEvents = {
    onHub: (handler) => on('hub', handler),
    onMessageSent: (handler) => on('message', handler),
    onRequest: (handler) => on('request', handler),
    onStatement: (handler) => on('statement', handler),
  };
  await programs.run(async () =>
    program
      ? program(events, guardedMeter(service.meter, programs.spend))
      : fourGraphs(events, service.meter),
  );

  for (const [index, connected] of HUBS.entries()) execute('hub', { hubId: 1 + (index % 6), connected });
  const rows = await changeRows(deps.database, (statement) => execute('statement', statement));
  await Promise.all(
    Array.from({ length: REQUESTS }, async (_, index) => {
      const durationMs = await answer(index, service, clock);
      if (index < MESSAGES)
        send(service, () => execute('message', { queue: QUEUE, messageId: `m-${index + 1}` }));
      execute('request', { method: 'GET', route: ROUTE, status: 200, durationMs });
    }),
  );
  return { requests: REQUESTS, messages: MESSAGES, rows, connected: HUBS.at(-1) ?? 0 };
}

/** Milliseconds, as they were. */
async function answer(index: number, { tracer }: ServiceTelemetry, clock: Clock): Promise<number> {
  const delayMs = index % SLOW_EVERY === 0 ? SLOW_MS : FAST_MS;
  const attributes = bldgAttributes({ 'bldg.unit.id': 1 + (index % 24), 'bldg.injected_delay_ms': delayMs });
  const startMs = performance.now();
  const span = tracer.startSpan('read unit', { attributes });
  await contextApi.with(trace.setSpan(contextApi.active(), span), () => delay(clock, delayMs));
  span.end();
  return performance.now() - startMs;
}

function send({ tracer }: ServiceTelemetry, execute: () => void): void {
  const span = tracer.startSpan(`send ${QUEUE}`, {
    kind: SpanKind.PRODUCER,
    attributes: messagingAttributes('send', QUEUE),
  });
  execute();
  span.end();
}

/** Work orders of nobody's session, which nobody sees; those that are left are rolled back. */
async function changeRows(
  database: Database,
  execute: (statement: StatementEvent) => void,
): Promise<FourGraphsAnswer['rows']> {
  const done = { inserted: 0, updated: 0, deleted: 0 };
  const ids: number[] = [];
  const table = 'work_orders';
  const leaveNothing = new Error('the load is over');
  try {
    await database.transaction(async (tx) => {
      const db = orm(tx);
      const own = (from: number, to: number): SQL | undefined =>
        and(inArray(workOrders.id, ids.slice(from, to)), eq(workOrders.sessionId, 'lab'));
      for (const count of INSERTS) {
        const values = Array.from({ length: count }, (_, index) => ({
          deviceId: 3 * (index + 1),
          reason: 'leak' as const,
          sessionId: 'lab',
        }));
        const inserted = await db.insert(workOrders).values(values).returning({ id: workOrders.id });
        ids.push(...inserted.map(({ id }) => id));
        done.inserted += inserted.length;
        execute({ operation: 'INSERT', table, rows: inserted.length });
      }
      for (const count of UPDATES) {
        const updated = await db
          .update(workOrders)
          .set({ status: 'done' })
          .where(own(done.updated, done.updated + count))
          .returning({ id: workOrders.id });
        done.updated += updated.length;
        execute({ operation: 'UPDATE', table, rows: updated.length });
      }
      for (const count of DELETES) {
        const deleted = await db.delete(workOrders).where(own(0, count)).returning({ id: workOrders.id });
        done.deleted += deleted.length;
        execute({ operation: 'DELETE', table, rows: deleted.length });
      }
      throw leaveNothing;
    });
  } catch (error) {
    if (error !== leaveNothing) throw error;
  }
  return done;
}
