/**
 * The demo server on Node: the context manager and propagator of `@opentelemetry/sdk-node`, PGlite or PostgreSQL,
 * device-gateway behind a socket, OTLP exporters when `OTEL_EXPORTER_OTLP_ENDPOINT` is set, and the built site.
 */
import { createAdaptorServer } from '@hono/node-server';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { Hono } from 'hono';
import { type AppDeps, createApp, type DemoApp } from '../app.ts';
import { delay } from '../clock.ts';
import { errorAnswer } from '../error-answer.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { aliveAnswer, failingAnswer, startingAnswer } from '../health.ts';
import { type ReceiverOptions, receiverStarting } from '../otlp/routes.ts';
import { refusal } from '../request-guard.ts';
import type { Archive, RetentionLimits } from '../store/archive.ts';
import { eventPort } from '../telemetry/event-port.ts';
import { addressesOf } from './node/addresses.ts';
import { DataDirProblem } from './node/archive/data-dir.ts';
import { nodeClock } from './node/clock.ts';
import { nodeEventChannels } from './node/event-channels.ts';
import { forwardingFrom } from './node/forwarding.ts';
import { serveGateway } from './node/gateway-listener.ts';
import { type Listening, listen, markEndless } from './node/listen.ts';
import { openDatabase } from './node/open-database.ts';
import { otlpExporters } from './node/otlp-exporters.ts';
import { addProcessInstruments } from './node/process-instruments.ts';
import { securityHeaders } from './node/security-headers.ts';
import { mountSite } from './node/static-site.ts';
import { unsentAnswers } from './node/unsent-answers.ts';

let sdk: NodeSDK | undefined;

/**
 * Sets the process-wide context manager and propagator, once. Providers are not global here: each service has its
 * own, so the SDK is told to make none.
 */
function startSdk(): void {
  if (sdk !== undefined) return;
  sdk = new NodeSDK({
    autoDetectResources: false,
    spanProcessors: [],
    metricReaders: [],
    logRecordProcessors: [],
    // W3C only, whatever OTEL_PROPAGATORS says: the page speaks nothing else.
    textMapPropagator: new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  });
  sdk.start();
}

export interface NodeAppOptions {
  readonly databaseUrl?: string | undefined;
  /** Where replicas of this server meet; without it, it is the only one. */
  readonly redisUrl?: string | undefined;
  readonly receiver?: ReceiverOptions | undefined;
  /** See `AppDeps`. */
  readonly presenterToken?: string | undefined;
  /** Where telemetry is kept across restarts; without it, the newest is kept in memory. */
  readonly dataDir?: DataDir | undefined;
  readonly say?: (line: string) => void;
  readonly report?: (error: unknown) => void;
  /** Replaces single parts, in tests. */
  readonly deps?: Partial<AppDeps>;
}

const toConsole = (error: unknown) => console.error(error);

export async function createNodeApp(options: NodeAppOptions = {}): Promise<DemoApp> {
  const { say = () => {}, report = toConsole, deps = {} } = options;
  startSdk();
  const [database, archive, exchange] = await allOrNone([
    deps.database ?? openDatabase({ databaseUrl: options.databaseUrl, say, report }),
    openArchiveOf(options.dataDir, say),
    deps.exchange ?? openExchange(options.redisUrl, report),
  ]);
  const exporters = otlpExporters(process.env);
  const forwarding = forwardingFrom(process.env);
  return createApp({
    clock: nodeClock,
    ...(exporters && { exporters }),
    forwarding,
    serveGateway,
    addProcessInstruments,
    events: eventPort(nodeEventChannels((_, error) => report(error))),
    report,
    receiver: options.receiver,
    presenterToken: options.presenterToken,
    archive,
    ...deps,
    exchange,
    database,
  });
}

async function openExchange(
  redisUrl: string | undefined,
  report: (error: unknown) => void,
): Promise<Exchange | undefined> {
  if (redisUrl === undefined || redisUrl === '') return undefined;
  const { openRedisExchange } = await import('./node/redis/redis-exchange.ts');
  return openRedisExchange({ url: redisUrl, report });
}

export interface DataDir {
  readonly dir: string;
  readonly limits?: RetentionLimits | undefined;
  /** Nobody asked for this folder: a server that cannot have it starts without. */
  readonly isOptional?: boolean;
}

async function openArchiveOf(
  dataDir: DataDir | undefined,
  say: (line: string) => void,
): Promise<Archive | undefined> {
  if (dataDir === undefined) return undefined;
  const { openArchive } = await import('./node/archive/open-archive.ts');
  try {
    return await openArchive({ ...dataDir, say });
  } catch (error) {
    if (!(dataDir.isOptional && error instanceof DataDirProblem)) throw error;
    say(`${error.message} This one keeps its telemetry in memory only.`);
    return undefined;
  }
}

/** At the same time; where one fails, the others are closed again. */
async function allOrNone<Opened extends readonly (Closable | undefined)[]>(
  opening: readonly [...{ [At in keyof Opened]: Opened[At] | Promise<Opened[At]> }],
): Promise<Opened> {
  try {
    return (await Promise.all(opening)) as unknown as Opened;
  } catch (error) {
    for (const one of await Promise.allSettled(opening))
      if (one.status === 'fulfilled') await (one.value as Closable | undefined)?.close();
    throw error;
  }
}
interface Closable {
  close(): Promise<unknown>;
}

export interface NodeServerOptions extends NodeAppOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** 127.0.0.1 unless told otherwise: nobody else on the network is invited. */
  readonly host?: string;
  /** The built site; without it only the API answers. */
  readonly siteDir?: string;
  /** The receiver once more, on the port where programs look for one (4318). Without it, on `port` only. */
  readonly otlpPort?: number | undefined;
  /** OTLP/gRPC (4317). Without it, there is none. */
  readonly grpcPort?: number | undefined;
  /** See `GuardOptions`. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Of answers that nobody has read yet. */
  readonly maxUnsentBytes?: number;
}
export interface NodeServer {
  readonly url: string;
  /** Where the second receiver listens; undefined when there is none, or its port is taken by another program. */
  readonly otlpUrl: string | undefined;
  /** Addresses for other machines; empty when only this one gets in. */
  readonly reachableAt: readonly string[];
  /** Where OTLP/gRPC is taken; undefined likewise. */
  readonly grpcUrl: string | undefined;
  readonly app: DemoApp;
  /**
   * Says by `/api/health` that it is stopping, and still serves for `noticeMs`, so that a load balancer that asks can
   * look elsewhere; then lets nobody in, and resolves when those inside have their answers. To be closed then.
   */
  leave(noticeMs: number): Promise<void>;
  close(): Promise<void>;
}

const SOON_MS = 20_000;
/** No request here takes a third of it. */
const LEAVING_PATIENCE_MS = 15_000;

/**
 * Listens first (so that a port that is taken is known at once, and pages are served while the database boots), and
 * resolves when the whole server is ready. Until then the API answers 503 `starting`.
 */
export async function startNodeServer(options: NodeServerOptions): Promise<NodeServer> {
  const { port, host = '127.0.0.1', siteDir, report = toConsole } = options;
  let app: DemoApp | undefined;
  let isLeaving = false;
  const guard = { isLoopback: isLoopback(host), allowedHosts: options.allowedHosts };
  const root = new Hono().use(
    markEndless,
    securityHeaders,
    async (c, next) => refusal(c.req.raw, guard) ?? unsent.refusal(c.req.path) ?? next(),
  );
  if (siteDir !== undefined) mountSite(root, siteDir);
  let onReady = () => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  // A server that stands is opened in a moment: what a balancer sends here meanwhile waits for it.
  const soon = options.databaseUrl ? Promise.race([ready, delay(nodeClock, SOON_MS)]) : undefined;
  const fetchApp = (request: Request) => {
    const isHealth = new URL(request.url).pathname.startsWith('/api/health');
    if (isLeaving && isHealth) return leavingHealth(request);
    if (app !== undefined) return app.fetch(request);
    if (soon === undefined || isHealth) return starting(request);
    return soon.then(() => app?.fetch(request) ?? starting(request));
  };
  root.mount('/', fetchApp);
  const server = createAdaptorServer({ fetch: root.fetch, overrideGlobalObjects: false });
  const unsent = unsentAnswers(server, options.maxUnsentBytes);
  const open: Listening[] = [];
  const opened = <Maybe extends Listening | undefined>(one: Maybe): Maybe => {
    if (one !== undefined) open.push(one);
    return one;
  };
  const stopListening = () => Promise.all(open.map((one) => one.close()));
  const urlOf = ({ port }: Listening) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  try {
    const listening = opened(await listen(server, port, host));
    const receiver = opened(await listenForOtlp(options.otlpPort, host, fetchApp));
    const grpc = opened(await listenForGrpc(options.grpcPort, host, () => app, report));
    const audience = isLoopback(host) ? 'everyone' : 'own-session';
    const reachableAt = isLoopback(host) ? [] : addressesOf(host, listening.port);
    const started = await createNodeApp({ ...options, deps: { audience, reachableAt, ...options.deps } });
    app = started;
    onReady();
    return {
      url: urlOf(listening),
      otlpUrl: receiver && urlOf(receiver),
      reachableAt,
      grpcUrl: grpc && urlOf(grpc),
      app: started,
      async leave(noticeMs) {
        isLeaving = true;
        if (noticeMs > 0) await delay(nodeClock, noticeMs);
        await Promise.all(open.map((one) => one.leave(LEAVING_PATIENCE_MS)));
      },
      async close() {
        await stopListening();
        await started.close();
      },
    };
  } catch (error) {
    await stopListening();
    throw error;
  }
}

/** Only programs of this machine reach such an address. */
const isLoopback = (host: string): boolean => /^(?:127(?:\.\d+){3}|::1|localhost)$/.test(host);

/** Nothing but the receiver. */
function listenForOtlp(
  port: number | undefined,
  host: string,
  fetchApp: (request: Request) => Response | Promise<Response>,
): Promise<Listening | undefined> {
  if (port === undefined) return Promise.resolve(undefined);
  const root = new Hono().mount('/v1', fetchApp, { replaceRequest: false });
  const server = createAdaptorServer({ fetch: root.fetch, overrideGlobalObjects: false });
  return unlessTaken(() => listen(server, port, host));
}

async function listenForGrpc(
  port: number | undefined,
  host: string,
  app: () => DemoApp | undefined,
  report: (error: unknown) => void,
): Promise<Listening | undefined> {
  if (port === undefined) return undefined;
  const { serveGrpc } = await import('./node/grpc-receiver.ts');
  return unlessTaken(() => serveGrpc(() => app()?.receiver, port, host, report));
}

/** Undefined when the port cannot be had: a Collector may well run there already. */
async function unlessTaken(start: () => Promise<Listening>): Promise<Listening | undefined> {
  try {
    return await start();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // gRPC says it in words only.
    if (['EADDRINUSE', 'EACCES'].some((reason) => reason === code || message.includes(reason)))
      return undefined;
    throw error;
  }
}

const leavingHealth = (request: Request): Response =>
  new URL(request.url).pathname === '/api/health' ? failingAnswer('This server is stopping.') : aliveAnswer();

function starting(request: Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/v1/')) return receiverStarting(request);
  if (pathname === '/api/health/live') return aliveAnswer();
  if (pathname === '/api/health') return startingAnswer();
  return errorAnswer(
    503,
    'starting',
    'The server is starting: its database is being opened.',
    'Send this again in a moment. GET /api/health says when it is ready.',
    { 'retry-after': '1' },
  );
}
