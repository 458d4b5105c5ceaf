/** Handing on: everything gets there once, in order, or is counted as dropped. */
import { expect, test } from 'vitest';
import { createForwarder, FORWARDED_HEADER } from '../../../demo-server/otlp/forwarder.ts';
import { forwardingFrom } from '../../../demo-server/runtime/node/forwarding.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A backend that answers what it is told to, in order, and then 200. */
function backend(...answers: readonly (number | 'no answer' | Response)[]) {
  const got: string[] = [];
  /** Counted at once, while what was got is known a few turns later. */
  const asked = { times: 0 };
  const left = [...answers];
  const clock = new FakeClock();
  const forwarder = createForwarder({
    urls: { traces: 'http://backend/v1/traces' },
    headers: { traces: { authorization: 'Bearer x' } },
    clock,
    maxBytes: 100,
    async fetch(request) {
      asked.times++;
      const answer = left.shift() ?? 200;
      if (answer === 'no answer') throw new TypeError('fetch failed');
      const response = answer instanceof Response ? answer : new Response(null, { status: answer });
      if (response.ok) got.push(await request.text());
      expect(request.headers.get('authorization')).toBe('Bearer x');
      expect(request.headers.get(FORWARDED_HEADER)).toBe('1');
      expect(request.headers.get('content-type')).toBe('application/json');
      return response;
    },
  });
  const send = (text: string) =>
    forwarder.forward('traces', 'application/json', new TextEncoder().encode(text));
  return { forwarder, clock, got, asked, send };
}

test('requests arrive whole and in order', async () => {
  const { forwarder, got, send } = backend();
  for (const text of ['a', 'b', 'c']) send(text);
  await expect.poll(() => got).toEqual(['a', 'b', 'c']);
  await expect.poll(() => forwarder.state).toEqual({ forwarded: 3, waiting: 0, dropped: 0, trouble: '' });
});

test('what can be tried again is, later and later, and nothing overtakes it', async () => {
  const { forwarder, clock, got, asked, send } = backend('no answer', 503, 200);
  send('a');
  send('b');
  await expect.poll(() => forwarder.state.trouble).toBe('The backend does not answer.');
  clock.advance(1_000);
  await expect.poll(() => forwarder.state.trouble).toBe('The backend answered 503.');
  clock.advance(1_999);
  expect(asked.times).toBe(2);
  clock.advance(1);
  await expect.poll(() => got).toEqual(['a', 'b']);
  expect(forwarder.state.dropped).toBe(0);
});

const nowMs = new FakeClock().wallMs();
test.each([
  ['30', 30_000],
  [new Date(nowMs + 30_000).toUTCString(), 30_000],
  ['0', 1_000],
  [new Date(nowMs - 30_000).toUTCString(), 1_000],
  ['99999999999999', 600_000],
  ['soon', 1_000],
  ['-5', 1_000],
])('Retry-After: %s is obeyed within reason', async (wish, expectedMs) => {
  const { forwarder, clock, got, asked, send } = backend(
    new Response(null, { status: 429, headers: { 'retry-after': wish } }),
  );
  send('a');
  await expect.poll(() => forwarder.state.trouble).toBe('The backend answered 429.');
  clock.advance(expectedMs - 1);
  expect(asked.times).toBe(1);
  clock.advance(1);
  await expect.poll(() => got).toEqual(['a']);
});

test('requests that weigh nothing are bounded by their number', async () => {
  const { forwarder, send } = backend('no answer');
  for (let n = 0; n < 10_010; n++) send('');
  await expect.poll(() => forwarder.state).toMatchObject({ waiting: 10_000, dropped: 10 });
});

test('what the backend refuses for good is dropped, and the next one goes', async () => {
  const { forwarder, got, send } = backend(400);
  send('bad');
  send('good');
  await expect.poll(() => got).toEqual(['good']);
  await expect.poll(() => forwarder.state).toMatchObject({ forwarded: 1, dropped: 1 });
});

test('what does not fit is dropped and counted; what waits stays', async () => {
  const { forwarder, clock, got, send } = backend('no answer');
  send('x'.repeat(60));
  await expect.poll(() => forwarder.state.trouble).not.toBe('');
  send('y'.repeat(60));
  send('z'.repeat(40));
  expect(forwarder.state).toMatchObject({ waiting: 2, dropped: 1 });
  clock.advance(1_000);
  await expect.poll(() => got.map((text) => text[0])).toEqual(['x', 'z']);
});

test('after it is closed nothing is sent any more', async () => {
  const { forwarder, clock, asked, send } = backend('no answer');
  send('a');
  await expect.poll(() => forwarder.state.trouble).not.toBe('');
  forwarder.close();
  clock.advance(100_000);
  send('b');
  expect(asked.times).toBe(1);
});

test.each([
  [{}, undefined],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://lgtm:4318/' },
    {
      urls: {
        traces: 'http://lgtm:4318/v1/traces',
        metrics: 'http://lgtm:4318/v1/metrics',
        logs: 'http://lgtm:4318/v1/logs',
      },
      headers: { traces: {}, metrics: {}, logs: {} },
    },
  ],
  [
    {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://tempo/otlp',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b, other=c=d,broken',
    },
    { urls: { traces: 'http://tempo/otlp' }, headers: { traces: { 'x-key': 'a b', other: 'c=d' } } },
  ],
  [
    {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://tempo/otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://loki/otlp',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=common',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-key=of-logs',
    },
    {
      urls: { traces: 'http://tempo/otlp', logs: 'http://loki/otlp' },
      headers: { traces: { 'x-key': 'common' }, logs: { 'x-key': 'of-logs' } },
    },
  ],
])('the standard variables %j say where', (env, expected) => {
  expect(forwardingFrom(env)).toEqual(expected);
});
