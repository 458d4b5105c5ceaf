/**
 * The exchange of one process: synchronous, so that what is appended was heard when `append` returns. Apps of one
 * process that share a hub are replicas of each other; that is how tests have some without a network.
 */
import type { Clock } from '../clock.ts';
import { randomUuid } from '../random-uuid.ts';
import {
  beginningOfLife,
  type Entry,
  type Exchange,
  type Following,
  type GiveBack,
  type Hear,
  MAX_ENTRY_CHARS,
  NotKept,
  STREAM_BOUNDS,
  type StreamBounds,
} from './exchange.ts';
import { LocalValues } from './local-values.ts';

const MAX_STREAMS = 2_000;

export interface MemoryHub {
  join(replica?: string): Exchange;
}

/** Alone in its hub. */
export const memoryExchange = (clock: Clock): Exchange => memoryHub(clock).join();

/** `beginning`: the number before the first of every stream; else that of a life that begins now. */
export function memoryHub(clock: Clock, beginning?: number): MemoryHub {
  /** The one used longest ago comes first. */
  const streams = new Map<string, MemoryStream>();
  const values = new LocalValues(clock);

  const streamOf = (name: string): MemoryStream => {
    const known = streams.get(name);
    streams.delete(name);
    const stream =
      known === undefined || known.isOver(clock.now())
        ? new MemoryStream(beginning ?? beginningOfLife(clock.wallMs()), known)
        : known;
    streams.set(name, stream);
    for (const [oldName, old] of streams) {
      if (old.isFollowed || !(old.isOver(clock.now()) || streams.size > MAX_STREAMS)) break;
      streams.delete(oldName);
    }
    return stream;
  };

  return {
    join(replica = randomUuid()) {
      const followings = new Set<Following>();
      const held = new Set<GiveBack>();
      let closed = false;
      return {
        replica,
        kind: 'memory',
        state: { type: 'reachable' },
        onState: () => () => {},
        append(name, data, bounds = STREAM_BOUNDS) {
          if (closed) return Promise.reject(new NotKept('closed'));
          if (data.length > MAX_ENTRY_CHARS) return Promise.reject(new NotKept('too-long'));
          return Promise.resolve(streamOf(name).append(replica, data, bounds, clock.now()));
        },
        follow(name, after, hear) {
          const following = streamOf(name).follow(after, hear);
          followings.add(following);
          return {
            ready: following.ready,
            stop() {
              followings.delete(following);
              following.stop();
            },
          };
        },
        newest: async (name) => streams.get(name)?.newestEntry ?? 0,
        drop: async (name) => streams.get(name)?.clear(),
        get: async (key) => values.get(key),
        set: async (key, value, how) => values.set(key, value, how),
        remove: async (key) => values.remove(key),
        take: async (key, rate, wanted) => values.take(key, rate, wanted),
        async hold(key, atOnce) {
          const place = values.hold(key, atOnce);
          if (place === undefined) return undefined;
          held.add(place);
          return () => {
            held.delete(place);
            place();
          };
        },
        async close() {
          closed = true;
          for (const giveBack of held) giveBack();
          for (const following of followings) following.stop();
          followings.clear();
        },
      };
    },
  };
}

interface Follower {
  readonly hear: Hear;
  /** Numbers up to this one were heard. */
  at: number;
  stopped: boolean;
}
const SLACK = 256;
/** In the place of an entry that has left, so that it is not held until others leave too. */
const GONE: Entry = { id: 0, from: '', data: '' };
const HEARD = Promise.resolve();

class MemoryStream {
  #entries: Entry[] = [];
  /** So many of them have left: they are taken away together, which is cheaper than each alone. */
  #left = 0;
  #chars = 0;
  #newest: number;
  readonly #beginning: number;
  #overAtMs = Number.POSITIVE_INFINITY;
  readonly #followers: Set<Follower>;
  #telling = false;

  /** `before`: its life that is over, whose followers are those of the new one. */
  constructor(beginning: number, before: MemoryStream | undefined) {
    this.#newest = this.#beginning = Math.max(beginning, before?.newest ?? 0);
    this.#followers = before === undefined ? new Set() : before.#followers;
  }

  get newest(): number {
    return this.#newest;
  }
  /** 0 while it has none. */
  get newestEntry(): number {
    return this.#newest === this.#beginning ? 0 : this.#newest;
  }
  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }
  isOver(nowMs: number): boolean {
    return nowMs >= this.#overAtMs;
  }

  append(from: string, data: string, bounds: StreamBounds, nowMs: number): number {
    const id = ++this.#newest;
    this.#entries.push({ id, from, data });
    this.#chars += data.length;
    while (this.#entries.length - this.#left > 1) {
      if (this.#entries.length - this.#left <= bounds.entries && this.#chars <= bounds.chars) break;
      this.#chars -= this.#entries[this.#left]?.data.length ?? 0;
      this.#entries[this.#left++] = GONE;
    }
    if (this.#left >= SLACK) {
      this.#entries.splice(0, this.#left);
      this.#left = 0;
    }
    this.#overAtMs = nowMs + bounds.keepMs;
    this.#tell();
    return id;
  }

  follow(after: number | 'now', hear: Hear): Following {
    const follower: Follower = { hear, at: after === 'now' ? this.#newest : after, stopped: false };
    this.#followers.add(follower);
    this.#tell();
    return {
      ready: HEARD,
      stop: () => {
        follower.stopped = true;
        this.#followers.delete(follower);
      },
    };
  }

  clear(): void {
    this.#entries = [];
    this.#left = 0;
    this.#chars = 0;
  }

  /** Whoever appends while hearing is heard after it: everyone has the same order. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let again = true; again; ) {
        again = false;
        for (const follower of this.#followers) {
          const news = this.#after(follower.at);
          const last = news.at(-1);
          if (last === undefined || follower.stopped) continue;
          follower.at = last.id;
          follower.hear(news);
          again = true;
        }
      }
    } finally {
      this.#telling = false;
    }
  }

  /** Cheap where it matters: most followers lack the newest entry, or nothing. */
  #after(id: number): readonly Entry[] {
    let from = this.#entries.length;
    while (from > this.#left && (this.#entries[from - 1]?.id ?? 0) > id) from--;
    return from === this.#entries.length ? [] : this.#entries.slice(from);
  }
}
