/**
 * Three replicas of the demo server behind nginx, on one PostgreSQL and one Redis, all of them processes of this test:
 *
 *   requests --> nginx --in turn--> replica 1, 2, 3 --> PostgreSQL, Redis
 */
import path from 'node:path';
import { freePort } from '../../scripts/free-port.ts';
import { balancerArguments, findNginx } from '../../scripts/nginx.ts';
import {
  findPostgres,
  POSTGRES_MISSING,
  type PostgresCluster,
  startPostgres,
} from '../support/postgres-cluster.ts';
import { type Program, startProgram, until } from '../support/programs.ts';
import { noRedisReason, startRedis, type TestRedis } from '../support/redis-server.ts';

const START = path.resolve('scripts/start.ts');

/** The same for all of them. */
export const PRESENTER_TOKEN = 'of-whoever-presents-to-the-fleet';

/** Undefined where everything is installed. */
export function whatIsMissing(): string | undefined {
  if (findPostgres() === undefined) return POSTGRES_MISSING;
  if (findNginx() === undefined) return 'nginx is not installed (apt-get install nginx-light)';
  return noRedisReason;
}

export interface Replica {
  readonly url: string;
  /** Resolves when it is ready. */
  start(): Promise<void>;
  /** At once, as by a power cut. */
  kill(): Promise<void>;
  /** As an orchestrator stops it; resolves with how it ended. */
  stop(): Promise<number | NodeJS.Signals | null>;
  health(): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  said(): string;
}
export interface Fleet {
  /** Of the balancer. */
  readonly url: string;
  readonly postgres: PostgresCluster;
  readonly redis: TestRedis;
  readonly replicas: readonly [Replica, Replica, Replica];
  close(): Promise<void>;
}

export async function startFleet(): Promise<Fleet> {
  const [postgres, redis] = await Promise.all([
    startPostgres(findPostgres() ?? ''),
    startRedis({ keeps: true }),
  ]);
  const environment = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, PRESENTER_TOKEN };
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const [first, second, third] = ports;
  const replicas = [
    replica(first, environment),
    replica(second, environment),
    replica(third, environment),
  ] as const;
  const port = await freePort();
  const balancer = startProgram(findNginx() ?? '', balancerArguments(port, ports));
  const url = `http://127.0.0.1:${port}`;
  // All at once, on a database without a table.
  await Promise.all(replicas.map((one) => one.start()));
  await until('the balancer answers', async () => (await fetch(`${url}/api/health`)).ok, balancer);
  return {
    url,
    postgres,
    redis,
    replicas,
    async close() {
      await Promise.all(replicas.map((one) => one.kill()));
      await Promise.all([balancer.stop(), postgres.remove(), redis.close()]);
    },
  };
}

function replica(port: number, environment: Readonly<Record<string, string>>): Replica {
  const url = `http://127.0.0.1:${port}`;
  let program: Program | undefined;
  const health = async () => {
    const answer = await fetch(`${url}/api/health`);
    return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
  };
  return {
    url,
    health,
    said: () => program?.said() ?? '',
    async start() {
      program = startProgram(process.execPath, [START], {
        env: {
          ...withoutSettings(process.env),
          ...environment,
          PORT: String(port),
          OTLP_PORT: '0',
          OTLP_GRPC_PORT: '0',
          DATA_DIR: 'memory',
          BUILD: 'off',
        },
      });
      await until(
        `the replica on port ${port} is ready`,
        () =>
          health().then(
            ({ status }) => status === 200,
            () => false,
          ),
        program,
      );
    },
    async kill() {
      await program?.stop('SIGKILL');
    },
    async stop() {
      return (await program?.stop('SIGTERM')) ?? null;
    },
  };
}

/** Whoever runs the tests may have settings of their own. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(?:OTEL_|DATA_|HOST$|PRESENTER_TOKEN$|ALLOWED_HOSTS$|STOP_NOTICE$|VITEST|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}
