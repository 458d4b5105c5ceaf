/**
 * my-service: a service of the learner's own, started anew for each request with the configuration of the learner. It
 * reads from the database and asks device-gateway, which other people configured.
 *
 *   GET /buildings/:id --> [as configured] --SQL--> PostgreSQL
 *                               |        '--HTTP, the headers of its propagator--> device-gateway
 *                               '--OTLP--> localhost:4318, the receiver of this demo server
 */
import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import { asc, eq } from 'drizzle-orm';
import { Hono, type MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { errorAnswer, onError, onNotFound, validated } from '../error-answer.ts';
import {
  CONTEXT_MANAGERS,
  configuredService,
  incoming,
  outgoing,
} from '../otel-configuration/configured-service.ts';
import { type ConfiguredSdk, createSdk } from '../otel-configuration/create-sdk.ts';
import type { Outside } from '../otel-configuration/exporters.ts';
import { configurationReader } from '../otel-configuration/reader.ts';
import type { ProgramHost } from '../programs/program-host.ts';
import { baggageStampLogProcessor, baggageStampSpanProcessor } from '../telemetry/baggage-stamp.ts';
import { instrumentHttpServer } from '../telemetry/http-server.ts';
import { runOf } from '../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import { tracedDatabase } from '../telemetry/traced-database.ts';
import { type CallPeer, type Peer, tracedFetch } from '../telemetry/traced-fetch.ts';
import type { Database } from './database.ts';
import { idParam } from './inputs.ts';
import { orm } from './orm.ts';
import { unknownBuilding } from './routes/buildings.ts';
import { buildings, hubs } from './schema.ts';

export interface MyServiceDeps {
  /** Not traced yet: that is what the configuration is for. */
  readonly database: Database;
  readonly gateway: Peer;
  readonly programs: ProgramHost;
  /** The OTLP receiver, below `/v1`. */
  readonly receiver: (request: Request) => Promise<Response> | Response;
  /** It is started and stopped for each request. */
  readonly laboratoryDoor: MiddlewareHandler;
  readonly report: (error: unknown) => void;
}

/** What the process said besides its answer. */
export interface ProcessOutput {
  readonly console: string;
  readonly exportErrors: string;
}

const SHIPPED = `file_format: "1.0"
resource: { attributes: [{ name: service.name, value: my-service }] }
propagator: { composite: [tracecontext: , baggage: ] }
tracer_provider: { processors: [simple: { exporter: { otlp_http: } }] }
`;

const processQuery = z.object({ contextManager: z.enum(CONTEXT_MANAGERS).default('async-local-storage') });

/** Each request starts the service, asks it, and stops it, which sends what it still holds. */
export function createMyService(deps: MyServiceDeps): Hono {
  const { database, gateway, programs, receiver, laboratoryDoor, report } = deps;
  const app = new Hono();
  app.onError(onError(report)).notFound(onNotFound).use(laboratoryDoor);
  return app.get('/*', validated('query', processQuery), async (c) => {
    const { headers } = c.req.raw;
    const yaml = programs.standIn('otel-configuration', headers)?.() ?? SHIPPED;
    const { readConfiguration } = await configurationReader();
    const read = readConfiguration(yaml);
    if (read.type === 'problems') {
      const [problem] = read.problems;
      return errorAnswer(
        400,
        'bad-configuration',
        problem?.message ?? 'It is not valid.',
        problem?.hint ?? '',
      );
    }
    const output = processOutput(receiver);
    const sdk = createSdk(read.model, output.outside, {
      spanProcessors: [baggageStampSpanProcessor()],
      logProcessors: [baggageStampLogProcessor()],
    });
    const ask = async () => {
      const service = buildingsService(configuredService(sdk, c.req.valid('query').contextManager), {
        database,
        report,
        gateway: asConfigured(gateway, sdk),
      });
      const request = new Request(c.req.url, { headers: incoming(sdk.propagator, headers) });
      const response = await contextApi.with(ROOT_CONTEXT, async () => service.fetch(request));
      return { status: response.status, answer: (await response.json()) as object };
    };
    // Whatever becomes of the request: a provider that nobody stops goes on by its timers.
    const { status, answer } = await ask().finally(() => sdk.shutdown());
    return Response.json({ ...answer, process: output.said() }, { status });
  });
}

interface BuildingsDeps {
  readonly database: Database;
  readonly gateway: (telemetry: ServiceTelemetry) => CallPeer;
  readonly report: (error: unknown) => void;
}

function buildingsService(telemetry: ServiceTelemetry, { database, gateway, report }: BuildingsDeps): Hono {
  const db = orm(tracedDatabase(database, telemetry));
  const call = gateway(telemetry);
  const app = new Hono();
  instrumentHttpServer(app, telemetry);
  app.onError(onError(report)).notFound(onNotFound);
  return app.get('/buildings/:id', validated('param', idParam), async (c) => {
    const { id } = c.req.valid('param');
    const [building] = await db.select().from(buildings).where(eq(buildings.id, id));
    if (building === undefined) return unknownBuilding(id);
    const [hub] = await db.select().from(hubs).where(eq(hubs.buildingId, id)).orderBy(asc(hubs.id)).limit(1);
    const state = await call({ method: 'GET', template: '/hubs/:id', params: { id: hub?.id ?? 0 } });
    return c.json({ ...building, hub: await state.json() });
  });
}

const asConfigured =
  (gateway: Peer, { propagator }: ConfiguredSdk) =>
  (telemetry: ServiceTelemetry): CallPeer =>
    tracedFetch(
      {
        baseUrl: gateway.baseUrl,
        fetch(request) {
          const headers = outgoing(propagator, request.headers, runOf(contextApi.active()));
          const sent = new Request(request, { headers });
          return contextApi.with(ROOT_CONTEXT, () => gateway.fetch(sent));
        },
      },
      telemetry,
    );

/** What listens on the learner's machine: the receiver, and on the port beside it one that speaks gRPC only. */
function processOutput(receiver: MyServiceDeps['receiver']) {
  const lines: string[] = [];
  const errors: string[] = [];
  const outside: Outside = {
    async send(request) {
      const { hostname, port } = new URL(request.url);
      const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
      if (isHere && port === '4318') return contextApi.with(ROOT_CONTEXT, async () => receiver(request));
      if (isHere && port === '4317') throw new Error('Expected HTTP/1.1, and this port speaks gRPC');
      throw new Error(isHere ? 'connection refused' : 'no such host');
    },
    print: (line) => void lines.push(line),
    complain: (message) => void errors.push(message),
    keep: () => {},
  };
  return {
    outside,
    said: (): ProcessOutput => ({
      console: lines.join('\n') || 'nothing',
      exportErrors: [...new Set(errors)].join('\n') || 'none',
    }),
  };
}
