/** A state that replicas make of one stream each, with whatever can happen to streams and to those who follow them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beginningOfLife,
  type Entry,
  type Exchange,
  type ExchangeState,
  type Hear,
} from '../../../demo-server/exchange/exchange.ts';
import { memoryHub } from '../../../demo-server/exchange/memory-exchange.ts';
import { type Reducing, SharedLog } from '../../../demo-server/exchange/shared-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const BOUNDS = { entries: 3_000, chars: 1_000_000, keepMs: 60_000 };
/** All that was told, in order, with who told it. */
const listing: Reducing<readonly string[], number> = {
  first: [],
  read: (data) => (typeof data === 'number' ? data : undefined),
  after: (state, told, from) => [...state, `${from}${told}`],
  pack: (state) => state,
  unpack: (packed) => packed as string[],
};

/** A stream that each follower hears when the test says so, and that loses what the test says. */
class SlowStream {
  readonly clock = new FakeClock();
  readonly #followers: { readonly hear: Hear; at: number }[] = [];
  readonly #listeners: ((state: ExchangeState) => void)[] = [];
  #entries: Entry[] = [];
  #second = 1_000;
  #newest = beginningOfLife(this.#second * 1_000);

  join(): SharedLog<readonly string[], number> {
    const replica = String.fromCharCode(97 + this.#followers.length);
    const exchange: Partial<Exchange> = {
      replica,
      state: { type: 'reachable' },
      append: async (_, data) => {
        this.#entries.push({ id: ++this.#newest, from: replica, data });
        return this.#newest;
      },
      follow: (_, after, hear) => {
        this.#followers.push({ hear, at: after === 'now' ? this.#newest : after });
        return { ready: Promise.resolve(), stop: () => {} };
      },
      onState: (listener) => {
        this.#listeners.push(listener);
        return () => {};
      },
      newest: async () => this.#entries.at(-1)?.id ?? 0,
    };
    const log = new SharedLog({
      exchange: exchange as Exchange,
      clock: this.clock,
      stream: 's',
      bounds: BOUNDS,
      reducing: listing,
      heard: () => {},
    });
    log.start();
    return log;
  }
  hear(follower: number, most: number): boolean {
    const one = this.#followers[follower % this.#followers.length];
    const news = this.#entries.filter(({ id }) => id > (one?.at ?? id)).slice(0, most);
    const last = news.at(-1);
    if (one === undefined || last === undefined) return false;
    one.at = last.id;
    one.hear(news);
    return true;
  }
  /** What the first has heard may go: streams are so long that somebody keeps up with them. */
  trim(): void {
    const heard = this.#followers[0]?.at ?? 0;
    this.#entries = this.#entries.filter(({ id }) => id > heard);
  }
  lose(): void {
    this.#entries = [];
    this.#newest = beginningOfLife(++this.#second * 1_000);
  }
  /** After an interruption, each finds its way back in its own time. */
  reconnect(follower: number): void {
    this.#listeners[follower % this.#listeners.length]?.({ type: 'reachable' });
  }
  /** Everybody has heard everything, and whoever waited for an answer has got one. */
  async settle(): Promise<void> {
    for (let follower = 0; follower < this.#followers.length; follower++) this.reconnect(follower);
    for (let round = 0; round < 4; round++) {
      for (let again = true; again; ) {
        await Promise.resolve();
        again = false;
        for (let follower = 0; follower < this.#followers.length; follower++)
          again = this.hear(follower, 100) || again;
      }
      this.clock.advance(6_000);
    }
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tell' as const), who: fc.nat({ max: 9 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('hear' as const),
      who: fc.nat({ max: 9 }),
      most: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('join' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const), who: fc.nat({ max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(steps: readonly Step[]) {
  const stream = new SlowStream();
  const logs = [stream.join(), stream.join()];
  const told: string[] = [];
  for (const [n, one] of steps.entries()) {
    if (one.do === 'tell') {
      const who = one.who % logs.length;
      logs[who]?.tell(n);
      told.push(`${String.fromCharCode(97 + who)}${n}`);
    } else if (one.do === 'hear') stream.hear(one.who, one.most);
    else if (one.do === 'join' && logs.length < 5) logs.push(stream.join());
    else if (one.do === 'trim') stream.trim();
    else if (one.do === 'lose') stream.lose();
    else if (one.do === 'reconnect') stream.reconnect(one.who);
    await Promise.resolve();
  }
  await stream.settle();
  return { stream, logs, told };
}

describe('a shared log', () => {
  test('is all that was told, in one order, while nothing is lost, for those who came late too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { logs, told } = await play(steps.filter((one) => one.do !== 'trim' && one.do !== 'lose'));
        for (const { state } of logs) expect(state).toEqual(told);
      }),
    );
  });

  test('is the same for everybody in the end, whoever joined when, and whatever was cut short or lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const { stream, logs } = await play(steps);
        // Goes on, too.
        logs[0]?.tell(1_000);
        await stream.settle();
        const [first, ...others] = logs.map(({ state }) => state);
        for (const other of others) expect(other).toEqual(first);
        expect(first?.at(-1)).toBe('a1000');
      }),
      { numRuns: 500 },
    );
  });

  test('survives a stream that was lost with its server: what was known goes on', async () => {
    const stream = new SlowStream();
    const [a, b] = [stream.join(), stream.join()];
    a.tell(1);
    b.tell(2);
    await stream.settle();
    stream.lose();
    const late = stream.join();
    await stream.settle();
    for (const { state } of [a, b, late]) expect(state).toEqual(['a1', 'b2']);
    b.tell(3);
    await stream.settle();
    for (const { state } of [a, b, late]) expect(state).toEqual(['a1', 'b2', 'b3']);
  });

  test('gives who comes late a snapshot, when the beginning is no longer kept', async () => {
    const hub = memoryHub(new FakeClock());
    const open = (name: string) => {
      const log = new SharedLog({
        exchange: hub.join(name),
        clock: new FakeClock(),
        stream: 's',
        bounds: { ...BOUNDS, entries: 700 },
        reducing: listing,
        heard: () => {},
      });
      log.start();
      return log;
    };
    const early = open('a');
    for (let n = 0; n < 1_600; n++) early.tell(n);
    const late = open('b');
    expect(await late.ready()).toBe(true);
    expect(late.state).toHaveLength(1_600);
    expect(late.state).toEqual(early.state);
  });

  test('tells when what was told is in it, and says so when nobody answers', async () => {
    const clock = new FakeClock();
    const stream = new SlowStream();
    const log = stream.join();
    const telling = log.telling(7);
    await Promise.resolve();
    stream.hear(0, 1);
    expect(await telling).toBe(true);
    const never = stream.join().telling(8);
    stream.clock.advance(2_000);
    expect(await never).toBe(false);
    expect(clock.waiting).toBe(0);
  });
});
