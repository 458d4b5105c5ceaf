/**
 * A PostgreSQL of one's own, from the programs that the system's package installs: a fresh cluster in a temporary folder,
 * on a free port of loopback. It can be stopped and started again, as databases are.
 */
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../../scripts/free-port.ts';
import { type Program, runProgram, startProgram, until } from './programs.ts';

/** Where packages put what no user calls by itself: a folder for each version. */
const PLACES = ['/usr/lib/postgresql', '/usr/local/lib/postgresql', '/opt/homebrew/opt'];

export const POSTGRES_MISSING =
  'PostgreSQL is not installed (apt-get install postgresql), and DATABASE_URL names none.';

/** The folder of its programs, of the newest version. */
export function findPostgres(): string | undefined {
  for (const place of PLACES) {
    if (!existsSync(place)) continue;
    const versions = readdirSync(place).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    for (const version of versions) {
      const folder = path.join(place, version, 'bin');
      if (existsSync(path.join(folder, 'initdb'))) return folder;
    }
  }
  return undefined;
}

export interface PostgresCluster {
  readonly url: string;
  /** Resolves when it takes connections. */
  start(): Promise<void>;
  /** Resolves when it is gone, and every connection with it. */
  stop(): Promise<void>;
  /** Stops it and throws its data away. */
  remove(): Promise<void>;
}

export async function startPostgres(programs: string): Promise<PostgresCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
  const user = unprivileged();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const port = await freePort();
  const url = `postgres://workshop@127.0.0.1:${port}/postgres`;
  await runProgram(
    path.join(programs, 'initdb'),
    ['--pgdata', data, '--username', 'workshop', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync'],
    { cwd: folder, ...user },
  );
  let server: Program | undefined;
  const cluster: PostgresCluster = {
    url,
    async start() {
      // Nothing here has to survive a power cut.
      const settings = ['fsync=off', 'full_page_writes=off', 'max_connections=60', 'shared_buffers=16MB'];
      server = startProgram(
        path.join(programs, 'postgres'),
        [
          ...['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder],
          ...settings.flatMap((setting) => ['-c', setting]),
        ],
        { cwd: folder, ...user },
      );
      await until('PostgreSQL takes connections', () => answers(url), server);
    },
    async stop() {
      // Fast shutdown: connections are ended, nothing is waited for.
      await server?.stop('SIGINT');
      server = undefined;
    },
    async remove() {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await cluster.start();
  return cluster;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('There is no user "postgres" or "nobody" to run PostgreSQL as.');
}
