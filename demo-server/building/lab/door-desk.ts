/**
 * The laboratory of names: three tenants ask the part `door-desk` for their doors, two with the right code. A live check
 * holds what the service emits against the registry that it gives of itself. Then somebody reads a panel that counts the
 * requests by an attribute, under the name that it had when the panel was made.
 *
 *   building-api --HTTP--> door-desk --> spans, logs, metrics --live check--> `weaver.live_check.finding`
 *                                          '-- read --> [read panel] of the service dashboards
 */
import {
  type Context,
  context as contextApi,
  propagation,
  ROOT_CONTEXT,
  type Tracer,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { inArray } from 'drizzle-orm';
import * as z from 'zod';
import type { FindingLevel } from '../../live-check/finding.ts';
import { liveCheck } from '../../live-check/live-check.ts';
import { liveCheckTelemetry } from '../../live-check/live-check-telemetry.ts';
import { currentName, type Registry } from '../../live-check/registry.ts';
import { guardedExecutor, guardedLogger, guardedMeter, guardedTracer } from '../../programs/guards.ts';
import { ProgramError } from '../../programs/problem.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../../protocol.ts';
import { endedSpans } from '../../telemetry/ended-spans.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { OnDemandReader } from '../../telemetry/run-metrics.ts';
import {
  createServiceTelemetry,
  type ServiceTelemetry,
  type TelemetrySinks,
} from '../../telemetry/service-telemetry.ts';
import { tracedDatabase } from '../../telemetry/traced-database.ts';
import { tracedFetch } from '../../telemetry/traced-fetch.ts';
import type { Database } from '../database.ts';
import { orm } from '../orm.ts';
import { type AccessRequest, type DoorDesk, doorDesk } from '../parts/door-desk.ts';
import { accessCodes } from '../schema.ts';
import { lockOf } from '../seed.ts';

export const doorDeskBody = z.strictObject({});

export interface DoorDeskDeps {
  readonly programs: ProgramHost;
  readonly sinks: TelemetrySinks;
  /** Not traced: the service traces it as its own. */
  readonly database: Database;
  /** Of building-api, which asks. */
  readonly telemetry: ServiceTelemetry;
}
export interface DoorDeskAnswer {
  readonly access: readonly { readonly unitId: number; readonly opens: boolean }[];
  readonly findings: Readonly<Record<FindingLevel, number>>;
  readonly panel: Panel;
}
interface Panel {
  /** As the panel was made. */
  readonly attribute: string;
  /** As the registry calls it now. */
  readonly readAs: string;
  readonly rows: number;
}

/** The last one mistypes. */
const UNITS = [4, 17, 23] as const;
const MISTYPED = '0417';
const ROUTE = '/units/:id/access';
const SPAN_TYPE = 'bldg.access';
const PANEL_ATTRIBUTE = 'app.unit';

type RegistryReader = typeof import('../../live-check/registry-reader.ts');
const registryReader = (): Promise<RegistryReader> => import('../../live-check/registry-reader.ts');

export async function runDoorDesk(
  headers: Headers,
  { programs, sinks, database, telemetry }: DoorDeskDeps,
): Promise<DoorDeskAnswer> {
  const registries = await registryReader();
  const { registry, handle } = await sidesOf(
    programs.standIn('door-desk', headers) ?? doorDesk,
    programs,
    registries,
  );
  const rows = await orm(database)
    .select({ unitId: accessCodes.unitId, code: accessCodes.code })
    .from(accessCodes)
    .where(inArray(accessCodes.unitId, [...UNITS]));
  const codes = new Map(rows.map(({ unitId, code }) => [unitId, code]));

  const inspector = liveCheckTelemetry({
    check: liveCheck({
      own: registry,
      dependency: registries.semanticConventions(),
      spanTypeOf: ({ kind }) => (kind === 'server' ? SPAN_TYPE : undefined),
      excludeSamples: [BAGGAGE_SESSION_ID, BAGGAGE_RUN_ID],
      secrets: [...codes.values(), MISTYPED],
    }),
    logger: serviceOf('live-check', sinks).logger,
    context: contextApi.active(),
  });
  const ended: ReadableSpan[] = [];
  const reader = new OnDemandReader();
  const service = createServiceTelemetry('door-desk', {
    ...sinks,
    spanProcessors: [
      ...sinks.spanProcessors,
      inspector.spanProcessor,
      endedSpans((span) => ended.push(span)),
    ],
    logProcessors: [...sinks.logProcessors, inspector.logProcessor],
    metricReaders: () => [reader],
  });
  const given = instrumentsOf(service, database, programs);
  const desk = {
    baseUrl: 'http://door-desk',
    async fetch(request: Request): Promise<Response> {
      const context = propagation.extract(ROOT_CONTEXT, Object.fromEntries(request.headers));
      const unitId = Number(new URL(request.url).pathname.split('/')[2]);
      const { code } = (await request.json()) as { readonly code: string };
      const opens = await answer(context, { ...given, unitId, lockId: lockOf(unitId), code });
      return Response.json({ opens });
    },
  };
  const answer = (context: Context, request: AccessRequest) =>
    programs.run(async () => (await contextApi.with(context, () => handle(request))) === true);

  const call = tracedFetch(desk, telemetry);
  const access: { unitId: number; opens: boolean }[] = [];
  for (const unitId of UNITS) {
    const code = unitId === UNITS.at(-1) ? MISTYPED : (codes.get(unitId) ?? MISTYPED);
    const response = await call({ method: 'POST', template: ROUTE, params: { id: unitId }, body: { code } });
    access.push({ unitId, opens: ((await response.json()) as { readonly opens: boolean }).opens });
  }
  inspector.checkMetrics((await reader.collect()).resourceMetrics);
  const panel = readPanel(ended, registry, serviceOf('dashboards', sinks).tracer);
  return { access, findings: inspector.counts, panel };
}

const serviceOf = (name: string, sinks: TelemetrySinks) =>
  createServiceTelemetry(name, { ...sinks, metricReaders: () => [] });

/** What every request is given, each with a count on it. */
function instrumentsOf(
  service: ServiceTelemetry,
  database: Database,
  { spend, touched }: ProgramHost,
): Pick<AccessRequest, 'db' | 'tracer' | 'logger' | 'requests'> {
  return {
    db: orm(guardedExecutor(tracedDatabase(database, service), spend, touched)),
    tracer: guardedTracer(service.tracer, spend),
    logger: guardedLogger(service.logger, spend),
    requests: guardedMeter(service.meter, spend).createCounter('bldg.access.requests', { unit: '{request}' }),
  };
}

/** Counts the requests by an attribute, under its name of then and its name of now. */
function readPanel(ended: readonly ReadableSpan[], registry: Registry, tracer: Tracer): Panel {
  const readAs = currentName(registry, PANEL_ATTRIBUTE) ?? PANEL_ATTRIBUTE;
  const shown = new Set(
    ended.flatMap(({ attributes }) => attributes[PANEL_ATTRIBUTE] ?? attributes[readAs] ?? []),
  );
  const panel = { attribute: PANEL_ATTRIBUTE, readAs, rows: shown.size };
  const attributes = bldgAttributes({
    'bldg.panel.attribute': panel.attribute,
    'bldg.panel.read_as': panel.readAs,
    'bldg.panel.rows': panel.rows,
  });
  tracer.startSpan('read panel', { attributes }).end();
  return panel;
}

interface Sides {
  readonly registry: Registry;
  readonly handle: (request: AccessRequest) => Promise<unknown>;
}

async function sidesOf(program: DoorDesk, programs: ProgramHost, registries: RegistryReader): Promise<Sides> {
  const sides: { registry?: Registry; handle?: Sides['handle'] } = {};
  await programs.run(async () => {
    program({
      registry: (yaml) => {
        sides.registry = registryIn(yaml, programs, registries);
      },
      onAccess: (handle) => {
        sides.handle = handle;
      },
    });
    if (sides.registry === undefined)
      throw new ProgramError('`doorDesk` does not call `desk.registry`.', 'Give it a text: the registry.');
    if (typeof sides.handle !== 'function')
      throw new ProgramError('`doorDesk` does not call `desk.onAccess`.', 'Give it a function.');
  });
  const { registry, handle } = sides;
  if (registry === undefined || handle === undefined) throw new Error('a part without its sides');
  return { registry, handle };
}

/** Thrown inside of the program's own call, so that the line is found: the text begins where the call does. */
function registryIn(
  yaml: unknown,
  programs: ProgramHost,
  { readRegistry, semanticConventions }: RegistryReader,
): Registry {
  const read = readRegistry(String(yaml), semanticConventions());
  if (read.type === 'registry') {
    if (read.registry.spans.has(SPAN_TYPE)) return read.registry;
    throw new ProgramError(
      `The live check holds SERVER spans against the span type \`${SPAN_TYPE}\`, which this registry does not define.`,
      'Define it under `spans`, as it was.',
    );
  }
  const errors = read.problems.map(
    ({ line, message, hint }) => new ProgramError(`Line ${line} of the registry: ${message}`, hint, line - 1),
  );
  // All of them are told, in their order; the first one ends the request.
  for (const error of errors)
    programs.handle(() => {
      throw error;
    });
  const [first] = errors;
  throw first ?? new Error('problems without a problem');
}
