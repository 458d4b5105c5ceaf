/** What each route of the building emits: the whole run as a tree, with the links between its traces. */
import { describe, expect, test } from 'vitest';
import { lintAttributes } from '../../demo-server/telemetry/registry.ts';
import type { SpanIndex, TraceReader } from '../../src/trace/model/types.ts';
import { run } from '../support/demo-run.ts';
import { quietApp } from '../support/quiet-server.ts';
import { spanTree } from '../support/span-tree.ts';

const app = await quietApp({ databaseUrl: process.env['DATABASE_URL'] });

describe('heartbeat, "a no-op"', () => {
  test('updates two tables, sends a message, and sets two more services to work', async () => {
    const { table, answers } = await run(app, { path: '/devices/3/heartbeat' });
    expect(answers).toEqual([{ status: 200, body: { ok: true } }]);
    expect(spanTree(table)).toBe(
      `
building-api: POST /devices/:id/heartbeat (server)
  building-api: UPDATE devices (client)
  building-api: UPDATE hubs (client)
  building-api: send device.heartbeat (producer)
    building-api: INSERT outbox (client)
event-worker: process device.heartbeat (consumer) ~> send device.heartbeat
  event-worker: POST /devices/:id/acknowledgements (client)
    device-gateway: POST /devices/:id/acknowledgements (server)
      device-gateway: hub acknowledge (client)
  event-worker: DELETE outbox (client)`.trim(),
    );
  });

  test('an unknown device is 404 and queues nothing', async () => {
    const { table, answers, settled } = await run(app, { path: '/devices/999/heartbeat' });
    expect(answers[0]).toMatchObject({ status: 404, body: { error: { code: 'unknown-device' } } });
    expect(spanTree(table)).toBe(
      'building-api: POST /devices/:id/heartbeat (server)\n  building-api: UPDATE devices (client)',
    );
    expect(settled).toMatchObject({ verdict: 'settled', queuedMessages: 0 });
  });
});

describe('units', () => {
  test('the loop asks once for each unit', async () => {
    const { table } = await run(app, { method: 'GET', path: '/buildings/1/units?strategy=loop' });
    const lines = spanTree(table).split('\n');
    expect(lines.filter((line) => line.includes('SELECT devices'))).toHaveLength(12);
    expect(lines.filter((line) => line.includes('SELECT units'))).toHaveLength(1);
  });
  test('the join asks once, and the answer is the same', async () => {
    const looped = await run(app, { method: 'GET', path: '/buildings/1/units' });
    const joined = await run(app, { method: 'GET', path: '/buildings/1/units?strategy=join' });
    expect(spanTree(joined.table)).toBe(
      'building-api: GET /buildings/:id/units (server)\n  building-api: SELECT units (client)',
    );
    expect(joined.answers).toEqual(looped.answers);
  });
  test('a building shows its hubs, a unit its devices', async () => {
    const { answers } = await run(
      app,
      { method: 'GET', path: '/buildings/1' },
      { method: 'GET', path: '/units/1/devices' },
    );
    expect(answers[0]?.body).toMatchObject({
      id: 1,
      hubs: [{ id: 1 }, { id: 2 }, { id: 3, firmware: '2.9.1' }],
    });
    expect(answers[1]?.body).toMatchObject({ unitId: 1, devices: [{ id: 1 }, { id: 2 }, { id: 3 }] });
  });
});

describe('lockdown', () => {
  const hub = (id: number, firmware: string, delayMs: number) => `
  building-api: POST /hubs/:id/lock (client) bldg.hub.id=${id} bldg.device.firmware=${firmware}
    device-gateway: POST /hubs/:id/lock (server) bldg.hub.id=${id} bldg.device.firmware=${firmware}
      device-gateway: hub lock (client) bldg.hub.id=${id} bldg.device.firmware=${firmware} bldg.injected_delay_ms=${delayMs}`;
  const show = ['bldg.hub.id', 'bldg.device.firmware', 'bldg.injected_delay_ms'];
  const clients = (table: TraceReader): readonly SpanIndex[] =>
    Array.from({ length: table.spanCount }, (_, index) => index as SpanIndex).filter(
      (span) => table.strings.get(table.columns.name[span] ?? 0) === 'hub lock',
    );
  const overlapping = (table: TraceReader): number => {
    const spans = clients(table);
    const { startNs, endNs } = table.columns;
    return spans.flatMap((a) =>
      spans.filter(
        (b) => a < b && (startNs[a] ?? 0) < (endNs[b] ?? 0) && (startNs[b] ?? 0) < (endNs[a] ?? 0),
      ),
    ).length;
  };

  test.each(['sequential', 'two-at-a-time', 'parallel'])(
    '%s calls all three hubs, with their delays in sight',
    async (strategy) => {
      const { table, answers } = await run(app, { path: '/buildings/1/lockdown', body: { strategy } });
      expect(answers[0]?.body).toEqual({ buildingId: 1, lockedHubs: [1, 2, 3], lockedDevices: 12 });
      const tree = spanTree(table, { show });
      for (const part of [hub(1, '4.2.0', 80), hub(2, '4.2.0', 80), hub(3, '2.9.1', 720)])
        expect(tree).toContain(part);
      expect(overlapping(table)).toBe({ sequential: 0, 'two-at-a-time': 1, parallel: 3 }[strategy]);
    },
  );
  test('skip-slow leaves the doors of the slow hub open', async () => {
    const { table, answers } = await run(app, {
      path: '/buildings/2/lockdown',
      body: { strategy: 'skip-slow' },
    });
    expect(answers[0]?.body).toEqual({ buildingId: 2, lockedHubs: [4, 5], lockedDevices: 8 });
    expect(clients(table)).toHaveLength(2);
  });
  test('fire-and-forget says "locked" while the hubs are still at it', async () => {
    const { table, answers } = await run(app, {
      path: '/buildings/1/lockdown',
      body: { strategy: 'fire-and-forget' },
    });
    expect(answers[0]?.body).toMatchObject({ lockedDevices: 12 });
    const { endNs } = table.columns;
    const root = Array.from(endNs.subarray(0, table.spanCount)).find(
      (_, span) => table.columns.parentSpanId[span] === 0,
    );
    for (const span of clients(table)) expect(endNs[span]).toBeGreaterThan(root ?? Number.POSITIVE_INFINITY);
  });
});

describe('events through the queue', () => {
  const events = (delivery: object) => ({ path: '/devices/3/events', body: { kind: 'leak', delivery } });
  const api = `building-api: POST /devices/:id/events (server)
  building-api: SELECT devices (client)
  building-api: INSERT events (client)
  building-api: send device.event (producer)
    building-api: INSERT outbox (client)`;
  const show = ['bldg.duplicate'];

  test('as it should be: one work order for two deliveries, each linked, the second marked', async () => {
    const { table, answers } = await run(app, events({ copies: 2 }));
    expect(answers[0]).toMatchObject({ status: 202, body: { deliveries: 2 } });
    expect(spanTree(table, { show })).toBe(`${api}
event-worker: process device.event (consumer) ~> send device.event
  event-worker: INSERT processed_messages (client)
  event-worker: INSERT work_orders (client)
  event-worker: DELETE outbox (client)
event-worker: process device.event (consumer) bldg.duplicate=true ~> send device.event
  event-worker: INSERT processed_messages (client)
  event-worker: DELETE outbox (client)`);
  });
  test('as the exercise finds it: no links, two work orders; the run still sees both consumers', async () => {
    const { table } = await run(app, events({ copies: 2, context: 'none', idempotency: 'none' }));
    const consumer = `event-worker: process device.event (consumer)
  event-worker: INSERT work_orders (client)
  event-worker: DELETE outbox (client)`;
    expect(spanTree(table, { show })).toBe(`${api}\n${consumer}\n${consumer}`);
  });
  test('dropping the second delivery unseen leaves no consumer span for it', async () => {
    const { table, settled } = await run(app, events({ copies: 2, idempotency: 'drop-second' }));
    expect(spanTree(table).match(/process device.event/g)).toHaveLength(1);
    expect(settled.verdict).toBe('settled');
  });
  test('a leak is also a log event in its trace and one count, without the device on the metric', async () => {
    const { table } = await run(app, events({}));
    const leak = table.logs.find(({ eventName }) => eventName === 'bldg.leak.detected');
    expect(leak?.attributes.get('bldg.device.id')).toBe(3);
    expect(table.logs.map(({ body }) => body)).toContain('work order created');
    const span = table.findSpan(leak?.traceId ?? '', leak?.spanId ?? '');
    expect(span !== undefined && table.strings.get(table.columns.name[span] ?? 0)).toBe(
      'POST /devices/:id/events',
    );
    const leaks = table.metrics.find(({ name }) => name === 'bldg.leaks');
    expect(leaks?.points.map(({ value, attributes }) => [value, Object.fromEntries(attributes)])).toEqual([
      [1, { 'bldg.device.kind': 'leak_sensor' }],
    ]);
  });
  test('work orders of one session are not seen by another', async () => {
    const mine = await run(app, events({}), { method: 'GET', path: '/work-orders?status=done' });
    const other = await run(app, { method: 'GET', path: '/work-orders' });
    const list = other.answers[0]?.body as { workOrders: readonly { deviceId: number }[] };
    expect(list.workOrders.map(({ deviceId }) => deviceId)).toEqual([9, 13]);
    expect(mine.answers[1]?.body).toMatchObject({ workOrders: [{ deviceId: 9, status: 'done' }] });
  });
});

describe('commands', () => {
  test('go through the gateway to the hub, then into the database', async () => {
    const { table, answers } = await run(app, { path: '/devices/1/commands', body: { command: 'unlock' } });
    expect(answers[0]?.body).toEqual({ deviceId: 1, state: 'unlocked' });
    expect(spanTree(table)).toBe(
      `
building-api: POST /devices/:id/commands (server)
  building-api: SELECT devices (client)
  building-api: POST /devices/:id/commands (client)
    device-gateway: POST /devices/:id/commands (server)
      device-gateway: hub unlock (client)
  building-api: UPDATE devices (client)`.trim(),
    );
  });
  test('a thermostat does not know "lock"', async () => {
    const { answers } = await run(app, { path: '/devices/2/commands', body: { command: 'lock' } });
    expect(answers[0]).toMatchObject({ status: 409, body: { error: { code: 'unsupported-command' } } });
  });
});

describe('all of it', () => {
  test('keeps to the registry and the conventions, and carries session and run, nothing else of the baggage', async () => {
    const { table, sessionId } = await run(
      app,
      { path: '/devices/3/heartbeat' },
      { path: '/devices/3/events', body: { kind: 'leak' } },
      { path: '/buildings/1/lockdown', body: { strategy: 'parallel' } },
    );
    for (let index = 0; index < table.spanCount; index++) {
      const span = index as SpanIndex;
      const attributes = Object.fromEntries(table.attributes(span));
      expect(lintAttributes(attributes, 'spans')).toEqual([]);
      expect(attributes['session.id']).toBe(sessionId);
      expect(attributes['bldg.run.id']).toMatch(/^run-/);
      expect(attributes).not.toHaveProperty('stranger');
      const resource = Object.fromEntries(table.resourceAttributes(span));
      expect(resource).toMatchObject({
        'service.namespace': 'smart-building',
        'deployment.environment.name': 'development',
      });
      if ('db.query.text' in attributes)
        expect(attributes).toMatchObject({
          'db.system.name': 'postgresql',
          'db.namespace': 'postgres',
          'db.operation.name': expect.stringMatching(/^(SELECT|INSERT|UPDATE|DELETE)$/),
          'db.collection.name': expect.any(String),
        });
    }
    for (const log of table.logs)
      expect(lintAttributes(Object.fromEntries(log.attributes), 'logs')).toEqual([]);
    for (const metric of table.metrics)
      for (const { attributes } of metric.points)
        expect(lintAttributes(Object.fromEntries(attributes), 'metrics')).toEqual([]);
  });

  test('metrics count this run and nothing else', async () => {
    const { table } = await run(app, { path: '/devices/3/heartbeat' }, { path: '/devices/6/heartbeat' });
    const sum = (name: string, key?: string, value?: string) =>
      table.metrics
        .filter((metric) => metric.name === name)
        .flatMap(({ points }) => points)
        .filter(({ attributes }) => key === undefined || attributes.get(key) === value)
        .reduce((total, point) => total + (point.count ?? point.value), 0);
    expect(sum('messaging.client.sent.messages')).toBe(2);
    expect(sum('messaging.client.consumed.messages')).toBe(2);
    expect(sum('bldg.hub.connections')).toBe(2);
    expect(sum('db.client.operation.duration', 'db.operation.name', 'UPDATE')).toBe(4);
    expect(sum('http.server.request.duration')).toBe(4);
    expect(sum('http.server.active_requests')).toBe(0);
  });

  test('an HTTP server says by the conventions what it was asked and how it went', async () => {
    const { table } = await run(
      app,
      { method: 'GET', path: '/buildings/1/units?strategy=join' },
      { method: 'GET', path: '/nothing/here' },
      { method: 'BREW', path: '/buildings/1' },
      { path: '/lab/hub-commands' },
    );
    const show = [
      'http.request.method',
      'http.request.method_original',
      'url.scheme',
      'url.query',
      'error.type',
    ];
    const servers = spanTree(table, { show })
      .split('\n')
      .filter((line) => line.includes('(server)'))
      .map((line) => line.trim());
    expect(servers.sort()).toEqual([
      'building-api: GET (server) http.request.method=GET url.scheme=http',
      'building-api: GET /buildings/:id/units (server) http.request.method=GET url.scheme=http url.query=strategy=join',
      'building-api: HTTP (server) http.request.method=_OTHER http.request.method_original=BREW url.scheme=http',
      'building-api: POST /lab/hub-commands (server) http.request.method=POST url.scheme=http',
      ...['', '', ' error.type=502'].map(
        (failed) =>
          `device-gateway: POST /hubs/:id/commands (server) http.request.method=POST url.scheme=http${failed}`,
      ),
    ]);
    const pointsOf = (name: string) =>
      table.metrics
        .filter((metric) => metric.name === name)
        .flatMap(({ service, unit, points }) =>
          points.map(({ attributes }) => [service, unit, Object.fromEntries(attributes)]),
        );
    const duration = (service: string, method: string, status: number, more: object = {}) => [
      service,
      's',
      { 'http.request.method': method, 'url.scheme': 'http', 'http.response.status_code': status, ...more },
    ];
    const commands = { 'http.route': '/hubs/:id/commands' };
    expect(pointsOf('http.server.request.duration')).toEqual(
      expect.arrayContaining([
        duration('building-api', 'GET', 200, { 'http.route': '/buildings/:id/units' }),
        duration('building-api', 'GET', 404),
        duration('building-api', '_OTHER', 404),
        duration('device-gateway', 'POST', 200, commands),
        duration('device-gateway', 'POST', 502, { ...commands, 'error.type': '502' }),
      ]),
    );
    expect(pointsOf('http.server.active_requests')).toContainEqual([
      'device-gateway',
      '{request}',
      { 'http.request.method': 'POST', 'url.scheme': 'http' },
    ]);
  });
});
