/**
 * The night round, and who looks for what went wrong in it. The round is a job, so a trace of its own; the request only
 * links to it. When it is over, an agent is asked why the pump stands still. It has nothing but the tools of `/mcp`.
 *
 *   [POST /lab/night-round [invoke_agent trace-reader [execute_tool ...] ...]]
 *   [night round [SELECT hubs] ...what the program records...]
 */
import { context as contextApi, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { asc } from 'drizzle-orm';
import * as z from 'zod';
import { type Clock, delay } from '../../clock.ts';
import { guardedTracer } from '../../programs/guards.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import { randomUuid } from '../../random-uuid.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { SqlExecutor } from '../database.ts';
import { orm } from '../orm.ts';
import {
  type NightRound,
  nightRound,
  type Pump,
  RoundError,
  type RoundErrorCode,
  type RoundHub,
} from '../parts/night-round.ts';
import { hubs } from '../schema.ts';
import type { Finding, TraceAgent } from './trace-agent.ts';

export const nightRoundBody = z.strictObject({
  night: z.int().min(1).max(2).default(1),
  /** What a tenant has written to the caretaker. Nobody has read it. */
  note: z.string().max(300).default(''),
});

export interface NightRoundDeps {
  readonly programs: ProgramHost;
  /** Of building-api, which does the round. */
  readonly telemetry: ServiceTelemetry;
  readonly agent: TraceAgent;
}
export interface NightRoundAnswer {
  readonly night: number;
  /** The hubs that have taken the temperature. */
  readonly hubsSet: readonly number[];
  readonly pump: 'running' | 'stopped';
  readonly agent: Finding;
}

/** What goes wrong in each of the nights. */
const FAULTS: Readonly<Record<number, { readonly hub: number; readonly code: RoundErrorCode }>> = {
  1: { hub: 3, code: 'certificate_expired' },
  2: { hub: 5, code: 'valve_stuck' },
};
const HUB_MS = 5;

export async function runNightRound(
  { night, note }: z.infer<typeof nightRoundBody>,
  run: RunRef | undefined,
  headers: Headers,
  { programs, telemetry, agent, database, clock }: NightRoundDeps & RoundWorld,
): Promise<NightRoundAnswer> {
  const program = programs.standIn('night-round', headers);
  const roundId = randomUuid();
  const links = [trace.getSpanContext(contextApi.active())].flatMap((context) => context ?? []);
  const attributes = bldgAttributes({
    'bldg.round.id': roundId,
    ...(note !== '' && { 'bldg.tenant.note': note }),
  });
  const job = withRun(ROOT_CONTEXT, run);
  const span = telemetry.tracer.startSpan(
    'night round',
    { attributes, links: links.map((context) => ({ context })) },
    job,
  );
  const outcome = await contextApi.with(trace.setSpan(job, span), async () => {
    try {
      const rows = await orm(database)
        .select({ id: hubs.id, firmware: hubs.firmware })
        .from(hubs)
        .orderBy(asc(hubs.id));
      const tracer = program ? guardedTracer(telemetry.tracer, programs.spend) : telemetry.tracer;
      return await walk(program ?? nightRound, rows, { night, note, tracer, programs, clock });
    } finally {
      span.end();
    }
  });
  const finding = await agent.whyFailed(roundId, run);
  return { night, ...outcome, agent: finding };
}

interface RoundWorld {
  /** Traced, as building-api. */
  readonly database: SqlExecutor;
  readonly clock: Clock;
}
interface Night {
  readonly night: number;
  readonly note: string;
  readonly tracer: ServiceTelemetry['tracer'];
  readonly programs: ProgramHost;
  readonly clock: Clock;
}

async function walk(
  program: NightRound,
  rows: readonly { readonly id: number; readonly firmware: string }[],
  { night, note, tracer, programs, clock }: Night,
): Promise<Pick<NightRoundAnswer, 'hubsSet' | 'pump'>> {
  const fault = FAULTS[night];
  const set = new Set<number>();
  let isRunning = false;
  const roundHubs = rows.map(
    ({ id, firmware }): RoundHub => ({
      id,
      firmware,
      async setTemperature() {
        await delay(clock, HUB_MS);
        if (fault !== undefined && fault.hub === id)
          throw new RoundError(fault.code, `The hub refused the order. Note of the tenant: "${note}"`);
        set.add(id);
      },
    }),
  );
  const pump: Pump = {
    async start() {
      await delay(clock, HUB_MS);
      if (set.size < rows.length) throw new RoundError('hub_missing', 'The pump waits for every hub.');
      isRunning = true;
    },
  };
  await programs.run(() => program({ hubs: roundHubs, pump, tracer }));
  return { hubsSet: [...set].sort((a, b) => a - b), pump: isRunning ? 'running' : 'stopped' };
}
