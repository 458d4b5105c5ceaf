/**
 * The exchange over Redis (6.2 or newer, one server or a primary with replicas; no cluster), on two connections: one that
 * asks, and one that blocks to read. Interrupted as soon as one of them is; while it is, appends wait (`append-queue.ts`),
 * followers keep their places (`followed-streams.ts`), buckets and places are counted in this process alone.
 */
import { randomUUID } from 'node:crypto';
import { delay } from '../../../clock.ts';
import {
  type Exchange,
  type ExchangeState,
  MAX_ENTRY_CHARS,
  NotKept,
  STREAM_BOUNDS,
  Unreachable,
} from '../../../exchange/exchange.ts';
import { LocalValues } from '../../../exchange/local-values.ts';
import { nodeClock } from '../clock.ts';
import { AppendQueue } from './append-queue.ts';
import { connectRedis, PATIENCE, type RedisConnection, type RedisPatience } from './connect-redis.ts';
import { FollowedStreams } from './followed-streams.ts';
import { HELD_MS, HeldPlaces } from './held-places.ts';
import { KnownNumbers } from './known-numbers.ts';
import { redisKeys } from './redis-keys.ts';

export interface RedisExchangeOptions {
  readonly url: string;
  readonly prefix?: string;
  readonly patience?: Partial<RedisPatience>;
  readonly heldMs?: number;
  readonly report: (error: unknown) => void;
}

const PREFIX = 'telemetry-workshop:';
/** An error that is none of the connection, such as a Redis that is full or still loading: tried again so much later. */
const RETRY_MS = 200;

export async function openRedisExchange(options: RedisExchangeOptions): Promise<Exchange> {
  const { url, prefix = PREFIX, heldMs = HELD_MS, report } = options;
  const patience = { ...PATIENCE, ...options.patience };
  const replica = randomUUID();
  const keys = redisKeys(prefix);
  const known = new KnownNumbers();
  const local = new LocalValues(nodeClock);
  const listeners = new Set<(state: ExchangeState) => void>();
  let connections: readonly RedisConnection[] = [];
  let queue: AppendQueue | undefined;
  let followed: FollowedStreams | undefined;
  let sinceUnixMs: number | undefined;
  const whenReachable: (() => void)[] = [];
  let closed = false;

  const stateNow = (): ExchangeState =>
    sinceUnixMs === undefined
      ? { type: 'reachable' }
      : {
          type: 'interrupted',
          sinceUnixMs,
          waiting: queue?.waiting ?? 0,
          dropped: queue?.dropped ?? 0,
        };
  const judge = () => {
    if (closed || connections.length === 0) return;
    const isReachable = connections.every(({ isReady }) => isReady);
    if (isReachable === (sinceUnixMs === undefined)) return;
    sinceUnixMs = isReachable ? undefined : Date.now();
    if (isReachable) release();
    for (const listener of listeners) listener(stateNow());
    if (!isReachable) return;
    void queue?.flush();
    void followed?.checkPlaces();
  };
  const release = () => {
    for (const go of whenReachable.splice(0)) go();
  };
  const events = { onReady: () => queueMicrotask(judge), onLost: () => queueMicrotask(judge) };

  const connect = () => connectRedis(url, events, patience);
  const [asking, reading] = await bothOf(connect(), connect());
  connections = [asking, reading];

  const reachable = () =>
    closed || connections.every(({ isReady }) => isReady)
      ? Promise.resolve()
      : new Promise<void>((resolve) => whenReachable.push(resolve));
  const appends = new AppendQueue(async (batch) => {
    try {
      return await asking.appendEntries(replica, batch);
    } catch (error) {
      // Nothing will say when it is better.
      if (asking.isReady) setTimeout(() => void appends.flush(), RETRY_MS).unref();
      throw error;
    }
  }, known);
  queue = appends;
  const streams = new FollowedStreams({
    keys,
    known,
    replica,
    silenceMs: patience.silenceMs,
    asking,
    reading,
    reachable,
    report,
  });
  followed = streams;
  const places = new HeldPlaces({ asking, keys, replica, local, heldMs });
  const asked = async <T>(question: Promise<T>): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      throw new Unreachable(error);
    }
  };

  return {
    replica,
    kind: 'redis',
    get state() {
      return stateNow();
    },
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    append(stream, data, bounds = STREAM_BOUNDS) {
      if (data.length > MAX_ENTRY_CHARS) return Promise.reject(new NotKept('too-long'));
      return appends.append({ stream, meta: keys.meta(stream), log: keys.log(stream) }, data, bounds);
    },
    follow: (stream, after, hear) => streams.follow(stream, after, hear),
    newest: async (stream) => Number((await asked(asking.hGet(keys.meta(stream), 'newest'))) ?? 0),
    drop: (stream) => asked(asking.dropEntries(keys.meta(stream), keys.log(stream))),
    get: async (key) => (await asked(asking.get(keys.value(key)))) ?? undefined,
    set: (key, value, { keepMs, expecting }) =>
      asked(asking.setValue(keys.value(key), value, keepMs, expecting)),
    async remove(key) {
      await asked(asking.del(keys.value(key)));
    },
    async take(key, rate, wanted) {
      try {
        return await asking.takeTokens(keys.bucket(key), rate.perSecond, rate.burst, wanted);
      } catch {
        return local.take(key, rate, wanted);
      }
    },
    hold: (key, atOnce) => places.hold(key, atOnce),
    async close() {
      if (closed) return;
      // Also while Redis is away: it may come back in time for what waits, which would be lost with this process.
      await Promise.race([
        Promise.all([appends.empty(), places.close()]),
        delay(nodeClock, patience.lastWordsMs),
      ]);
      if (appends.waiting > 0) report(new LostToOthers(appends.waiting));
      closed = true;
      listeners.clear();
      appends.close();
      streams.close();
      release();
      for (const connection of connections) if (connection.isOpen) connection.destroy();
    },
  };
}

class LostToOthers extends Error {
  constructor(entries: number) {
    super(
      `Redis did not answer until this server ended: ${entries} messages for the other replicas are lost, and so is what they ` +
        'would have shown of the last requests here. What these requests did in PostgreSQL is kept.',
    );
    this.name = 'LostToOthers';
  }
}

/** Both, or none. */
async function bothOf(
  first: Promise<RedisConnection>,
  second: Promise<RedisConnection>,
): Promise<[RedisConnection, RedisConnection]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  for (const one of [a, b]) if (one.status === 'fulfilled') one.value.destroy();
  throw a.status === 'rejected' ? a.reason : (b as PromiseRejectedResult).reason;
}
