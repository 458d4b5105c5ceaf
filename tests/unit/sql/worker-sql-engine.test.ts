/** The page's engine against a worker of a few lines: when it is fetched, what it is given, how it is ended. */
import { expect, test } from 'vitest';
import type { ToSqlWorker } from '../../../src/sql/engine/worker-messages.ts';
import type { SqlBoot } from '../../../src/sql/sql-port.ts';
import { MAX_ASK_MS, type SqlLineEvents, workerSqlEngine } from '../../../src/sql/worker-sql-engine.ts';
import type { TableAnswer } from '../../../src/trace/checks/types.ts';
import { traceTable } from '../../support/trace-text.ts';
import { turns } from '../exercises/fake-demo-server.ts';

const ANSWER: TableAnswer = { type: 'rows', columns: ['n'], rows: [[1]], cut: false, tookMs: 1, reads: 1 };
const TELEMETRY = traceTable('shop  GET /carts  |0-10ms|');
const ENGINE = {} as WebAssembly.Module;

interface FakeWorker {
  readonly events: SqlLineEvents;
  readonly heard: ToSqlWorker[];
  isEnded: boolean;
}

function fakeEngine(failure?: string) {
  const workers: FakeWorker[] = [];
  const timers: { ms: number; callback: () => void; isCancelled: boolean }[] = [];
  const engine = workerSqlEngine({
    async open(events) {
      if (failure !== undefined) throw new Error(failure);
      const worker: FakeWorker = { events, heard: [], isEnded: false };
      workers.push(worker);
      return {
        engine: ENGINE,
        line: {
          post: (message) => void worker.heard.push(message),
          end: () => {
            worker.isEnded = true;
          },
        },
      };
    },
    clock: {
      after(ms, callback) {
        const timer = { ms, callback, isCancelled: false };
        timers.push(timer);
        return () => {
          timer.isCancelled = true;
        };
      },
    },
  });
  const boots: SqlBoot['type'][] = [];
  engine.subscribeBoot(({ type }) => boots.push(type));
  const worker = (index = 0): FakeWorker => {
    const found = workers[index];
    if (found === undefined) throw new Error(`there is no worker ${index}`);
    return found;
  };
  const ready = async (index = 0) => {
    await turns();
    worker(index).events.message({ type: 'ready' });
    await turns();
  };
  const answer = async (index = 0) => {
    worker(index).events.message({ type: 'answer', answer: ANSWER });
    await turns();
  };
  return { engine, workers, worker, timers, boots, ready, answer };
}

test('nothing is started before it is asked, and one start is for all', async () => {
  const { engine, workers, boots, ready } = fakeEngine();
  expect(workers).toHaveLength(0);
  const prepared = Promise.all([engine.prepare(), engine.prepare()]);
  await ready();
  await prepared;
  expect(workers).toHaveLength(1);
  expect(boots).toEqual(['asleep', 'fetching', 'starting', 'ready']);
});

test('tables go over once, and again when they have grown', async () => {
  const { engine, worker, ready, answer } = fakeEngine();
  const telemetry = traceTable('shop  GET /carts  |0-10ms|');
  const tablesOf = () =>
    worker().heard.flatMap((message) => (message.type === 'ask' ? [message.tables?.length ?? 0] : []));
  const ask = async () => {
    const asked = engine.ask('SELECT 1', telemetry);
    await turns();
    await answer();
    return asked;
  };
  const first = engine.ask('SELECT 1', telemetry);
  await ready();
  await answer();
  expect(await first).toBe(ANSWER);
  await ask();
  telemetry.appendLogs({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1', body: { stringValue: 'new' } }] }] }],
  });
  await ask();
  expect(tablesOf()).toEqual([3, 0, 3]);
});

test('questions wait for each other', async () => {
  const { engine, worker, ready, answer } = fakeEngine();
  const both = Promise.all([engine.ask('first', TELEMETRY), engine.ask('second', TELEMETRY)]);
  await ready();
  const asked = () =>
    worker().heard.flatMap((message) => (message.type === 'ask' ? [message.statement] : []));
  expect(asked()).toEqual(['first']);
  await answer();
  expect(asked()).toEqual(['first', 'second']);
  await answer();
  expect(await both).toEqual([ANSWER, ANSWER]);
});

test('a question that takes too long ends its worker; the next one starts another, with its tables', async () => {
  const { engine, worker, timers, ready, answer } = fakeEngine();
  const slow = engine.ask('slow', TELEMETRY);
  const ended = expect(slow).rejects.toThrow('within 10 seconds');
  await ready();
  expect(timers).toMatchObject([{ ms: MAX_ASK_MS, isCancelled: false }]);
  timers[0]?.callback();
  await ended;
  expect(worker().isEnded).toBe(true);
  const next = engine.ask('next', TELEMETRY);
  await ready(1);
  expect(worker(1).heard.at(-1)).toMatchObject({ type: 'ask', tables: [{}, {}, {}] });
  await answer(1);
  expect(await next).toBe(ANSWER);
  expect(timers[1]?.isCancelled).toBe(true);
});

test('stopping ends what is under way, and late words of the old worker are not heard', async () => {
  const { engine, worker, ready, answer } = fakeEngine();
  const stopped = expect(engine.ask('long', TELEMETRY)).rejects.toThrow('was stopped');
  await ready();
  engine.stop();
  await stopped;
  expect(worker().isEnded).toBe(true);
  await answer();
  const waiting = expect(engine.prepare()).rejects.toThrow('was stopped');
  engine.stop();
  await waiting;
});

test('what stands in the way is said, and the next who asks tries again', async () => {
  const { engine, boots } = fakeEngine('no room');
  await expect(engine.prepare()).rejects.toThrow('DuckDB could not run in this browser: no room');
  await expect(engine.ask('SELECT 1', TELEMETRY)).rejects.toMatchObject({
    hint: expect.stringContaining('TraceQL works'),
  });
  expect(boots).toEqual(['asleep', 'fetching', 'asleep', 'fetching', 'asleep']);
});

test('a worker that breaks ends its question', async () => {
  const { engine, worker, ready } = fakeEngine();
  const broken = expect(engine.ask('SELECT 1', TELEMETRY)).rejects.toThrow('out of memory');
  await ready();
  worker().events.broken('out of memory');
  await broken;
});
