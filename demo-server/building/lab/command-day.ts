/**
 * A day of commands to the devices of both buildings, and what is known about it afterwards. The hubs of one firmware
 * in one building are slow; here and there another one needs a second attempt. What happened is counted from the very
 * spans that are published, so that a question asked of them can have one right answer only.
 */
import { context as contextApi, type HrTime, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { eq } from 'drizzle-orm';
import { delay } from '../../clock.ts';
import { type Random, seededRandom } from '../../seeded-random.ts';
import { encodeTraces } from '../../telemetry/otlp-encode.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import { orm } from '../orm.ts';
import { accessCodes, devices, units } from '../schema.ts';
import { SLOW_FIRMWARE } from '../seed.ts';
import { collectedServices } from './collected-services.ts';
import type { CommandDayInput } from './command-day-input.ts';
import { commandDesk, type DeskCommand, type FleetDevice } from './command-desk.ts';
import type { LabDeps } from './lab-deps.ts';
import { freshSalt } from './seeded-ids.ts';

export interface CommandDay {
  readonly commands: number;
  /** A command is slow beyond this. */
  readonly slowBeyondMs: number;
  /** For each building and firmware, slowest on average first. */
  readonly rows: readonly DayRow[];
  /** The first of the rows, and the spans of its slow commands. */
  readonly slowest: DayRow & { readonly spanIds: readonly string[] };
  /** Of the span of one request, as OTLP/JSON, on average. */
  readonly bytesOfOneRow: number;
}
export interface DayRow {
  readonly building: number;
  readonly firmware: string;
  readonly commands: number;
  readonly slow: number;
}

const SERVICE = 'command-desk';
const SLOW_BUILDING = 2;
const SLOW_BEYOND_MS = 100;
/** Far enough from the bound on both sides that a busy machine moves few over it. */
const SLOW_MS = 160;
const QUICK_MS = 8;
const SECOND_ATTEMPT = 1 / 16;
/** Commands under way at once: six waves for a day as it comes. */
const AT_ONCE = 40;

export async function runCommandDay(
  input: CommandDayInput,
  run: RunRef | undefined,
  deps: LabDeps,
): Promise<CommandDay> {
  const random = seededRandom(input.seed ?? freshSalt());
  const fleet = await readFleet(deps);
  const commands = Array.from({ length: input.commands }, () => commandTo(fleet, random));
  const ended: ReadableSpan[] = [];
  const { service, publish } = collectedServices(run, {
    ...deps,
    publishSpans: (of, spans) => {
      ended.push(...spans);
      deps.publishSpans(of, spans);
    },
  });
  const telemetry = service(SERVICE);
  const desk = commandDesk(telemetry, input.attributes, deps.clock, deps.report);
  // Baggage but no parent: each command is a trace of its own, like requests from the street.
  const context = withRun(ROOT_CONTEXT, run);
  const headers: Record<string, string> = {};
  propagation.inject(context, headers);
  const spanIds: string[] = [];
  try {
    for (let first = 0; first < commands.length; first += AT_ONCE) {
      const wave = commands.slice(first, first + AT_ONCE);
      const ids = contextApi.with(context, () => Promise.all(wave.map((command) => desk(command, headers))));
      spanIds.push(...(await ids));
      publish();
      await delay(deps.clock, 0);
    }
  } finally {
    publish();
    await telemetry.shutdown();
  }
  return summary(commands, spanIds, ended);
}

async function readFleet({ database }: LabDeps): Promise<readonly FleetDevice[]> {
  return orm(database)
    .select({
      id: devices.id,
      kind: devices.kind,
      firmware: devices.firmware,
      battery: devices.battery,
      hubId: devices.hubId,
      unitId: devices.unitId,
      floor: units.floor,
      buildingId: units.buildingId,
      tenant: accessCodes.holder,
    })
    .from(devices)
    .innerJoin(units, eq(units.id, devices.unitId))
    .innerJoin(accessCodes, eq(accessCodes.unitId, devices.unitId))
    .orderBy(devices.id);
}

const COMMANDS: Readonly<Record<string, string>> = { lock: 'lock', thermostat: 'set_temperature' };

function commandTo(fleet: readonly FleetDevice[], random: Random): DeskCommand {
  const device = fleet[Math.floor(random() * fleet.length)];
  if (device === undefined) throw new Error('there are no devices');
  const isSlow = device.firmware === SLOW_FIRMWARE && device.buildingId === SLOW_BUILDING;
  const attempts = random() < SECOND_ATTEMPT ? 2 : 1;
  const quickMs = QUICK_MS + Math.floor(random() * 3 * QUICK_MS);
  const delayMs = isSlow || attempts > 1 ? SLOW_MS + quickMs : quickMs;
  return { device, name: COMMANDS[device.kind] ?? 'self_test', attempts, delayMs };
}

function summary(
  commands: readonly DeskCommand[],
  spanIds: readonly string[],
  ended: readonly ReadableSpan[],
): CommandDay {
  const spans = new Map(ended.map((span) => [span.spanContext().spanId, span]));
  const requests = spanIds.flatMap((id) => spans.get(id) ?? []);
  const groups = new Map<string, { row: DayRow; totalMs: number; spanIds: string[] }>();
  for (const [index, { device }] of commands.entries()) {
    const id = spanIds[index] ?? '';
    const durationMs = durationOf(spans.get(id));
    const key = `${device.buildingId} ${device.firmware}`;
    const {
      row,
      totalMs,
      spanIds: slow,
    } = groups.get(key) ?? {
      row: { building: device.buildingId, firmware: device.firmware, commands: 0, slow: 0 },
      totalMs: 0,
      spanIds: [],
    };
    const isSlow = durationMs > SLOW_BEYOND_MS;
    groups.set(key, {
      row: { ...row, commands: row.commands + 1, slow: row.slow + (isSlow ? 1 : 0) },
      totalMs: totalMs + durationMs,
      spanIds: isSlow ? [...slow, id] : slow,
    });
  }
  const ranked = [...groups.values()].sort((a, b) => b.totalMs / b.row.commands - a.totalMs / a.row.commands);
  const [first] = ranked;
  if (first === undefined) throw new Error('a day has commands');
  return {
    commands: commands.length,
    slowBeyondMs: SLOW_BEYOND_MS,
    rows: ranked.map(({ row }) => row),
    slowest: { ...first.row, spanIds: first.spanIds },
    bytesOfOneRow: Math.round(
      requests.reduce((sum, span) => sum + encodeTraces([span]).length, 0) / requests.length,
    ),
  };
}

/** Of the two times that are exported: the very figure that a query sees. */
function durationOf(span: ReadableSpan | undefined): number {
  if (span === undefined) return 0;
  const ms = ([seconds, nanos]: HrTime, from: HrTime) => (seconds - from[0]) * 1e3 + (nanos - from[1]) / 1e6;
  return ms(span.endTime, span.startTime);
}
