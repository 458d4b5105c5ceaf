/** What every exchange promises; `replicas` are joined to the same one. */
import { expect, test } from 'vitest';
import {
  type Entry,
  type Exchange,
  type GiveBack,
  lifeOf,
  MAX_ENTRY_CHARS,
  NotKept,
} from '../../demo-server/exchange/exchange.ts';

/** A busy machine is given its time. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

export function exchangeSuite(join: () => Promise<Exchange>): void {
  let made = 0;
  const newStream = () => `stream-${++made}`;
  const heardBy = (exchange: Exchange, stream: string, after: number | 'now') => {
    const heard: Entry[] = [];
    const following = exchange.follow(stream, after, (entries) => heard.push(...entries));
    return { heard, following, data: () => heard.map(({ data }) => data) };
  };

  test('all replicas hear the same entries in the same order, their own too', async () => {
    const [a, b] = [await join(), await join()];
    const stream = newStream();
    const [atA, atB] = [heardBy(a, stream, 0), heardBy(b, stream, 0)];
    await Promise.all([atA.following.ready, atB.following.ready]);
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? a : b).append(stream, `entry ${n}`)),
    );
    await eventually(() => [atA.heard.length, atB.heard.length]).toEqual([50, 50]);
    expect(atA.heard).toEqual(atB.heard);
    expect(new Set(atA.heard.map(({ from }) => from))).toEqual(new Set([a.replica, b.replica]));
  });

  test('what one replica appends is heard in the order in which it did', async () => {
    const exchange = await join();
    const stream = newStream();
    const { data } = heardBy(exchange, stream, 0);
    const sent = Array.from({ length: 200 }, (_, n) => `${n}`);
    const ids = await Promise.all(sent.map((text) => exchange.append(stream, text)));
    await eventually(data).toEqual(sent);
    expect(ids).toEqual(ids.map((_, n) => (ids[0] ?? 0) + n));
    expect(await exchange.newest(stream)).toBe(ids.at(-1));
  });

  test('following begins after a number, at the beginning, or now', async () => {
    const exchange = await join();
    const stream = newStream();
    const ids = [];
    for (const text of ['one', 'two', 'three']) ids.push(await exchange.append(stream, text));
    const fromStart = heardBy(exchange, stream, 0);
    const afterTwo = heardBy(exchange, stream, ids[1] ?? 0);
    const fromNow = heardBy(exchange, stream, 'now');
    await Promise.all([fromStart, afterTwo, fromNow].map(({ following }) => following.ready));
    expect([fromStart, afterTwo, fromNow].map(({ data }) => data())).toEqual([
      ['one', 'two', 'three'],
      ['three'],
      [],
    ]);
    await exchange.append(stream, 'four');
    await eventually(() => [fromStart, afterTwo, fromNow].map(({ data }) => data())).toEqual([
      ['one', 'two', 'three', 'four'],
      ['three', 'four'],
      ['four'],
    ]);
  });

  test('who stopped hears nothing more; others go on', async () => {
    const exchange = await join();
    const stream = newStream();
    const [left, stays] = [heardBy(exchange, stream, 0), heardBy(exchange, stream, 0)];
    await exchange.append(stream, 'one');
    await eventually(() => left.data().length + stays.data().length).toBe(2);
    left.following.stop();
    await exchange.append(stream, 'two');
    await eventually(stays.data).toEqual(['one', 'two']);
    expect(left.data()).toEqual(['one']);
  });

  test('the oldest entries make room, by number and by length, and the newest stays', async () => {
    const exchange = await join();
    const bounds = { entries: 3, chars: 10, keepMs: 60_000 };
    const byNumber = newStream();
    for (const text of ['1', '2', '3', '4', '5']) await exchange.append(byNumber, text, bounds);
    const byLength = newStream();
    for (const text of ['aaaaaa', 'bbbbbb', 'cccc']) await exchange.append(byLength, text, bounds);
    const tooLong = newStream();
    for (const text of ['short', 'x'.repeat(20)]) await exchange.append(tooLong, text, bounds);
    const kept = [byNumber, byLength, tooLong].map((stream) => heardBy(exchange, stream, 0));
    await Promise.all(kept.map(({ following }) => following.ready));
    expect(kept.map(({ data }) => data())).toEqual([['3', '4', '5'], ['bbbbbb', 'cccc'], ['x'.repeat(20)]]);
  });

  test('a stream that was dropped is empty, and its numbers go on', async () => {
    const exchange = await join();
    const stream = newStream();
    const before = await exchange.append(stream, 'before');
    await exchange.drop(stream);
    const { data, following } = heardBy(exchange, stream, 0);
    await following.ready;
    expect(data()).toEqual([]);
    expect(await exchange.append(stream, 'after')).toBe(before + 1);
    await eventually(data).toEqual(['after']);
  });

  test('numbers of a new stream are dense and of one life', async () => {
    const exchange = await join();
    const stream = newStream();
    expect(await exchange.newest(stream)).toBe(0);
    const [first, second] = [await exchange.append(stream, '1'), await exchange.append(stream, '2')];
    expect(second).toBe(first + 1);
    expect(lifeOf(second)).toBe(lifeOf(first));
    expect(Number.isSafeInteger(first)).toBe(true);
  });

  test('any text comes back as it was', async () => {
    const exchange = await join();
    const stream = newStream();
    const { data } = heardBy(exchange, stream, 0);
    const texts = ['{"a":"\u00e4\u{1f600}"}\n\r\n', '', '*3\r\n$1\r\n', '\u0000'];
    for (const text of texts) await exchange.append(stream, text);
    await eventually(data).toEqual(texts);
  });

  test('what is too long, or comes after the end, is refused by a reason', async () => {
    const exchange = await join();
    const stream = newStream();
    await expect(exchange.append(stream, 'x'.repeat(MAX_ENTRY_CHARS + 1))).rejects.toMatchObject({
      reason: 'too-long',
    });
    await exchange.close();
    await expect(exchange.append(stream, 'late')).rejects.toBeInstanceOf(NotKept);
  });

  test('a value is set, read, removed, and set only where it is as expected', async () => {
    const [a, b] = [await join(), await join()];
    const key = newStream();
    const keepMs = 60_000;
    expect(await a.get(key)).toBeUndefined();
    expect(await a.set(key, 'of a', { keepMs, expecting: null })).toBe(true);
    expect(await b.set(key, 'of b', { keepMs, expecting: null })).toBe(false);
    expect(await b.get(key)).toBe('of a');
    expect(await b.set(key, 'of b', { keepMs, expecting: 'of a' })).toBe(true);
    expect(await a.set(key, 'late', { keepMs, expecting: 'of a' })).toBe(false);
    await a.remove(key);
    expect(await b.get(key)).toBeUndefined();
    expect(await b.set(key, 'anew', { keepMs })).toBe(true);
  });

  test('a bucket is one for all replicas', async () => {
    const [a, b] = [await join(), await join()];
    const key = newStream();
    // So slow that nothing comes in while the test runs.
    const rate = { perSecond: 0.000_1, burst: 5 };
    expect(await a.take(key, rate, 3)).toBe(3);
    expect(await b.take(key, rate, 3)).toBe(2);
    expect(await a.take(key, rate, 1)).toBe(0);
    expect(await a.take(newStream(), rate, 9)).toBe(5);
  });

  test('places are counted over all replicas, and each is given back once', async () => {
    const [a, b] = [await join(), await join()];
    const key = newStream();
    const first = await a.hold(key, 2);
    const second = await b.hold(key, 2);
    expect(await a.hold(key, 2)).toBeUndefined();
    expect(await b.hold(key, 2)).toBeUndefined();
    expect(await b.hold(newStream(), 2)).toBeDefined();
    first?.();
    first?.();
    // Given back without an answer: whoever asks meanwhile may still be refused.
    let third: GiveBack | undefined;
    await eventually(async () => {
      third ??= await b.hold(key, 2);
      return third;
    }).toBeDefined();
    expect(await a.hold(key, 2)).toBeUndefined();
    second?.();
    third?.();
  });

  test('a replica that stops gives its places back', async () => {
    const [a, b] = [await join(), await join()];
    const key = newStream();
    await a.hold(key, 1);
    expect(await b.hold(key, 1)).toBeUndefined();
    await a.close();
    expect(await b.hold(key, 1)).toBeDefined();
  });
}
