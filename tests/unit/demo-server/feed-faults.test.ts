/** Feeds when things go wrong: pages that died, pages that sleep, a flood, clocks that jump. */
import { describe, expect, test } from 'vitest';
import { FLUSH_MS } from '../../../demo-server/feed/feed-session.ts';
import { Sessions } from '../../../demo-server/feed/sessions.ts';
import { HEARTBEAT_MS, sseStream } from '../../../demo-server/feed/sse-stream.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { inRun, telemetryInto } from '../../support/test-telemetry.ts';

const SESSION = 'session-of-many';
const BOUNDS = { messages: 50, bytes: 100_000 };

function feeds(count: number) {
  const clock = new FakeClock();
  const sessions = new Sessions(clock);
  const feed = sessions.open(SESSION) ?? expect.fail('no room');
  const readers = Array.from({ length: count }, () =>
    sseStream((subscriber) => feed.subscribe(subscriber), clock, BOUNDS).getReader(),
  );
  return { clock, sessions, feed, readers };
}
type Reader = ReturnType<typeof feeds>['readers'][number];
const decoder = new TextDecoder();
const read = async (reader: Reader | undefined) => decoder.decode((await reader?.read())?.value);
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

test('1,000 feeds in which nothing happens cost a timer each, and nothing once their pages are gone', async () => {
  const { clock, feed, readers } = feeds(1_000);
  expect(feed.subscriberCount).toBe(1_000);
  const resting = clock.waiting;
  clock.advance(2 * HEARTBEAT_MS);
  expect(clock.waiting).toBe(resting);
  await Promise.all(readers.map((reader) => reader.cancel()));
  expect(feed.subscriberCount).toBe(0);
  expect(resting - clock.waiting).toBe(1_000);
});

test('1,000 idle feeds all get the message that comes at last, whole and once', async () => {
  const { feed, readers } = feeds(1_000);
  for (const reader of readers) expect(await read(reader)).toContain(': open');
  feed.publish('traces', '{"n":1}', 1);
  for (const reader of readers) expect(await read(reader)).toBe('id: 1\nevent: traces\ndata: {"n":1}\n\n');
  await Promise.all(readers.map((reader) => reader.cancel()));
});

test('a page that died without a word holds a bounded number of messages, however long the flood', async () => {
  const { clock, feed, readers } = feeds(2);
  const [dead, alive] = readers;
  const heard: number[] = [];
  for (let n = 1; n <= 5_000; n++) {
    feed.publish('traces', `{"n":${n}}`, 1);
    if (n % 20 === 0) heard.push(...idsIn(await read(alive)));
  }
  // Whoever reads hears all of it, in order, beside one who never does.
  expect(heard).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 1));
  clock.advance(100 * HEARTBEAT_MS);
  const kept = await read(dead);
  expect(idsIn(kept).length).toBeLessThanOrEqual(BOUNDS.messages);
  expect(kept.length).toBeLessThanOrEqual(BOUNDS.bytes);
  expect(await read(dead)).toMatch(/event: dropped\ndata: \{"messages":49\d\d,/);
});

test('messages larger than the room for them are told as lost, and small ones go on', async () => {
  const { feed, readers } = feeds(1);
  const [reader] = readers;
  feed.publish('traces', JSON.stringify('x'.repeat(BOUNDS.bytes)), 7);
  feed.publish('traces', '{"n":2}', 1);
  const text = `${await read(reader)}`;
  expect(text).toContain('event: dropped\ndata: {"messages":1,"spans":7,"reason":"slow-subscriber"}');
  expect(idsIn(text).at(-1)).toBe(2);
});

describe('when the clock jumps', () => {
  /** Sleep stops the timers, and all that were due fire together when the lid is opened. */
  test('by a night, a feed says that it lives and goes on where it was', async () => {
    const { clock, feed, readers } = feeds(1);
    const [reader] = readers;
    expect(await read(reader)).toContain(': open');
    clock.advance(10 * 3_600_000);
    expect(await read(reader)).toContain(': heartbeat');
    feed.publish('traces', '{"n":1}', 1);
    expect(idsIn(await read(reader))).toEqual([1]);
  });

  test('by a night, a watched session is kept, and what ends after it is heard', () => {
    const clock = new FakeClock();
    const sessions = new Sessions(clock);
    const telemetry = telemetryInto(sessions);
    const types: string[] = [];
    sessions.open(SESSION)?.subscribe(({ type }) => types.push(type));
    const span = telemetry.tracer.startSpan('work', {}, inRun(SESSION));
    clock.advance(FLUSH_MS);
    clock.advance(10 * 3_600_000);
    sessions.sweep();
    expect(sessions.size).toBe(1);
    span.end();
    clock.advance(FLUSH_MS);
    expect(types.at(-1)).toBe('traces');
  });
});
