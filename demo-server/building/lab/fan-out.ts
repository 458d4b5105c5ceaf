/**
 * The fan-out laboratory: commands to many doors through a queue that lives in memory, in batches, as a worker would
 * take them. The route answers when the last door has, so that a program that does not lock is found out.
 */
import { context as contextApi, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { eq } from 'drizzle-orm';
import * as z from 'zod';
import { guardedExecutor, guardedTracer } from '../../programs/guards.ts';
import { ProgramError } from '../../programs/problem.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import { seededRandom } from '../../seeded-random.ts';
import { messagingAttributes } from '../../telemetry/messaging.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { SqlExecutor } from '../database.ts';
import { orm } from '../orm.ts';
import { type DoorCommand, type FanOut, fanOut, type Sending } from '../parts/fan-out.ts';
import { devices } from '../schema.ts';
import { lockOf, UNITS } from '../seed.ts';

export const fanOutBody = z
  .strictObject({
    doors: z.int().min(1).max(1_000).default(300),
    /** The first so many of them jam. */
    jams: z.int().min(0).default(0),
    seed: z.int().default(1),
  })
  .refine(({ doors, jams }) => jams <= doors, { error: 'there can not be more jams than doors' });

export interface FanOutDeps {
  readonly programs: ProgramHost;
  /** Of building-api, which sends. */
  readonly sender: ServiceTelemetry;
  /** Of event-worker, which locks. */
  readonly worker: ServiceTelemetry;
  /** Traced, as event-worker. */
  readonly database: SqlExecutor;
}
export interface FanOutAnswer {
  readonly doors: number;
  readonly locked: number;
  readonly jammed: number;
}

interface Sides {
  headers: (sending: Sending) => unknown;
  process: (command: DoorCommand) => Promise<void>;
}
/** As many doors as the worker takes at once. */
const BATCH = 10;
/** Beyond the last unit the doors begin anew. */
const lockAt = (door: number) => lockOf(1 + (door % UNITS));

export async function runFanOut(
  { doors, jams, seed }: z.infer<typeof fanOutBody>,
  run: RunRef | undefined,
  headers: Headers,
  deps: FanOutDeps,
): Promise<FanOutAnswer> {
  const { programs, worker, database } = deps;
  const program = programs.standIn('fan-out', headers);
  const sides = sidesOf(program ?? fanOut);
  const db = orm(program ? guardedExecutor(database, programs.spend, programs.touched) : database);
  const tracer = program ? guardedTracer(worker.tracer, programs.spend) : worker.tracer;
  const queue = send(sides, doors, seededRandom(seed), deps);
  let locked = 0;
  let jammed = 0;

  const deliver = async (travelled: Readonly<Record<string, string>>, door: number): Promise<void> => {
    const lock = async () => {
      if (door < jams) {
        jammed += 1;
        throw new Error(`door ${door + 1} is jammed`);
      }
      await db
        .update(devices)
        .set({ state: 'locked' })
        .where(eq(devices.id, lockAt(door)))
        .execute();
      locked += 1;
    };
    await programs.run(() => sides.process({ headers: travelled, lock, tracer }));
  };
  // Another service takes them out of the queue: none of the sender's context is there.
  await contextApi.with(withRun(ROOT_CONTEXT, run), async () => {
    for (let first = 0; first < queue.length; first += BATCH)
      await Promise.all(
        queue.slice(first, first + BATCH).map((travelled, index) => deliver(travelled, first + index)),
      );
  });
  return { doors, locked, jammed };
}

/** The envelopes of all commands, as text would arrive: whatever is no string is lost. */
function send(
  { headers }: Sides,
  recipients: number,
  random: () => number,
  { sender, programs }: FanOutDeps,
): readonly Readonly<Record<string, string>>[] {
  const attributes = {
    ...messagingAttributes('send', 'lock.command'),
    ...bldgAttributes({ 'bldg.fan_out.recipients': recipients }),
  };
  const span = sender.tracer.startSpan('send lock.command', { kind: SpanKind.PRODUCER, attributes });
  try {
    return contextApi.with(trace.setSpan(contextApi.active(), span), () =>
      Array.from({ length: recipients }, () => stringsOf(headers({ recipients, random }))),
    );
  } catch (error) {
    programs.handle(() => {
      throw error;
    });
    throw error;
  } finally {
    span.end();
  }
}

function sidesOf(program: FanOut): Sides {
  const sides: Partial<Sides> = {};
  program({
    onSend: (headers) => {
      sides.headers = headers;
    },
    onCommand: (process) => {
      sides.process = process;
    },
  });
  const { headers, process } = sides;
  if (typeof headers === 'function' && typeof process === 'function') return { headers, process };
  throw new ProgramError(
    `\`fanOut\` does not call \`commands.${typeof headers === 'function' ? 'onCommand' : 'onSend'}\`.`,
    'Give `commands.onSend` and `commands.onCommand` a function each.',
  );
}

function stringsOf(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null)
    throw new ProgramError(
      `The function of \`commands.onSend\` answered ${headers === undefined ? 'nothing' : typeof headers}, and not headers.`,
      'Return an object of strings, such as { traceparent: ... }, or {}.',
    );
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === 'string'));
}
