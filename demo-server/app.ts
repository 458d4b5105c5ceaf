/**
 * The whole demo server as one `fetch`: the three services of the building, the feed, the store, the receiver. The
 * only file that knows all of them; what differs between Node and a Web Worker comes in through `AppDeps`.
 *
 *   /api/building/* --> building-api --HTTP--> device-gateway
 *                           '-- outbox (PostgreSQL) --> event-worker --HTTP--> device-gateway
 *   all three --> processors --> sessions (/api/feed)  and  store (/api/traces)
 *   rooms (/api/rooms): what phones tap becomes requests to building-api
 */
import { context as contextApi, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { Hono } from 'hono';
import { createBuildingApi } from './building/building-api.ts';
import type { Database } from './building/database.ts';
import { createDeviceGateway } from './building/device-gateway.ts';
import { startEventWorker } from './building/event-worker.ts';
import type { LabDeps } from './building/lab/lab-deps.ts';
import { traceAgent } from './building/lab/trace-agent.ts';
import { leakQueueProgram } from './building/leak-queue-program.ts';
import { createMyService } from './building/my-service.ts';
import { createOutbox } from './building/outbox.ts';
import { attachBridge, commandBridge } from './building/parts/command-bridge.ts';
import { messageProcessor } from './building/process-message.ts';
import { restoreDatabase } from './building/restore-database.ts';
import { forgetSessionRows, tidySessionRows } from './building/session-rows.ts';
import { updateBus } from './building/update-bus.ts';
import type { Clock } from './clock.ts';
import { onError, onNotFound } from './error-answer.ts';
import { feedRoutes } from './feed/routes.ts';
import { Sessions } from './feed/sessions.ts';
import { healthAnswer } from './health.ts';
import { mcpRoutes } from './mcp/endpoint.ts';
import { createForwarder, type ForwarderOptions } from './otlp/forwarder.ts';
import { IngestLog } from './otlp/ingest/ingest-log.ts';
import { ingestRoutes } from './otlp/ingest/routes.ts';
import { createReceiver, type Receiver } from './otlp/receiver.ts';
import { otlpRoutes, type ReceiverOptions } from './otlp/routes.ts';
import { guardedTracer } from './programs/guards.ts';
import { type ProgramHost, programHost } from './programs/program-host.ts';
import type { RoomLimits } from './rooms/room.ts';
import { roomTelemetry } from './rooms/room-telemetry.ts';
import { Rooms } from './rooms/rooms.ts';
import { roomRoutes } from './rooms/routes.ts';
import { memoryTraceStore } from './store/memory.ts';
import { ownSignals } from './store/own-signals.ts';
import { recentSignals } from './store/recent-requests.ts';
import { signalRoutes, traceRoutes } from './store/routes.ts';
import { announcing, storeNews } from './store/store-news.ts';
import { storeProcessor } from './store/store-processor.ts';
import type { TraceStore } from './store/trace-store.ts';
import type { Audience } from './store/viewer.ts';
import { countConnections } from './telemetry/command-event.ts';
import { type EventPort, eventPort, portableChannels } from './telemetry/event-port.ts';
import { liveLogProcessor, liveSpanProcessor } from './telemetry/feed-processors.ts';
import { encodeMetrics } from './telemetry/otlp-encode.ts';
import { runOf } from './telemetry/run-baggage.ts';
import {
  createServiceTelemetry,
  noServiceTelemetry,
  type ServiceTelemetry,
  type TelemetrySinks,
} from './telemetry/service-telemetry.ts';
import { spanRecorder } from './telemetry/span-recorder.ts';
import { tracedDatabase } from './telemetry/traced-database.ts';
import { type Peer, tracedFetch } from './telemetry/traced-fetch.ts';

export type Fetch = (request: Request) => Response | Promise<Response>;

export interface AppDeps {
  /** Prepared (tables and seed are there); the app closes it. */
  readonly database: Database;
  readonly clock: Clock;
  /** Makes device-gateway reachable: a socket of its own in Node, its `fetch` itself in a worker. */
  readonly serveGateway: (fetch: Fetch) => Promise<Peer & { close(): Promise<void> }>;
  readonly events?: EventPort;
  /** What the platform adds, such as an OTLP exporter. Metric readers are made anew for each service. */
  readonly exporters?: {
    readonly spanProcessors: readonly SpanProcessor[];
    readonly logProcessors: readonly LogRecordProcessor[];
    metricReaders(): readonly IMetricReader[];
  };
  readonly store?: TraceStore;
  readonly receiver?: ReceiverOptions | undefined;
  /** Where what is received goes on to. */
  readonly forwarding?: Pick<ForwarderOptions, 'urls' | 'headers'> | undefined;
  readonly maxSessions?: number;
  /** Who may read the store: `everyone` where only this machine reaches the server. */
  readonly audience?: Audience;
  /** Whoever knows it may open rooms and steer them; without one, nobody may. */
  readonly presenterToken?: string | undefined;
  readonly roomLimits?: RoomLimits;
  /** Addresses under which other machines reach this server. */
  readonly reachableAt?: readonly string[];
  /** False builds the same app without any telemetry, for comparison in benchmarks. */
  readonly telemetry?: boolean;
  /** Where failures of the server itself go. */
  readonly report: (error: unknown) => void;
}

export interface DemoApp {
  readonly fetch: Fetch;
  readonly sessions: Sessions;
  readonly store: TraceStore;
  readonly rooms: Rooms;
  /** For ways in that are no HTTP, such as gRPC. */
  readonly receiver: Receiver;
  /** Where learners' programs stand in for parts. Nothing that arrives by HTTP reaches it. */
  readonly programs: ProgramHost;
  /** Resolves when the outbox is empty. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const SWEEP_MS = 60_000;

export async function createApp(deps: AppDeps): Promise<DemoApp> {
  const { database, clock, audience = 'everyone' } = deps;
  let closed = false;
  // What was under way when the server is stopped fails, and nobody needs to hear of it.
  const report = (error: unknown) => {
    if (!closed) deps.report(error);
  };
  const startedMs = clock.now();
  const sessions = new Sessions(clock, deps.maxSessions);
  const rooms = new Rooms(clock, deps.roomLimits);
  const news = storeNews(sessions, clock);
  const recent = recentSignals(news);
  const own = ownSignals(recent, clock);
  const store = announcing(deps.store ?? memoryTraceStore(), news);
  const toStore = storeProcessor(store, clock);
  const ingestLog = new IngestLog(clock, () => news('requests', 1));
  const forwarder = deps.forwarding && createForwarder({ ...deps.forwarding, clock });
  const receiver = createReceiver({ sessions, store, recent, log: ingestLog, forwarder });
  const mcp = mcpRoutes(store, { audience, flush: toStore.flush });
  const events = deps.events ?? eventPort(portableChannels((_, error) => report(error)));
  const recorder = spanRecorder();
  const sinks: TelemetrySinks = {
    spanProcessors: [
      liveSpanProcessor(sessions),
      rooms.spanProcessor,
      toStore,
      recorder,
      ...(deps.exporters?.spanProcessors ?? []),
    ],
    logProcessors: [liveLogProcessor(sessions), own.logProcessor, ...(deps.exporters?.logProcessors ?? [])],
    metricReaders: () => [own.metricReader(), ...(deps.exporters?.metricReaders() ?? [])],
    runMeters: sessions.runMeters,
  };
  const services: ServiceTelemetry[] = [];
  const service = (name: string): ServiceTelemetry => {
    const telemetry =
      deps.telemetry === false ? noServiceTelemetry(name) : createServiceTelemetry(name, sinks);
    services.push(telemetry);
    return telemetry;
  };

  const updates = updateBus();
  const gatewayTelemetry = service('device-gateway');
  const programs = programHost(() => restoreDatabase(database));
  const stopCounting = countConnections(events, gatewayTelemetry);
  const stopBridge = bridgeCommands(events, gatewayTelemetry, programs);
  const gatewayApp = createDeviceGateway({ telemetry: gatewayTelemetry, events, clock, report });
  const gateway = await deps.serveGateway((request) => gatewayApp.fetch(request));

  const workerTelemetry = service('event-worker');
  const workerDatabase = tracedDatabase(database, workerTelemetry);
  const leakQueue = leakQueueProgram(programs, database, workerTelemetry);

  const apiTelemetry = service('building-api');
  const apiDatabase = tracedDatabase(database, apiTelemetry);
  const lab: LabDeps = {
    database: apiDatabase,
    clock,
    runMeters: sessions.runMeters,
    publishSpans(run, spans) {
      // Its providers have no processors but its own; what it kept goes where all kept spans go.
      for (const processor of [toStore, ...(deps.exporters?.spanProcessors ?? [])])
        for (const span of spans) processor.onEnd(span);
      if (run !== undefined) sessions.spansKept(run, spans);
    },
    publishMetrics(run, metrics) {
      if (run !== undefined) sessions.metricsArrived(run, encodeMetrics(metrics));
    },
    tests: {
      programs,
      telemetry: service('building-tests'),
      events,
      recorder,
      drain: () => worker.drain(),
      clock,
    },
    sinks,
    programs,
    worker: workerTelemetry,
    fanOut: { programs, sender: apiTelemetry, worker: workerTelemetry, database: workerDatabase },
    environments: { programs, database },
    nightRound: {
      programs,
      telemetry: apiTelemetry,
      agent: traceAgent({ telemetry: service('trace-agent'), mcp: (request) => mcp.fetch(request) }),
    },
    meterJob: { programs, telemetry: apiTelemetry, receive: (request) => app.fetch(request) },
    doorDesk: { programs, sinks, database, telemetry: apiTelemetry },
    report,
  };
  const buildingApi = createBuildingApi(
    {
      telemetry: apiTelemetry,
      database: apiDatabase,
      outbox: createOutbox(apiDatabase, apiTelemetry, sessions),
      gateway: tracedFetch(gateway, apiTelemetry),
      events,
      programs,
      leakQueue,
      updates,
      clock,
      sessionId: () => runOf(contextApi.active())?.sessionId ?? null,
      report,
    },
    lab,
  );

  const worker = await startEventWorker({
    telemetry: workerTelemetry,
    database,
    watch: sessions,
    clock,
    process: messageProcessor({
      telemetry: workerTelemetry,
      database: workerDatabase,
      gateway: tracedFetch(gateway, workerTelemetry),
      updates,
      events,
      clock,
    }),
    leakQueue,
    report,
  });

  sessions.onForgotten((sessionId) => {
    forgetSessionRows(database, sessionId).catch(report);
  });
  let stopSweep = () => {};
  const sweep = () => {
    stopSweep = clock.after(SWEEP_MS, () => {
      sessions.sweep();
      rooms.sweep();
      sweep();
    });
  };
  sweep();

  const app = new Hono();
  app.onError(onError(report)).notFound(onNotFound);
  app.get('/api/health', async () => healthAnswer(database, (clock.now() - startedMs) / 1000));
  app.use('/api/*', async (c, next) => {
    const carrier = { baggage: c.req.header('baggage') ?? '' };
    sessions.requestArrived(runOf(propagation.extract(ROOT_CONTEXT, carrier)));
    await next();
  });
  app.mount('/api/building', buildingApi.fetch);
  app.mount(
    '/api/my-service',
    createMyService({ database, gateway, programs, receiver: (request) => app.fetch(request), report }).fetch,
  );
  app.route('/api', feedRoutes(sessions, clock));
  app.route(
    '/api',
    roomRoutes({
      rooms,
      telemetry: roomTelemetry(service('room'), (request) => buildingApi.fetch(request)),
      clock,
      presenterToken: deps.presenterToken,
      reachableAt: deps.reachableAt ?? [],
      tidy: (session) => void tidySessionRows(database, session).catch(report),
      report,
    }),
  );
  app.route('/api', traceRoutes(store, { audience, flush: toStore.flush }));
  app.route('/api', signalRoutes(recent, own, audience));
  app.route('/api', ingestRoutes(ingestLog, audience, forwarder?.state));
  app.route('/v1', otlpRoutes(receiver, deps.receiver));
  app.route('/', mcp);

  return {
    fetch: (request) => app.fetch(request),
    sessions,
    store,
    rooms,
    receiver,
    programs,
    drain: () => worker.drain(),
    async close() {
      closed = true;
      stopSweep();
      forwarder?.close();
      rooms.close();
      await worker.close();
      stopBridge();
      leakQueue.close();
      stopCounting();
      await gateway.close();
      await Promise.all(services.map((telemetry) => telemetry.shutdown()));
      sessions.close();
      await database.close();
    },
  };
}

/** The learner's bridge while one is installed, else the shipped one. */
function bridgeCommands(events: EventPort, { tracer }: ServiceTelemetry, programs: ProgramHost): () => void {
  let detach = () => {};
  const stop = programs.subscribe(() => {
    detach();
    const program = programs.standIn('command-bridge');
    detach =
      program === undefined
        ? attachBridge(commandBridge, events, tracer)
        : attachBridge(program, events, guardedTracer(tracer, programs.spend), programs.handle);
  });
  return () => {
    stop();
    detach();
  };
}
