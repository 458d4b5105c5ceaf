/**
 * All streams that this replica follows, read over one connection that does nothing else: a blocking `XREAD` of all of
 * them. A stream of its own wakes it when there is one more to follow.
 *
 *   follow --> catch up (XRANGE, the other connection) --> among the followed --XREAD BLOCK--> hear
 *
 * Each follower knows the number up to which it has heard: however often something is read, it hears it once.
 */
import type { Entry, Following, Hear } from '../../../exchange/exchange.ts';
import type { RedisConnection } from './connect-redis.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { RedisKeys } from './redis-keys.ts';

/** Shorter than the silence after which the connection counts as broken. */
const BLOCK_SHARE = 1 / 3;
const PAGE = 64;

interface Follower {
  readonly hear: Hear;
  at: number;
}
type Message = { readonly id: unknown; readonly message: Readonly<Record<string, unknown>> };

export interface FollowedStreamsDeps {
  readonly keys: RedisKeys;
  readonly known: KnownNumbers;
  readonly replica: string;
  readonly silenceMs: number;
  readonly asking: RedisConnection;
  readonly reading: RedisConnection;
  /** Resolves when both connections are there; never rejects. */
  reachable(): Promise<void>;
  readonly report: (error: unknown) => void;
}

export class FollowedStreams {
  readonly #deps: FollowedStreamsDeps;
  readonly #followers = new Map<string, Set<Follower>>();
  #wokenAt = 0;
  #wakes = 0;
  #closed = false;

  constructor(deps: FollowedStreamsDeps) {
    this.#deps = deps;
    void this.#read();
  }

  follow(stream: string, after: number | 'now', hear: Hear): Following {
    const follower: Follower = { hear, at: after === 'now' ? 0 : after };
    const state = { stopped: false };
    return {
      ready: this.#catchUp(stream, follower, after === 'now', state),
      stop: () => {
        state.stopped = true;
        follower.at = Number.POSITIVE_INFINITY;
        const followers = this.#followers.get(stream);
        followers?.delete(follower);
        if (followers?.size === 0) this.#followers.delete(stream);
      },
    };
  }

  /**
   * A Redis that lost its data and was set to an earlier time begins anew with lower numbers: then all that it has is
   * news. Otherwise numbers only grow.
   */
  async checkPlaces(): Promise<void> {
    const { asking, keys } = this.#deps;
    await Promise.all(
      [...this.#followers].map(async ([stream, followers]) => {
        const newest = Number((await asking.hGet(keys.meta(stream), 'newest')) ?? Number.POSITIVE_INFINITY);
        for (const follower of followers) if (newest < follower.at) follower.at = 0;
      }),
      // It breaks again: then places are checked again.
    ).catch(() => undefined);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#followers.clear();
  }

  async #catchUp(
    stream: string,
    follower: Follower,
    fromNow: boolean,
    state: { readonly stopped: boolean },
  ): Promise<void> {
    const { asking, keys, reachable } = this.#deps;
    const gone = () => state.stopped || this.#closed;
    while (!gone()) {
      try {
        if (fromNow) {
          const newest = Number((await asking.hGet(keys.meta(stream), 'newest')) ?? 0);
          if (gone()) return;
          follower.at = newest;
        } else {
          for (let full = true; full && !gone(); ) {
            const page =
              (await asking.xRange(keys.log(stream), idAfter(follower.at), '+', { COUNT: PAGE })) ?? [];
            this.#hear(stream, follower, page);
            full = page.length === PAGE;
          }
          if (gone()) return;
        }
        const followers = this.#followers.get(stream) ?? new Set();
        this.#followers.set(stream, followers.add(follower));
        this.#wake();
        return;
      } catch {
        await unhurried();
        await reachable();
      }
    }
  }

  /** One at a time is enough: what is followed is read anew each time. */
  #wake(): void {
    const { asking, keys, replica } = this.#deps;
    const wakes = ++this.#wakes;
    const trim = { strategy: 'MAXLEN', threshold: 1 } as const;
    asking
      .multi()
      .xAdd(keys.wake(replica), `${wakes}-0`, { w: '' }, { TRIM: trim })
      .pExpire(keys.wake(replica), 60_000)
      .exec()
      // Then it wakes by itself after a while, or when the connection is back.
      .catch(() => undefined);
  }

  async #read(): Promise<void> {
    const { reading, keys, replica, reachable } = this.#deps;
    const blockMs = Math.ceil(this.#deps.silenceMs * BLOCK_SHARE);
    while (!this.#closed) {
      try {
        await reachable();
        if (this.#closed) return;
        const streams = [{ key: keys.wake(replica), id: `${this.#wokenAt}-0` }];
        for (const [stream, followers] of this.#followers)
          streams.push({ key: keys.log(stream), id: `${lowest(followers)}-0` });
        const news = (await reading.xRead(streams, { COUNT: PAGE, BLOCK: blockMs })) as
          | readonly { readonly name: unknown; readonly messages: readonly Message[] }[]
          | null;
        for (const { name, messages } of news ?? []) {
          const stream = keys.streamOf(String(name));
          if (stream === undefined) this.#wokenAt = numberOf(messages.at(-1)?.id);
          else
            for (const follower of this.#followers.get(stream) ?? []) this.#hear(stream, follower, messages);
        }
      } catch {
        if (!this.#closed) await unhurried();
      }
    }
  }

  #hear(stream: string, follower: Follower, messages: readonly Message[]): void {
    const entries: Entry[] = [];
    for (const { id, message } of messages) {
      const number = numberOf(id);
      if (number > follower.at)
        entries.push({ id: number, from: String(message['f']), data: String(message['d']) });
    }
    const last = entries.at(-1);
    if (last === undefined) return;
    follower.at = last.id;
    this.#deps.known.saw(stream, last.id);
    try {
      follower.hear(entries);
    } catch (error) {
      this.#deps.report(error);
    }
  }
}

/** The connection broke, or Redis is still loading its data: it is asked again, not at once. */
const unhurried = () => new Promise<void>((resolve) => setTimeout(resolve, 50));
const numberOf = (id: unknown): number => Number.parseInt(String(id), 10);
/** All of `NUMBER-0` that follow. */
const idAfter = (number: number): string => (number === 0 ? '-' : `(${number}-0`);
const lowest = (followers: ReadonlySet<Follower>): number => {
  let at = Number.MAX_SAFE_INTEGER;
  for (const follower of followers) at = Math.min(at, follower.at);
  return at;
};
