import { expect, test } from 'vitest';
import type { EncodedMessage } from '../../../demo-server/feed/feed-session.ts';
import { FLUSH_MS } from '../../../demo-server/feed/feed-session.ts';
import { Sessions } from '../../../demo-server/feed/sessions.ts';
import { sseStream } from '../../../demo-server/feed/sse-stream.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { inRun, telemetryInto } from '../../support/test-telemetry.ts';

const ALICE = 'alice-session';
const BOB = 'bob-session';

function watched() {
  const clock = new FakeClock();
  const sessions = new Sessions(clock);
  const seen: EncodedMessage[] = [];
  const subscribe = (id: string, from?: number) =>
    sessions.open(id)?.subscribe((message) => seen.push(message), from) ?? expect.fail('no room');
  return { clock, sessions, seen, subscribe, telemetry: telemetryInto(sessions) };
}
const types = (messages: readonly EncodedMessage[]) => messages.map(({ type }) => type);

test('an open span is announced without an end, and sent again when it has ended', () => {
  const { clock, seen, subscribe, telemetry } = watched();
  subscribe(ALICE);
  const span = telemetry.tracer.startSpan('work', {}, inRun(ALICE));
  clock.advance(FLUSH_MS);
  span.end();
  clock.advance(FLUSH_MS);
  expect(types(seen)).toEqual(['spans-started', 'traces']);
  expect(seen[0]?.json).not.toContain('endTimeUnixNano');
  expect(seen[1]?.json).toContain('endTimeUnixNano');
});

test('text in an attribute that looks like an end time survives', () => {
  const { clock, seen, subscribe, telemetry } = watched();
  subscribe(ALICE);
  const text = '"endTimeUnixNano":"0",';
  telemetry.tracer.startSpan('work', { attributes: { text } }, inRun(ALICE));
  clock.advance(FLUSH_MS);
  const data = JSON.parse(seen[0]?.json ?? '{}');
  const attributes = data.resourceSpans[0].scopeSpans[0].spans[0].attributes;
  expect(attributes).toContainEqual({ key: 'text', value: { stringValue: text } });
});

test('a span shorter than a flush is only sent ended, and many spans share a message', () => {
  const { clock, seen, subscribe, telemetry } = watched();
  subscribe(ALICE);
  for (let n = 0; n < 10; n++) telemetry.tracer.startSpan('work', {}, inRun(ALICE)).end();
  clock.advance(FLUSH_MS);
  expect(seen.map(({ type, spans }) => [type, spans])).toEqual([['traces', 10]]);
});

test('nothing of one session is shown to another', () => {
  const { clock, seen, subscribe, telemetry } = watched();
  subscribe(BOB);
  telemetry.tracer.startSpan('secret', {}, inRun(ALICE)).end();
  telemetry.logger.emit({ body: 'secret', context: inRun(ALICE) });
  clock.advance(1_000);
  expect(seen).toEqual([]);
});

test('the verdict comes after the metrics of the run', async () => {
  const { clock, seen, subscribe, telemetry } = watched();
  subscribe(ALICE);
  const context = inRun(ALICE);
  telemetry.meter.createCounter('things').add(3, {}, context);
  telemetry.tracer.startSpan('work', {}, context).end();
  clock.advance(150);
  await expect.poll(() => types(seen)).toEqual(['traces', 'metrics', 'settled']);
  expect(seen[1]?.json).toContain('"asDouble":3');
});

test('whoever comes back is sent what it missed, and no more', () => {
  const { clock, seen, subscribe, sessions } = watched();
  const feed = sessions.open(ALICE);
  for (let n = 1; n <= 5; n++) feed?.publish('logs', `{"n":${n}}`, 0);
  subscribe(ALICE, 3);
  expect(seen.map(({ id }) => id)).toEqual([4, 5]);
  clock.advance(1);
});

test('what left the ring is counted to whoever comes back too late', () => {
  const { seen, subscribe, sessions } = watched();
  const feed = sessions.open(ALICE);
  for (let n = 1; n <= 2_010; n++) feed?.publish('traces', '{}', 2);
  subscribe(ALICE, 4);
  expect(seen[0]).toMatchObject({ type: 'dropped', id: 10 });
  expect(JSON.parse(seen[0]?.json ?? '')).toEqual({ messages: 6, spans: 12, reason: 'replay-expired' });
  expect(seen).toHaveLength(2_001);
});

test('a number from an earlier life of the server means: everything is news', () => {
  const { seen, subscribe, sessions } = watched();
  sessions.open(ALICE)?.publish('logs', '{}', 0);
  subscribe(ALICE, 500);
  expect(seen.map(({ id }) => id)).toEqual([1]);
});

test('a full house turns the newcomer away, unless a session is unwatched', () => {
  const clock = new FakeClock();
  const sessions = new Sessions(clock, 2);
  const forgotten: string[] = [];
  sessions.onForgotten((id) => forgotten.push(id));
  const stop = sessions.open('session-1')?.subscribe(() => {});
  sessions.open('session-2')?.subscribe(() => {});
  expect(sessions.open('session-3')).toBeUndefined();
  stop?.();
  expect(sessions.open('session-3')).toBeDefined();
  expect(forgotten).toEqual(['session-1']);
});

test('unwatched sessions are forgotten after ten minutes', () => {
  const clock = new FakeClock();
  const sessions = new Sessions(clock);
  sessions.open(ALICE);
  sessions.open(BOB)?.subscribe(() => {});
  clock.advance(10 * 60_000 + 1);
  sessions.sweep();
  expect(sessions.size).toBe(1);
});

test('a slow reader loses messages, is told how many, and then goes on', async () => {
  const clock = new FakeClock();
  const sessions = new Sessions(clock);
  const feed = sessions.open(ALICE) ?? expect.fail('no room');
  const stream = sseStream((subscriber) => feed.subscribe(subscriber), clock, { messages: 3, bytes: 1_000 });
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const read = async () => decoder.decode((await reader.read()).value);
  for (let n = 1; n <= 6; n++) feed.publish('traces', `{"n":${n}}`, 10);
  // The opening comment and two messages fit.
  expect((await read()).match(/^id: \d+$/gm)).toEqual(['id: 1', 'id: 2']);
  feed.publish('traces', '{"n":7}', 10);
  const after = await read();
  expect(after).toContain('event: dropped\ndata: {"messages":4,"spans":40,"reason":"slow-subscriber"}');
  expect(after.match(/^id: \d+$/gm)).toEqual(['id: 6', 'id: 7']);
  await reader.cancel();
  expect(feed.subscriberCount).toBe(0);
});

test('a quiet feed says so every 15 s', async () => {
  const clock = new FakeClock();
  const reader = sseStream(() => () => {}, clock).getReader();
  const decoder = new TextDecoder();
  expect(decoder.decode((await reader.read()).value)).toContain(': open');
  const next = reader.read();
  clock.advance(15_000);
  expect(decoder.decode((await next).value)).toBe(': heartbeat\n\n');
});
