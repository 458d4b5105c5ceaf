/**
 * One connection to Redis that comes back by itself. What is asked while it is away fails at once: whoever may wait for
 * it waits in its own way. A server that was stopped without a word is found out by its silence.
 */
import { createClient } from '@redis/client';
import { exchangeScripts } from './scripts.ts';

export interface RedisPatience {
  /** Longer than anything that is asked may take to be answered; `XREAD` is told to answer sooner. */
  readonly silenceMs: number;
  /** For a Redis that is being started beside this server. */
  readonly startMs: number;
  /** At the end, for what still waits. */
  readonly lastWordsMs: number;
}
export const PATIENCE: RedisPatience = { silenceMs: 6_000, startMs: 5_000, lastWordsMs: 5_000 };
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

export type RedisConnection = ReturnType<typeof newClient>;

function newClient(url: string, silenceMs: number, reconnectStrategy: (retries: number) => number | false) {
  return createClient({
    url,
    scripts: exchangeScripts,
    disableOfflineQueue: true,
    pingInterval: silenceMs / 3,
    // For Redis Enterprise; elsewhere it is one question more.
    maintNotifications: 'disabled',
    socket: { connectTimeout: silenceMs, socketTimeout: silenceMs, reconnectStrategy },
  });
}

export interface RedisConnectionEvents {
  readonly onReady: () => void;
  readonly onLost: () => void;
}

/** Resolves when it is open; rejects with `RedisProblem` when it cannot be, or not in time. */
export async function connectRedis(
  url: string,
  events: RedisConnectionEvents,
  { silenceMs, startMs }: RedisPatience,
): Promise<RedisConnection> {
  if (!URL.canParse(url))
    throw new RedisProblem(url, new Error('it is no address such as redis://127.0.0.1:6379'));
  const startedMs = performance.now();
  let opened = false;
  let cause: unknown;
  const connection = newClient(url, silenceMs, (retries) => {
    if (!opened && (!isPatient(cause) || performance.now() - startedMs > startMs)) return false;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(retries, 10), LONGEST_RETRY_MS);
    // Replicas that lost it together shall not come back together.
    return delayMs * (0.5 + Math.random() / 2);
  });
  connection.on('error', (error: unknown) => {
    cause = error;
    events.onLost();
  });
  connection.on('ready', events.onReady);
  try {
    await connection.connect();
    opened = true;
    return connection;
  } catch (error) {
    if (connection.isOpen) connection.destroy();
    throw new RedisProblem(url, error);
  }
}

/** A wrong password stays wrong. */
const isPatient = (cause: unknown): boolean =>
  !(cause instanceof Error) || !/WRONGPASS|NOAUTH|NOPERM|ENOTFOUND/.test(cause.message);

export class RedisProblem extends Error {
  readonly hint =
    'Start it, correct the address, or unset REDIS_URL: one server needs none, several that share their work do.';
  constructor(url: string, cause: unknown) {
    super(`Redis, named by REDIS_URL as ${withoutPassword(url)}, cannot be used: ${reasonOf(cause)}.`, {
      cause,
    });
    this.name = 'RedisProblem';
  }
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'an address that cannot be read';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '...';
  return shown.href;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as { code?: unknown };
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND') return 'no machine has this name';
  return cause.message || (typeof code === 'string' ? code : cause.name);
}
