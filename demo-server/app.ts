/**
 * The whole demo server as one `fetch`: the building with its three services, the feed, the store, the receiver. The
 * only file that knows all of them; what differs between Node and a Web Worker comes in through `AppDeps`.
 *
 *   /api/building/* --> the building, three services (`building/start-building.ts`)
 *   all three --> processors --> sessions (/api/feed)  and  store (/api/traces)
 *   rooms (/api/rooms): what phones tap becomes requests to building-api
 */
import { type Meter, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { Hono } from 'hono';
import type { BuildingLimits } from './building/building-limits.ts';
import { type Database, isDatabaseAway } from './building/database.ts';
import { restoreDatabase } from './building/restore-database.ts';
import { boundRows, forgetSessionRows, tidySessionRows } from './building/session-rows.ts';
import { type ServeGateway, startBuilding } from './building/start-building.ts';
import type { Clock } from './clock.ts';
import { closeUnreadBody } from './close-unread-body.ts';
import { onError, onNotFound } from './error-answer.ts';
import type { Exchange } from './exchange/exchange.ts';
import { memoryExchange } from './exchange/memory-exchange.ts';
import { feedRoutes } from './feed/routes.ts';
import { Sessions } from './feed/sessions.ts';
import { backlogOfAll } from './feed/sse-stream.ts';
import type { Fetch } from './fetch.ts';
import { aliveAnswer, healthAnswer } from './health.ts';
import { mcpRoutes } from './mcp/endpoint.ts';
import { createForwarder, type ForwarderOptions } from './otlp/forwarder.ts';
import { IngestLog } from './otlp/ingest/ingest-log.ts';
import { ingestRoutes } from './otlp/ingest/routes.ts';
import { createReceiver, type Receiver } from './otlp/receiver.ts';
import { otlpRoutes, type ReceiverOptions } from './otlp/routes.ts';
import { type ProgramHost, programHost } from './programs/program-host.ts';
import { prometheusRoutes } from './prometheus/routes.ts';
import type { RoomLimits } from './rooms/room.ts';
import { roomTelemetry } from './rooms/room-telemetry.ts';
import { Rooms } from './rooms/rooms.ts';
import { roomRoutes } from './rooms/routes.ts';
import type { Archive } from './store/archive.ts';
import { archiveRoutes } from './store/archive-routes.ts';
import { archivedTelemetry } from './store/archived-store.ts';
import { keptRoomSessions } from './store/kept-sessions.ts';
import { memoryTraceStore } from './store/memory.ts';
import { ownSignals } from './store/own-signals.ts';
import { MAX_RECENT_BYTES, MAX_RECENT_RECORDS, recentSignals } from './store/recent-requests.ts';
import { signalRoutes, traceRoutes } from './store/routes.ts';
import { sharedStore } from './store/shared-store.ts';
import { announcing, storeNews } from './store/store-news.ts';
import { storeProcessor } from './store/store-processor.ts';
import type { TraceStore } from './store/trace-store.ts';
import type { Audience } from './store/viewer.ts';
import { type EventPort, eventPort, portableChannels } from './telemetry/event-port.ts';
import { liveLogProcessor, liveSpanProcessor } from './telemetry/feed-processors.ts';
import { measureHttpServer } from './telemetry/http-server-metrics.ts';
import { encodeMetrics } from './telemetry/otlp-encode.ts';
import { runOf } from './telemetry/run-baggage.ts';
import { addServerInstruments } from './telemetry/server-instruments.ts';
import type { TelemetrySinks } from './telemetry/service-telemetry.ts';
import { createServices } from './telemetry/services.ts';
import { spanRecorder } from './telemetry/span-recorder.ts';

export interface AppDeps {
  /** Prepared (tables and seed are there); the app closes it. */
  readonly database: Database;
  readonly clock: Clock;
  readonly serveGateway: ServeGateway;
  readonly events?: EventPort;
  /** What the platform adds, such as an OTLP exporter. Metric readers are made anew for each service. */
  readonly exporters?: {
    readonly spanProcessors: readonly SpanProcessor[];
    readonly logProcessors: readonly LogRecordProcessor[];
    metricReaders(): readonly IMetricReader[];
  };
  /** Measures the process that the server runs in; the answer ends it. */
  readonly addProcessInstruments?: (meter: Meter) => () => void;
  /** Where telemetry is kept for good; without one, the newest is kept in memory. The app closes it. */
  readonly archive?: Archive | undefined;
  readonly receiver?: ReceiverOptions | undefined;
  /** Where what is received goes on to. */
  readonly forwarding?: Pick<ForwarderOptions, 'urls' | 'headers'> | undefined;
  /** What this server tells its replicas, and they it; without one, there are none. The app closes it. */
  readonly exchange?: Exchange | undefined;
  readonly maxSessions?: number;
  /** Who may read the store: `everyone` where only this machine reaches the server. */
  readonly audience?: Audience;
  /** Whoever knows it may open rooms and steer them; without one, nobody may. */
  readonly presenterToken?: string | undefined;
  readonly roomLimits?: RoomLimits;
  readonly buildingLimits?: BuildingLimits;
  /** Addresses under which other machines reach this server. */
  readonly reachableAt?: readonly string[];
  /** False builds the same app without any telemetry, for comparison in benchmarks. */
  readonly telemetry?: boolean;
  /** Where failures of the server itself go. */
  readonly report: (error: unknown) => void;
}

export interface DemoApp {
  readonly fetch: Fetch;
  /** The first part of every path that it answers. */
  readonly paths: readonly string[];
  readonly sessions: Sessions;
  readonly store: TraceStore;
  /** Undefined while telemetry is kept in memory only. */
  readonly archive: Archive | undefined;
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
/** Whoever gave talks looks at the last of them. */
const EARLIER_ROOMS = 16;

export async function createApp(deps: AppDeps): Promise<DemoApp> {
  const { database, clock, audience = 'everyone' } = deps;
  let closed = false;
  // What was under way when the server is stopped fails, and nobody needs to hear of it; that the database is away, it says
  // itself, once.
  const report = (error: unknown) => {
    if (!closed && !isDatabaseAway(error)) deps.report(error);
  };
  const startedMs = clock.now();
  const exchange = deps.exchange ?? memoryExchange(clock);
  const sessions = new Sessions(clock, deps.maxSessions, exchange);
  const rooms = new Rooms({ clock, exchange, limits: deps.roomLimits });
  const news = storeNews(sessions, clock);
  const archived = deps.archive && (await archivedTelemetry(deps.archive, report));
  const shared = sharedStore({
    exchange,
    clock,
    traces: announcing(archived?.traces ?? memoryTraceStore(), news),
    archive: archived?.keep,
    heard(request) {
      if (request.signal === 'metrics') recent.metrics.restore(request);
      else recent.logs.restore(request);
      archived?.keep(request).catch(report);
      news(request.signal, request.records);
    },
    report,
  });
  const recent = recentSignals(news, shared.keep);
  for (const request of (await deps.archive?.newestRequests(MAX_RECENT_RECORDS, MAX_RECENT_BYTES)) ?? [])
    if (request.signal === 'metrics') recent.metrics.restore(request);
    else recent.logs.restore(request);
  const own = ownSignals(recent, clock, report);
  const store = shared.traces;
  const toStore = storeProcessor(store, clock, report);
  const ingestLog = new IngestLog(clock, () => news('requests', 1));
  const forwarder = deps.forwarding && createForwarder({ ...deps.forwarding, clock });
  const receiver = createReceiver({ sessions, store, recent, log: ingestLog, forwarder });
  const mcp = mcpRoutes(store, { audience, flush: toStore.flush });
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
    instance: exchange.kind === 'memory' ? undefined : exchange.replica,
    exemplars: audience === 'everyone' ? own.exemplars : undefined,
  };
  const services = createServices(sinks, deps.telemetry !== false);
  const { meter } = services.add('demo-server');
  const stopMeasuring = deps.addProcessInstruments?.(meter);
  const programs = programHost(() => restoreDatabase(database));
  const app = new Hono();
  const building = await startBuilding(
    {
      database,
      exchange,
      clock,
      sinks,
      services,
      programs,
      events: deps.events ?? eventPort(portableChannels((_, error) => report(error))),
      recorder,
      publishSpans(run, spans) {
        // Its providers have no processors but its own; what it kept goes where all kept spans go.
        for (const processor of [toStore, ...(deps.exporters?.spanProcessors ?? [])])
          for (const span of spans) processor.onEnd(span);
        if (run !== undefined) sessions.spansKept(run, spans);
      },
      publishMetrics(run, metrics) {
        if (run !== undefined) sessions.metricsArrived(run, encodeMetrics(metrics));
      },
      self: (request) => app.fetch(request),
      mcp: (request) => mcp.fetch(request),
      report,
    },
    deps.serveGateway,
    sessions,
    deps.buildingLimits,
  );
  addServerInstruments(meter, {
    sessions,
    backlog: backlogOfAll,
    load: building.load,
    rooms,
    store,
    archive: deps.archive,
    ingestLog,
    forwarding: forwarder?.state,
    notKept: () => archived?.ownNotKept ?? 0,
  });

  sessions.onForgotten((sessionId) => {
    forgetSessionRows(database, sessionId).catch(report);
  });
  let stopSweep = () => {};
  const sweep = () => {
    stopSweep = clock.after(SWEEP_MS, () => {
      sessions.sweep();
      rooms.sweep();
      archived?.retain().catch(report);
      boundRows(database).catch(report);
      sweep();
    });
  };
  sweep();

  app.onError(onError(report)).notFound(onNotFound).use(closeUnreadBody);
  app.use(measureHttpServer(meter));
  app.get('/api/health', () => healthAnswer(database, clock, startedMs, exchange));
  app.get('/api/health/live', aliveAnswer);
  app.use('/api/*', async (c, next) => {
    const carrier = { baggage: c.req.header('baggage') ?? '' };
    sessions.requestArrived(runOf(propagation.extract(ROOT_CONTEXT, carrier)));
    await next();
  });
  app.mount('/api/building', building.api.fetch);
  app.mount('/api/my-service', building.myService.fetch);
  app.route('/api', feedRoutes(sessions, clock));
  app.route(
    '/api',
    roomRoutes({
      rooms,
      telemetry: roomTelemetry(services.add('room'), (request) => building.api.fetch(request)),
      clock,
      presenterToken: deps.presenterToken,
      reachableAt: deps.reachableAt ?? [],
      earlierSessions: () => keptRoomSessions(store, EARLIER_ROOMS),
      tidy: (session) => void tidySessionRows(database, session).catch(report),
      report,
    }),
  );
  app.route('/api', traceRoutes(store, { audience, flush: toStore.flush }));
  app.route(
    '/api',
    archiveRoutes(store, {
      audience,
      archive: deps.archive,
      clock,
      async flush() {
        toStore.flush();
        own.flushLogs();
        await archived?.flush();
      },
      notKept: () => archived?.ownNotKept ?? 0,
      notHeard: () => shared.missed,
    }),
  );
  app.route('/api', signalRoutes(recent, own, { audience, presenterToken: deps.presenterToken }));
  app.route('/api', ingestRoutes(ingestLog, audience, forwarder?.state));
  app.route('/v1', otlpRoutes(receiver, deps.receiver));
  app.route('/', mcp);
  app.route('/', prometheusRoutes(own, { audience, presenterToken: deps.presenterToken }));

  await shared.ready;
  return {
    fetch: (request) => app.fetch(request),
    paths: [...new Set(app.routes.flatMap(({ path }) => /^\/[^/*]+/.exec(path) ?? []))],
    sessions,
    store,
    archive: deps.archive,
    rooms,
    receiver,
    programs,
    drain: building.drain,
    async close() {
      closed = true;
      stopSweep();
      forwarder?.close();
      rooms.close();
      await building.close();
      stopMeasuring?.();
      await services.shutdown();
      sessions.close();
      shared.stop();
      await exchange.close();
      await archived?.close();
      await database.close();
    },
  };
}
