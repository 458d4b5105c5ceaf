/** `npm start`: builds what is stale, then serves site, demo server and feed on one address until Ctrl-C. */
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { userDataDir } from '../demo-server/runtime/node/archive/data-dir.ts';
import { limitsFrom } from '../demo-server/runtime/node/archive/read-limits.ts';
import { type DataDir, type NodeServer, startNodeServer } from '../demo-server/runtime/node.ts';
import { buildAll, buildDemoServer, SITE_DIR } from './build-steps.ts';
import { explain } from './setup/explain.mjs';

const { env } = process;
const host = env['HOST'] ?? '127.0.0.1';
const port = portFrom('PORT', 4321);
/** Where OpenTelemetry's SDKs send to unless told otherwise. */
const otlpPort = portFrom('OTLP_PORT', 4318);
/** Another one each time, unless one is given: then phones and pages of the presenter survive a restart. */
const presenterToken = env['PRESENTER_TOKEN'] || randomBytes(18).toString('base64url');
const grpcPort = portFrom('OTLP_GRPC_PORT', 4317);
/** How long it goes on after it was told to stop, while `/api/health` says so to whoever sends requests here. */
const noticeMs = secondsFrom('STOP_NOTICE') * 1_000;

let dataDir: DataDir | undefined;

try {
  dataDir = dataDirOf(env['DATA_DIR']);
  // In an image, everything was built with it; `npm run dev` has pages from somewhere else.
  if (env['BUILD'] === 'demo-server') await buildDemoServer();
  else if (env['BUILD'] !== 'off') await buildAll();
  const server = await startNodeServer({
    host,
    port,
    siteDir: SITE_DIR,
    ...(otlpPort !== 0 && otlpPort !== port && { otlpPort }),
    presenterToken,
    dataDir,
    ...(grpcPort !== 0 && { grpcPort }),
    allowedHosts: listOf(env['ALLOWED_HOSTS']),
    receiver: { allowedOrigins: listOf(env['OTLP_ALLOWED_ORIGINS']) },
    say: console.log,
    ...(env['DATABASE_URL'] && { databaseUrl: env['DATABASE_URL'] }),
    redisUrl: env['REDIS_URL'],
  });
  console.log(
    `\n  Telemetry-Driven Development\n\n  Workshop   ${server.url}/\n  Health     ${server.url}/api/health\n  OTLP/HTTP  ${receivers(server)}\n  OTLP/gRPC  ${grpcReceiver(server)}\n  Telemetry  ${await telemetry(server)}\n  Presenter  ${server.url}/present/speaker/?token=${encodeURIComponent(presenterToken)}${ofThisReplicaAlone()}\n  Phones     ${phones(server)}\n\n  Ctrl-C stops it.\n`,
  );
  stopOn('SIGINT', server, 0);
  stopOn('SIGTERM', server, noticeMs);
} catch (error) {
  explain(...reason(error));
  process.exit(1);
}

function stopOn(signal: NodeJS.Signals, server: NodeServer, afterMs: number): void {
  process.once(signal, async () => {
    console.log('\n  Stopping: requests are answered, telemetry is flushed, connections are closed.');
    await server.leave(afterMs);
    await server.close();
    process.exit(0);
  });
}

function receivers({ url, otlpUrl }: NodeServer): string {
  if (otlpUrl !== undefined) return `${otlpUrl} and ${url}`;
  if (otlpPort === port) return url;
  if (otlpPort === 0) return `${url} (OTLP_PORT=0: nowhere else)`;
  return `${url} (port ${otlpPort} cannot be had, another program may listen there; OTLP_PORT chooses another)`;
}

/** Behind a load balancer, any replica may be asked whether a token is right. */
function ofThisReplicaAlone(): string {
  if (!env['REDIS_URL'] || env['PRESENTER_TOKEN']) return '';
  return '\n             PRESENTER_TOKEN is not set, so each replica has a token of its own, and takes no other: set the same for all.';
}

/** Where a room's phones go; the presenter opens the room. */
function phones({ reachableAt }: NodeServer): string {
  const [address] = reachableAt;
  return address === undefined
    ? `cannot reach ${host}; start with HOST=0.0.0.0 for a room`
    : `${address}/join/`;
}

function grpcReceiver({ grpcUrl }: NodeServer): string {
  if (grpcUrl !== undefined) return grpcUrl;
  if (grpcPort === 0) return 'off (OTLP_GRPC_PORT=0)';
  return `off (port ${grpcPort} cannot be had, another program may listen there; OTLP_GRPC_PORT chooses another)`;
}

/** `memory` is none. */
function dataDirOf(text: string | undefined): DataDir | undefined {
  if (text === 'memory') return undefined;
  const limits = limitsFrom(env);
  if (text) return { dir: path.resolve(text), limits };
  return { dir: userDataDir(process.platform, env, homedir()), limits, isOptional: true };
}

async function telemetry({ app: { archive } }: NodeServer): Promise<string> {
  if (archive === undefined) return 'the newest in memory, gone when this stops (DATA_DIR chooses a folder)';
  const { spans, bytes, maxBytes, maxAgeMs } = await archive.figures();
  const mb = (value: number) => (value / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });
  return `${spans.toLocaleString('en')} spans in ${dataDir?.dir}, ${mb(bytes)} of ${mb(maxBytes)} MB, for ${maxAgeMs / 86_400_000} days`;
}

/** Comma-separated. */
function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function portFrom(variable: 'PORT' | 'OTLP_PORT' | 'OTLP_GRPC_PORT', otherwise: number): number {
  const text = env[variable];
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  explain(
    `${variable} is "${text}", which is not a port.`,
    variable === 'PORT'
      ? 'Give a whole number from 1 to 65535 (0 lets the system choose one).'
      : 'Give a whole number from 1 to 65535, or 0 for none.',
  );
  process.exit(2);
}

function secondsFrom(variable: 'STOP_NOTICE'): number {
  const seconds = Number(env[variable] || 0);
  if (seconds >= 0 && seconds <= 300) return seconds;
  explain(`${variable} is "${env[variable]}", which is no time.`, 'Give seconds, from 0 to 300.');
  process.exit(2);
}

/** What happened, and what to do. */
function reason(error: unknown): [what: string, hint?: string] {
  if (!(error instanceof Error)) return [String(error)];
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return [
      `Port ${port} is taken by another program.`,
      `Stop that program, or choose another port: PORT=${port + 1} npm start`,
    ];
  if (code === 'EACCES')
    return [
      `Port ${port} may not be opened by this user.`,
      'Choose a port from 1024 upwards: PORT=4321 npm start',
    ];
  if (code === 'ECONNREFUSED' && env['DATABASE_URL'])
    return [
      'The database named by DATABASE_URL does not answer.',
      'Start it, correct the address, or unset DATABASE_URL to use the built-in one.',
    ];
  return [error.message, 'hint' in error ? String(error.hint) : undefined].filter(
    (part) => part !== undefined,
  ) as [string, string?];
}
