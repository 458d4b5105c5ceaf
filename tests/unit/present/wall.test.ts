/** What the wall shows of a room: how to join, the four graphs, the newest traces. */
import { describe, expect, test } from 'vitest';
import { figureCharts, SHOWN_SECONDS } from '../../../src/present/room/figure-charts.ts';
import { joinAddress } from '../../../src/present/room/join-address.ts';
import { NewestTraces } from '../../../src/present/room/newest-traces.ts';
import { presenterRoom } from '../../../src/present/room/presenter-room.ts';
import { slideTitle } from '../../../src/present/room/slide-title.ts';
import { wallModel } from '../../../src/present/room/wall-model.ts';
import type { FeedListener } from '../../../src/server-client/port.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { figure, presenterPorts, presenterSnapshot, spanAt } from '../../support/room-ports.ts';

describe('on the wall', () => {
  test('a join address is one that phones find', () => {
    const here = { origin: 'http://127.0.0.1:4321', base: '/', reachableAt: [] };
    expect(joinAddress('BCD3', here).isReachable).toBe(false);
    expect(joinAddress('BCD3', { ...here, reachableAt: ['http://192.0.2.7:4321'] })).toEqual({
      href: 'http://192.0.2.7:4321/join/?room=BCD3',
      words: '192.0.2.7:4321/join/',
      isReachable: true,
    });
    const hosted = {
      origin: 'https://talk.example',
      base: '/workshop/',
      reachableAt: ['http://192.0.2.7:4321'],
    };
    expect(joinAddress('BCD3', hosted).href).toBe('https://talk.example/workshop/join/?room=BCD3');
  });

  test('the four graphs show the last minute and a half', () => {
    const figures = Array.from({ length: 200 }, (_, second) => figure(second));
    const charts = figureCharts(figures);
    expect(charts.map(({ id, data }) => [id, data.series.length])).toEqual([
      ['connections', 1],
      ['queue', 1],
      ['latency', 3],
      ['rows', 3],
    ]);
    expect(charts[0]?.data.times).toHaveLength(SHOWN_SECONDS);
    expect(charts[1]?.now).toEqual([199]);
    expect(figureCharts([]).map(({ now }) => now[0])).toEqual([null, null, null, null]);
  });

  test('the newest traces are shown, the others counted', () => {
    const traces = new NewestTraces();
    for (let n = 0; n < 500; n++) {
      traces.add('spans-started', spanAt(n, 10 * n));
      traces.add('traces', spanAt(n, 10 * n, 5));
    }
    expect(traces.seen).toBe(500);
    const table = traces.table();
    expect(table.spanCount).toBe(6);
    traces.add('traces', spanAt(501, 60_000, 5));
    expect(traces.table().spanCount).toBe(1);
  });

  test('a trace that grows without end does not fill the wall', () => {
    const traces = new NewestTraces();
    for (let n = 0; n < 1_000; n++) traces.add('traces', spanAt(1, n, 1, n));
    expect(traces.table().spanCount).toBe(200);
  });

  test.each([
    ['<h2 class="headline">Two <em>ways</em>\n to a span</h2><p>x</p>', 'Two ways to a span'],
    ['<h2>R&amp;D &lt;b&gt;</h2>', 'R&D <b>'],
    ['<p>none</p>', ''],
  ])('the title of %s is %s', (html, title) => expect(slideTitle(html)).toBe(title));
});

describe('the wall’s telemetry', () => {
  test('is gathered and shown now and then; held while somebody looks; dropped spans are counted', async () => {
    const clock = new FakeClock();
    const { ports } = presenterPorts({ type: 'ok', value: presenterSnapshot });
    const room = presenterRoom(ports);
    let hear: FeedListener = () => {};
    const asked: string[] = [];
    const model = wallModel({
      room,
      feed: async (session, listener) => {
        asked.push(session);
        hear = listener;
        return () => {};
      },
      after: (delayMs, task) => clock.after(delayMs, task),
    });
    await room.open();
    expect(asked).toEqual(['room-1']);
    hear({ type: 'traces', id: 1, data: spanAt(1, 0, 5) });
    hear({ type: 'dropped', id: 2, data: { messages: 3, spans: 17, reason: 'slow-subscriber' } });
    expect(model.telemetry.value.table).toBeUndefined();
    clock.advance(1_000);
    const { table, ...counts } = model.telemetry.value;
    expect(table?.spanCount).toBe(1);
    expect(counts).toEqual({ traces: 1, droppedSpans: 17 });
    model.hold(true);
    hear({ type: 'traces', id: 3, data: spanAt(2, 1, 5) });
    clock.advance(1_000);
    expect(model.telemetry.value).toMatchObject({ traces: 2 });
    expect(model.telemetry.value.table).toBe(table);
    model.hold(false);
    expect(model.telemetry.value.table?.spanCount).toBe(2);
    model.leave();
  });
});
