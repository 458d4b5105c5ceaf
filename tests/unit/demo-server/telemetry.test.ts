import { describe, expect, test } from 'vitest';
import { eventPort, portableChannels } from '../../../demo-server/telemetry/event-port.ts';
import { errorType } from '../../../demo-server/telemetry/measure.ts';
import { lintAttributes, REGISTRY } from '../../../demo-server/telemetry/registry.ts';
import { isRunId, isSessionId } from '../../../demo-server/telemetry/run-baggage.ts';
import { describeStatement } from '../../../demo-server/telemetry/traced-database.ts';
import { VERSION } from '../../../demo-server/version.ts';
import packageJson from '../../../package.json' with { type: 'json' };

test('the version in the code is that of the package', () => {
  expect(VERSION).toBe(packageJson.version);
});

describe('registry', () => {
  test('knows its own names, by type and by signal', () => {
    expect(lintAttributes({ 'bldg.device.id': 3, 'db.query.text': 'select 1' }, 'spans')).toEqual([]);
    expect(lintAttributes({ 'bldg.device.id': '3' }, 'spans')).toMatchObject([
      { message: 'should be int, is string' },
    ]);
    expect(lintAttributes({ 'bldg.device.id': 3 }, 'metrics')).toMatchObject([
      { message: 'is not meant for metrics' },
    ]);
    expect(lintAttributes({ 'bldg.devise': 3 }, 'spans')).toMatchObject([{ name: 'bldg.devise' }]);
  });
  test('refuses names that belong to the conventions', () => {
    expect(lintAttributes({ 'device.id': 'x', 'app.unit': 1 }, 'spans').map(({ name }) => name)).toEqual([
      'device.id',
      'app.unit',
    ]);
  });
  test('lets no unbounded id onto metrics', () => {
    for (const name of ['bldg.device.id', 'bldg.unit.id', 'bldg.run.id', 'bldg.work_order.id'] as const)
      expect(REGISTRY[name].signals).not.toContain('metrics');
  });
});

test.each([
  ['select "id" from "units" where "units"."id" = $1', 'SELECT', 'units'],
  ['insert into "outbox" ("id") values (default)', 'INSERT', 'outbox'],
  ['update "devices" set "state" = $1', 'UPDATE', 'devices'],
  ['delete from "outbox" where "outbox"."id" = $1', 'DELETE', 'outbox'],
  ['with a as (select count(*) from "units") select * from a', 'SELECT', 'units'],
  ['with "gone" as (delete from "outbox" returning "id") select count(*) from "gone"', 'DELETE', 'outbox'],
  ['SELECT 1', 'SELECT', undefined],
  ['', 'QUERY', undefined],
])('%s is %s of %s', (text, operation, collection) => {
  expect(describeStatement(text)).toEqual(
    collection === undefined ? { operation } : { operation, collection },
  );
});

test.each([
  [new TypeError('x'), 'TypeError'],
  [Object.assign(new Error('x'), { name: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new (class NoNameOfItsOwn extends Error {})('x'), 'NoNameOfItsOwn'],
  [new Error('x'), 'Error'],
  [new DOMException('x', 'AbortError'), 'AbortError'],
  ['x', '_OTHER'],
])('the error.type of %o is %s', (error, type) => {
  expect(errorType(error)).toBe(type);
});

test('ids of strangers are held to a short alphabet', () => {
  expect(['abcd1234', 'a'.repeat(64), 'A_-9aaaa'].every(isSessionId)).toBe(true);
  expect(['short', 'a'.repeat(65), 'has space!', '<script>', '', undefined].some(isSessionId)).toBe(false);
  expect(isRunId('1')).toBe(true);
  expect(isRunId('a b')).toBe(false);
});

describe('event port', () => {
  const port = (failures: unknown[] = []) => eventPort(portableChannels((_, error) => failures.push(error)));

  test('emits to everyone attached, and to nobody once detached', () => {
    const events = port();
    const heard: unknown[] = [];
    const detach = events.attach('leak', ({ count }, { kind }) => heard.push([count, kind]));
    events.attach('leak', () => heard.push('second'));
    events.execute('leak', { count: 1 }, { kind: 'leak' });
    detach();
    events.execute('leak', { count: 2 }, { kind: 'leak' });
    expect(heard).toEqual([[1, 'leak'], 'second', 'second']);
  });
  test('a handler that throws is reported, stays, and spoils nothing for the others', () => {
    const failures: unknown[] = [];
    const events = port(failures);
    let heard = 0;
    events.attach('leak', () => {
      throw new Error('bad handler');
    });
    events.attach('leak', () => heard++);
    for (let n = 0; n < 3; n++) events.execute('leak', {}, {});
    expect([heard, failures.length]).toEqual([3, 3]);
  });
  test('a span of events starts once and ends once, by success or by failure', async () => {
    const events = port();
    const heard: string[] = [];
    for (const end of ['start', 'stop', 'exception']) events.attach(`work.${end}`, () => heard.push(end));
    expect(await events.span('work', {}, async () => 42)).toBe(42);
    await expect(events.span('work', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(heard).toEqual(['start', 'stop', 'start', 'exception']);
  });
});
