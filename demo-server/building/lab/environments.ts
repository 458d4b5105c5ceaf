/**
 * The laboratory of environments: one build, started in four places with the configuration of the learner. What becomes
 * of its telemetry is the telemetry of the laboratory.
 *
 *   [run the build: dev, test, prod-us, prod-eu, one after the other]
 *      '-- the build --as configured--> console | memory | [collector-us: POST /v1/...] | [collector-eu: POST /v1/...]
 */
import { context as contextApi, ROOT_CONTEXT, SeverityNumber, trace } from '@opentelemetry/api';
import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME } from '@opentelemetry/semantic-conventions';
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as z from 'zod';
import { validated } from '../../error-answer.ts';
import { configuredService } from '../../otel-configuration/configured-service.ts';
import { createSdk } from '../../otel-configuration/create-sdk.ts';
import type { Outside } from '../../otel-configuration/exporters.ts';
import { configurationReader } from '../../otel-configuration/reader.ts';
import { ProgramError } from '../../programs/problem.ts';
import { instrumentHttpServer } from '../../telemetry/http-server.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { RunRef } from '../../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import { tracedDatabase } from '../../telemetry/traced-database.ts';
import type { Database } from '../database.ts';
import { idParam } from '../inputs.ts';
import { orm } from '../orm.ts';
import { buildings } from '../schema.ts';
import { collectedServices } from './collected-services.ts';
import { collectors, nothingReceived, type Received } from './collectors.ts';
import type { LabDeps } from './lab-deps.ts';
import { PLACES, type Place } from './places.ts';
import { freshSalt, seededIds } from './seeded-ids.ts';

export const environmentsBody = z.strictObject({
  requests: z.int().min(1).max(200).default(100),
  seed: z.int().default(1),
});

export interface EnvironmentsAnswer {
  /** What an exporter could not do, in any place. */
  readonly exportErrors: string;
}

/** As shipped, nothing is recorded anywhere. */
const SHIPPED = ['dev', 'test', 'prod'].map(() => 'file_format: "1.0"\n').join('---\n');

export async function runEnvironments(
  { requests, seed }: z.infer<typeof environmentsBody>,
  run: RunRef | undefined,
  headers: Headers,
  deps: Pick<LabDeps, 'runMeters' | 'publishSpans' | 'environments'>,
): Promise<EnvironmentsAnswer> {
  const { programs, database } = deps.environments;
  const yaml = programs.standIn('environment-files', headers)?.() ?? SHIPPED;
  const { service, publish } = collectedServices(run, deps);
  const { tracer } = service('environments');
  const collect = collectors(service);
  const errors = new Set<string>();
  for (const place of PLACES) {
    const attributes = bldgAttributes({ 'bldg.place.name': place.name, 'bldg.place.requests': requests });
    const span = tracer.startSpan('run the build', { attributes });
    try {
      const context = trace.setSpan(contextApi.active(), span);
      const received = nothingReceived();
      const send = (request: Request) => contextApi.with(context, () => collect(request, place, received));
      const seen = await runIn(place, { yaml, database, requests, seed, send, errors });
      span.setAttributes(bldgAttributes({ ...seen, ...inWords(received) }));
    } finally {
      span.end();
    }
  }
  publish();
  return { exportErrors: [...errors].join('\n') || 'none' };
}

interface Occasion {
  readonly yaml: string;
  readonly database: Database;
  readonly requests: number;
  readonly seed: number;
  readonly send: Outside['send'];
  readonly errors: Set<string>;
}

/** From start to stop; the stop sends what is still held. */
async function runIn(place: Place, { yaml, database, requests, seed, send, errors }: Occasion) {
  const { readConfiguration } = await configurationReader();
  const read = readConfiguration(yaml, place.environment, place.file);
  if (read.type === 'problems') {
    const [problem] = read.problems;
    throw new ProgramError(problem?.message ?? 'The configuration is not valid.', problem?.hint ?? '');
  }
  let printedSpans = 0;
  let spansInMemory = 0;
  const outside: Outside = {
    send,
    print: (line) => {
      if (/^(SERVER|CLIENT) /.test(line)) printedSpans += 1;
    },
    complain: (message) => void errors.add(`${place.name}: ${message}`),
    keep: (signal, items) => {
      if (signal === 'traces') spansInMemory += items;
    },
  };
  const sdk = createSdk(read.model, outside, { idGenerator: seededIds(seed, freshSalt()) });
  const build = theBuild(configuredService(sdk, 'async-local-storage'), database);
  // Requests from the street: nothing of the laboratory is around them.
  await contextApi.with(ROOT_CONTEXT, async () => {
    for (let index = 0; index < requests; index++)
      await build.fetch(new Request(`http://building-api/buildings/${1 + (index % 2)}`));
  });
  const environment = sdk.resource.attributes[ATTR_DEPLOYMENT_ENVIRONMENT_NAME];
  const seen = { 'bldg.place.spans_in_memory': spansInMemory };
  await sdk.shutdown();
  return {
    ...seen,
    'bldg.place.printed_spans': printedSpans,
    'bldg.place.environment': typeof environment === 'string' ? environment.slice(0, 100) : 'none',
  };
}

const inWords = ({ exports, spans, logs, lowestSeverity, home }: Received) => ({
  'bldg.place.exports': exports,
  'bldg.place.sent_spans': spans,
  'bldg.place.sent_logs': logs,
  'bldg.place.lowest_severity': lowestSeverity,
  'bldg.place.signals_home': home.size,
});

/** The same in every place: two spans and two log records a request, and the metrics of HTTP and the database. */
function theBuild(telemetry: ServiceTelemetry, database: Database): Hono {
  const db = orm(tracedDatabase(database, telemetry));
  const app = new Hono();
  instrumentHttpServer(app, telemetry);
  return app.get('/buildings/:id', validated('param', idParam), async (c) => {
    const { id } = c.req.valid('param');
    const rows = await db.select().from(buildings).where(eq(buildings.id, id));
    const attributes = bldgAttributes({ 'bldg.building.id': id });
    const { logger } = telemetry;
    logger.emit({
      severityNumber: SeverityNumber.DEBUG,
      severityText: 'DEBUG',
      body: 'rows read',
      attributes,
    });
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      body: 'building shown',
      attributes,
    });
    return c.json(rows);
  });
}
