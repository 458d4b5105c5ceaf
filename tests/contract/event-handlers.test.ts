/** Handlers on the event of a received device event: the laboratory of handlers, and the signals of a leak. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import { lintAttributes } from '../../demo-server/telemetry/registry.ts';
import type { SpanIndex } from '../../src/trace/model/types.ts';
import { type RunResult, run } from '../support/demo-run.ts';

let app: DemoApp;
const reports: unknown[] = [];
beforeAll(async () => {
  app = await createNodeApp({ report: (error) => reports.push(error) });
});
afterAll(() => app.close());

const spansNamed = ({ table }: RunResult, name: string): number =>
  Array.from({ length: table.spanCount }, (_, span) =>
    table.strings.get(table.columns.name[span] ?? 0),
  ).filter((own) => own === name).length;
const logsNamed = ({ table }: RunResult, name: string) =>
  table.logs.filter(({ eventName }) => eventName === name);
const pointsOf = ({ table }: RunResult, name: string) =>
  table.metrics.filter((metric) => metric.name === name).flatMap(({ points }) => points);

describe('emit and attach', () => {
  const lab = (body: object) => run(app, { path: '/lab/emit-and-attach', body });
  const all = { handlers: ['log', 'count', 'urgency'], repair: 'default' };

  test('with nothing attached the events are emitted and nothing comes of them', async () => {
    const result = await lab({});
    expect(result.answers[0]).toEqual({
      status: 200,
      body: { events: 12, handlersAttached: 0, handlersLeft: 0, logRecords: 0 },
    });
    expect(spansNamed(result, 'POST /devices/:id/events')).toBe(12);
    expect(logsNamed(result, 'bldg.lab.event.logged')).toEqual([]);
    expect(pointsOf(result, 'bldg.lab.events')).toEqual([]);
  });

  test('each handler gets what comes after it was attached, until the rule takes it away', async () => {
    const result = await lab(all);
    expect(result.answers[0]?.body).toEqual({
      events: 12,
      handlersAttached: 5,
      handlersLeft: 4,
      logRecords: 10,
    });
    expect(logsNamed(result, 'bldg.lab.event.logged')).toHaveLength(10);
    const counts = pointsOf(result, 'bldg.lab.events').map(({ value, attributes }) => [
      attributes.get('bldg.event.kind'),
      value,
    ]);
    expect(Object.fromEntries(counts)).toEqual({ temperature: 9, low_battery: 1 });
    expect(spansNamed(result, 'urgency-node')).toBe(9);
    expect(spansNamed(result, 'urgency-elixir')).toBe(2);
    expect(spansNamed(result, 'urgency-repaired')).toBe(10);
  });

  test('a failure is a record in the trace of its request, and the server itself has not failed', async () => {
    const result = await lab({ handlers: ['urgency'] });
    const failures = logsNamed(result, 'bldg.handler.failed');
    expect(failures.map(({ body }) => body).sort()).toEqual([
      'urgency-elixir threw TypeError and was detached',
      'urgency-node threw TypeError and stays attached',
    ]);
    for (const { traceId, spanId } of failures)
      expect(result.table.findSpan(traceId, spanId)).not.toBeUndefined();
    expect(reports).toEqual([]);
  });

  test('an error that is swallowed costs one event and says nothing', async () => {
    const result = await lab({ repair: 'swallow' });
    expect(spansNamed(result, 'urgency-repaired')).toBe(9);
    expect(logsNamed(result, 'bldg.handler.failed')).toEqual([]);
  });

  test('runs at the same time do not hear each other, and nothing stays attached', async () => {
    const [both, none] = await Promise.all([lab(all), lab({})]);
    expect(spansNamed(both, 'urgency-repaired')).toBe(10);
    expect(spansNamed(none, 'urgency-repaired')).toBe(0);
    const later = await run(app, { path: '/devices/3/events', body: { kind: 'low_battery' } });
    expect(spansNamed(later, 'urgency-repaired')).toBe(0);
    expect(logsNamed(later, 'bldg.lab.event.logged')).toEqual([]);
  });

  test('its names are in the registry', async () => {
    const { table } = await lab(all);
    for (let span = 0; span < table.spanCount; span++)
      expect(lintAttributes(Object.fromEntries(table.attributes(span as SpanIndex)), 'spans')).toEqual([]);
  });

  test('refuses a handler that it does not know', async () => {
    const { answers } = await lab({ handlers: ['mail'] });
    expect(answers[0]?.status).toBe(400);
  });
});

describe('the signals of a leak', () => {
  const leaks = (signals?: object) =>
    run(
      app,
      ...[3, 6].map((id) => ({
        path: `/devices/${id}/events`,
        body: { kind: 'leak', ...(signals && { signals }) },
      })),
    );
  const attributesOfCounter = (result: RunResult) =>
    pointsOf(result, 'bldg.leaks').map(({ attributes }) => Object.fromEntries(attributes));

  test('unless told otherwise, an event in the trace and a counter by kind', async () => {
    const result = await leaks();
    const events = logsNamed(result, 'bldg.leak.detected');
    expect(events).toHaveLength(2);
    for (const { traceId, spanId } of events)
      expect(result.table.findSpan(traceId, spanId)).not.toBeUndefined();
    expect(pointsOf(result, 'bldg.leaks').map(({ value }) => value)).toEqual([2]);
    expect(attributesOfCounter(result)).toEqual([{ 'bldg.device.kind': 'leak_sensor' }]);
  });

  test('none leaves the span alone', async () => {
    const result = await leaks({ log: 'none', counter: 'none' });
    expect(spansNamed(result, 'POST /devices/:id/events')).toBe(2);
    expect(logsNamed(result, 'bldg.leak.detected')).toEqual([]);
    expect(pointsOf(result, 'bldg.leaks')).toEqual([]);
  });

  test('text has no name, and outside has no trace', async () => {
    const text = await leaks({ log: 'text' });
    expect(logsNamed(text, 'bldg.leak.detected')).toEqual([]);
    expect(text.table.logs.filter(({ body }) => body === 'leak detected')).toHaveLength(2);
    const outside = await leaks({ log: 'outside' });
    const events = logsNamed(outside, 'bldg.leak.detected');
    expect(events).toHaveLength(2);
    for (const { traceId, spanId } of events) expect(outside.table.findSpan(traceId, spanId)).toBeUndefined();
  });

  test('with the device on it, the counter has a series for each', async () => {
    const result = await leaks({ counter: 'kind-and-device' });
    expect(attributesOfCounter(result)).toEqual([
      { 'bldg.device.kind': 'leak_sensor', 'bldg.device.id': 3 },
      { 'bldg.device.kind': 'leak_sensor', 'bldg.device.id': 6 },
    ]);
    expect(attributesOfCounter(await leaks({ counter: 'bare' }))).toEqual([{}]);
  });
});
