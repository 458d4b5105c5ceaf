/** The laboratories: what each sampler really keeps, and what each witness of the leaks can still tell. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import { lintAttributes } from '../../demo-server/telemetry/registry.ts';
import type { SpanIndex } from '../../src/trace/model/types.ts';
import { run } from '../support/demo-run.ts';

let app: DemoApp;
beforeAll(async () => {
  app = await createNodeApp();
});
afterAll(() => app.close());

describe('sampling', () => {
  const sample = async (body: object) => {
    const result = await run(app, { path: '/lab/sampling', body: { requests: 2_000, errors: 10, ...body } });
    const answer = result.answers[0]?.body as Record<string, number>;
    const lab = Array.from({ length: result.table.spanCount }, (_, span) =>
      result.table.strings.get(result.table.columns.service[span] ?? 0),
    ).filter((service) => service.startsWith('readings-'));
    return { ...result, answer, published: lab.length };
  };

  test('always on keeps everything, and pays for it', async () => {
    const { answer, published } = await sample({ requests: 200 });
    expect(answer).toMatchObject({
      spansEnded: 600,
      spansKept: 600,
      tracesKept: 200,
      errorTracesKept: 10,
      orphanSpans: 0,
      estimateRequests: 200,
    });
    expect(answer['bytesKept']).toBe(answer['bytesEnded']);
    expect(published).toBe(600);
  });
  test('a ratio at the front alone leaves orphans behind', async () => {
    const { answer, published } = await sample({ strategy: 'head-ratio', ratio: 0.1 });
    expect(answer['orphanSpans']).toBeGreaterThan(1_500);
    expect(answer['tracesKept']).toBe(2_000);
    expect(published).toBe(answer['spansKept']);
  });
  test('parent based there are none, and the weights give the number back; errors are lost like the rest', async () => {
    const { answer, table } = await sample({ strategy: 'parent-based-ratio', ratio: 0.1 });
    expect(answer['orphanSpans']).toBe(0);
    expect(answer['tracesKept']).toBeLessThanOrEqual(250);
    expect(answer['spansKept']).toBe(3 * (answer['tracesKept'] ?? 0));
    expect(Math.abs((answer['estimateRequests'] ?? 0) - 2_000) / 2_000).toBeLessThan(0.15);
    expect(answer['errorTracesKept']).toBeLessThan(10);
    for (let span = 0; span < table.spanCount; span++)
      expect(lintAttributes(Object.fromEntries(table.attributes(span as SpanIndex)), 'spans')).toEqual([]);
  });
  test('the tail sampler keeps every error within the budget, whole traces only', async () => {
    const { answer } = await sample({ strategy: 'tail', tailKeepErrors: true, tailBaseline: 0.05 });
    expect(answer).toMatchObject({ errorTracesKept: 10, orphanSpans: 0 });
    expect(answer['tracesKept']).toBeLessThanOrEqual(200);
    expect(Math.abs((answer['estimateRequests'] ?? 0) - 2_000) / 2_000).toBeLessThan(0.15);
  });
  test('without the rule for errors it loses them', async () => {
    const { answer } = await sample({ strategy: 'tail', tailKeepErrors: 'false', tailBaseline: 0.05 });
    expect(answer['errorTracesKept']).toBeLessThan(10);
  });
  test('repeats itself, in traces of its own', async () => {
    const body = { requests: 100, strategy: 'parent-based-ratio', ratio: 0.2 };
    const [first, second] = [await sample(body), await sample(body)];
    const counts = ({ bytesEnded: _, bytesKept: __, ...rest }: Record<string, number>) => rest;
    expect(counts(second.answer)).toEqual(counts(first.answer));
    const ids = (table: typeof first.table) =>
      new Set(
        Array.from({ length: table.spanCount }, (_, span) =>
          table.strings.get(table.columns.traceId[span] ?? 0),
        ),
      );
    const earlier = ids(first.table);
    expect([...ids(second.table)].filter((id) => earlier.has(id))).toEqual([]);
  });
  test('the metric still counts every request, however few spans are kept', async () => {
    const { table } = await sample({ requests: 300, strategy: 'parent-based-ratio', ratio: 0.01 });
    const served = table.metrics
      .filter(({ name, service }) => name === 'http.server.request.duration' && service === 'readings-api')
      .flatMap(({ points }) => points)
      .reduce((sum, { count = 0 }) => sum + count, 0);
    expect(served).toBe(300);
  });
});

describe('the month of leaks', () => {
  const month = async (body: object) =>
    (await run(app, { path: '/lab/leak-month', body })).answers[0]?.body as Record<string, number>;

  test('the database always knows', async () => {
    const [all, little] = [
      await month({ ratio: 1 }),
      await month({ ratio: 0.01, retentionDays: 1, cardinalityLimit: 2 }),
    ];
    expect(all['fromDatabase']).toBeGreaterThan(500);
    expect(little['fromDatabase']).toBe(all['fromDatabase']);
    expect(all).toMatchObject({
      fromSpans: all['fromDatabase'],
      fromMetric: all['fromDatabase'],
      expiredSpans: 0,
      metricOverflow: 0,
    });
  });
  test('sampling makes an estimate of it, retention cuts it off, overflow hides the buildings', async () => {
    const sampled = await month({ ratio: 0.2 });
    expect(sampled['fromSpans']).toBeLessThan(sampled['fromDatabase'] ?? 0);
    expect(Math.abs((sampled['fromSpansEstimate'] ?? 0) / (sampled['fromDatabase'] ?? 1) - 1)).toBeLessThan(
      0.2,
    );
    const expired = await month({ ratio: 1, retentionDays: 14 });
    expect((expired['fromSpans'] ?? 0) + (expired['expiredSpans'] ?? 0)).toBe(expired['fromDatabase']);
    expect(expired['expiredSpans']).toBeGreaterThan(0);
    const overflown = await month({ cardinalityLimit: 4 });
    expect((overflown['fromMetric'] ?? 0) + (overflown['metricOverflow'] ?? 0)).toBe(
      overflown['fromDatabase'],
    );
    expect(overflown['metricOverflow']).toBeGreaterThan(0);
  });
});

describe('the cardinality bomb', () => {
  const count = async (body: object) => {
    const result = await run(app, { path: '/lab/cardinality', body });
    const answer = result.answers[0]?.body as {
      readonly leaks: number;
      readonly leakSensors: number;
      readonly asWrittenAnswer: string;
      readonly asWritten: Record<string, number>;
      readonly counter: Record<string, number>;
    };
    const points = result.table.metrics
      .filter(({ name }) => name === 'bldg.leaks')
      .flatMap((metric) => metric.points);
    return { ...result, answer, points };
  };
  const overflow = 'otel.metric.overflow';

  test('as written it overflows: the total stays, the answer for a kind is too small', async () => {
    const { answer, points } = await count({});
    expect(answer.asWrittenAnswer).toBe('too few');
    expect(answer.counter).toMatchObject({ total: answer.leaks, points: 20 });
    expect(answer.counter).toEqual(answer.asWritten);
    expect(answer.counter['leakSensors']).toBeLessThan(answer.leakSensors);
    expect(points.filter(({ attributes }) => attributes.get(overflow) === true)).toHaveLength(1);
    expect(points).toHaveLength(20);
  });
  test('an allow-list brings it down without losing a leak', async () => {
    const { answer, points } = await count({ view: 'allow-list', keep: ['bldg.device.kind'] });
    expect(answer.counter).toEqual({
      total: answer.leaks,
      leakSensors: answer.leakSensors,
      overflow: 0,
      points: 3,
    });
    expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(answer.leaks);
    expect(answer.asWrittenAnswer).toBe('too few');
  });
  test('a higher limit only makes room', async () => {
    const { answer } = await count({ limit: 2_000 });
    expect(answer.counter).toMatchObject({ total: answer.leaks, overflow: 0 });
    expect(answer.counter['points']).toBeGreaterThan(50);
  });
  test('dropped, there is nothing left to ask', async () => {
    const { answer, points } = await count({ view: 'drop' });
    expect(answer.counter).toEqual({ total: 0, leakSensors: 0, overflow: 0, points: 0 });
    expect(points).toEqual([]);
  });
  test('spans carry what was asked for, one a leak', async () => {
    const { table } = await count({ leaks: 30, spanAttributes: ['bldg.hub.id'] });
    const spans = Array.from({ length: table.spanCount }, (_, span) => span as SpanIndex).filter(
      (span) => table.strings.get(table.columns.name[span] ?? 0) === 'record leak',
    );
    expect(spans).toHaveLength(30);
    for (const span of spans) {
      expect(table.attribute(span, 'bldg.hub.id')).toBeGreaterThan(0);
      expect(table.attribute(span, 'bldg.device.id')).toBeUndefined();
    }
  });
});

describe('a target and its guards', () => {
  const guards = ['failed-answers', 'work-orders', 'stale-assignments'];
  const report = async (handler: string, chosen: readonly string[] = guards) => {
    const result = await run(app, { path: '/lab/goodhart', body: { handler, guards: chosen } });
    const answer = result.answers[0]?.body as Record<string, number>;
    const sum = (name: string) => {
      const points = result.table.metrics
        .filter((metric) => metric.name === name)
        .flatMap((metric) => metric.points);
      return points.length === 0 ? undefined : points.reduce((total, { value }) => total + value, 0);
    };
    const counted = {
      failed: sum('bldg.lab.failed_answers'),
      workOrders: sum('bldg.lab.work_orders'),
      stale: sum('bldg.lab.stale_assignments'),
    };
    return { ...result, answer, counted };
  };

  test.each(['one-by-one', 'at-once'])('%s does what was promised', async (handler) => {
    const { answer, counted } = await report(handler);
    expect(answer).toMatchObject({ leaks: 40, succeeded: 40, workOrders: 40, staleAssignments: 0 });
    expect(counted).toEqual({ failed: 0, workOrders: 40, stale: 0 });
  });
  test('failing fast fails those who would have waited, at the least', async () => {
    const { answer, counted } = await report('fail-fast');
    expect(counted.failed).toBeGreaterThanOrEqual(2);
    expect(counted.workOrders).toBe(40 - (counted.failed ?? 0));
    expect(answer).toMatchObject({ succeeded: counted.workOrders, workOrders: counted.workOrders });
  });
  test('accepted is not done', async () => {
    const { answer, counted } = await report('accept-and-drop');
    expect(answer).toMatchObject({ succeeded: 40, workOrders: 5 });
    expect(counted).toEqual({ failed: 0, workOrders: 5, stale: 0 });
  });
  test('a cache that never expires misses the change of shift', async () => {
    const { answer, counted } = await report('stale-cache');
    expect(answer).toMatchObject({ succeeded: 40, workOrders: 40, staleAssignments: 20 });
    expect(counted).toEqual({ failed: 0, workOrders: 40, stale: 20 });
  });
  test('a guard that nobody added counts nothing', async () => {
    const { counted } = await report('at-once', ['work-orders']);
    expect(counted).toEqual({ failed: undefined, workOrders: 40, stale: undefined });
  });
  test('whole traces, calls that nobody waited for among them, and registered attributes', async () => {
    const { table } = await report('fail-fast');
    const spans = Array.from({ length: table.spanCount }, (_, span) => span as SpanIndex);
    for (const span of spans)
      expect(lintAttributes(Object.fromEntries(table.attributes(span)), 'spans')).toEqual([]);
    const text = (column: Uint32Array, span: SpanIndex) => table.strings.get(column[span] ?? 0);
    const known = new Set(spans.map((span) => text(table.columns.spanId, span)));
    const parents = spans.map((span) => text(table.columns.parentSpanId, span));
    expect(parents.filter((id) => id !== '' && !known.has(id))).toEqual([]);
  });
});

describe('a day of commands', () => {
  interface Day {
    readonly commands: number;
    readonly rows: readonly {
      readonly building: number;
      readonly firmware: string;
      readonly commands: number;
      readonly slow: number;
    }[];
    readonly slowest: {
      readonly building: number;
      readonly firmware: string;
      readonly slow: number;
      readonly spanIds: string[];
    };
    readonly bytesOfOneRow: number;
  }
  const day = async (body: object) => {
    const result = await run(app, { path: '/lab/command-day', body: { commands: 80, seed: 7, ...body } });
    return { ...result, answer: result.answers[0]?.body as Day };
  };
  const requestsOf = ({ table }: Awaited<ReturnType<typeof day>>) =>
    Array.from({ length: table.spanCount }, (_, span) => span as SpanIndex).filter(
      (span) => table.strings.get(table.columns.name[span] ?? 0) === 'POST /devices/:id/commands',
    );

  test('counts what the published spans say', async () => {
    const attributes = ['bldg.building.id', 'bldg.device.firmware'];
    const result = await day({ attributes });
    const { table, answer } = result;
    const requests = requestsOf(result);
    expect(requests).toHaveLength(80);
    expect(answer.rows.reduce((sum, { commands }) => sum + commands, 0)).toBe(80);
    const { startNs, endNs, spanId } = table.columns;
    const slow = requests.filter((span) => (endNs[span] ?? 0) - (startNs[span] ?? 0) > 100e6);
    const ofSlowest = slow.filter(
      (span) =>
        table.attribute(span, 'bldg.building.id') === 2 &&
        table.attribute(span, 'bldg.device.firmware') === '2.9.1',
    );
    expect(answer.rows.reduce((sum, row) => sum + row.slow, 0)).toBe(slow.length);
    expect(answer.slowest).toMatchObject({ building: 2, firmware: '2.9.1', slow: ofSlowest.length });
    const idsOf = (spans: readonly SpanIndex[]) =>
      spans.map((span) => table.strings.get(spanId[span] ?? 0)).sort();
    expect([...answer.slowest.spanIds].sort()).toEqual(idsOf(ofSlowest));
  });
  test('writes into the span of the request what was asked for, by registered names, and charges for it', async () => {
    const narrow = await day({});
    const wide = await day({
      attributes: ['bldg.unit.floor', 'bldg.device.battery', 'bldg.command.attempts'],
    });
    for (const span of requestsOf(narrow))
      expect(narrow.table.attribute(span, 'bldg.unit.floor')).toBeUndefined();
    for (const span of requestsOf(wide)) {
      expect(wide.table.attribute(span, 'bldg.unit.floor')).toBeTypeOf('number');
      expect(lintAttributes(Object.fromEntries(wide.table.attributes(span)), 'spans')).toEqual([]);
    }
    expect(wide.answer.bytesOfOneRow).toBeGreaterThan(narrow.answer.bytesOfOneRow);
  });
  test('is the same day for the same seed, and another one for another', async () => {
    const commandsOf = async (body: object) => {
      const { answer } = await day(body);
      return [...answer.rows]
        .sort((a, b) => `${a.building}${a.firmware}`.localeCompare(`${b.building}${b.firmware}`))
        .map(({ commands }) => commands);
    };
    const first = await commandsOf({});
    expect(await commandsOf({})).toEqual(first);
    expect(await commandsOf({ seed: 8 })).not.toEqual(first);
  });
});
