/** The SQL view: its examples answer on any telemetry, its rows make the right picture, and one question is asked at a time. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openSqlDatabase } from '../../../scripts/sql-on-node.ts';
import { fileSource } from '../../../src/explore/source/file-source.ts';
import { SQL_EXAMPLES } from '../../../src/explore/sql/examples.ts';
import { chartOf } from '../../../src/explore/sql/rows-chart.ts';
import { createSqlModel } from '../../../src/explore/sql/sql-model.ts';
import type { SqlDatabase } from '../../../src/sql/engine/sql-engine.ts';
import { SqlEnded } from '../../../src/sql/sql-port.ts';
import { telemetryTables } from '../../../src/sql/tables/telemetry-tables.ts';
import type { WorkerSqlEngine } from '../../../src/sql/worker-sql-engine.ts';
import type { Cell, TableAnswer } from '../../../src/trace/checks/types.ts';
import { FileTable } from '../../../src/trace/formats/file-table.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { traceText } from '../../support/trace-text.ts';

const TELEMETRY = new FileTable();
TELEMETRY.appendTraces(
  traceText(`
shop  GET /carts  |0-120ms|  @kind=server http.route=/carts
  shop  SELECT carts  |1-5ms|  @kind=client db.system.name=postgresql
  shop  SELECT carts  |6-9ms|  @kind=client db.system.name=postgresql
---
shop  GET /carts  |1s-2s|  @kind=server @status=error http.route=/carts
`),
);
const rowsOf = (columns: string[], ...rows: Cell[][]) =>
  ({ type: 'rows', columns, rows, cut: false, tookMs: 1, reads: 1 }) as const;

describe('the examples', () => {
  let database: SqlDatabase;
  beforeAll(async () => {
    database = await openSqlDatabase();
  });
  test.each(SQL_EXAMPLES)('$name', ({ statement }) => {
    database.load(telemetryTables(new TraceTable()));
    expect(database.ask(statement)).toMatchObject({ type: 'rows', rows: [] });
    database.load(telemetryTables(TELEMETRY));
    const answer = database.ask(statement);
    expect(answer).toMatchObject({ type: 'rows' });
    if (answer.type === 'rows' && !statement.includes('FROM otel_logs'))
      expect(answer.rows.length).toBeGreaterThan(0);
  });
});

describe('the picture of an answer', () => {
  test('words and a number make bars, the largest the longest', () => {
    expect(chartOf(rowsOf(['a', 'b', 'n', 'more'], ['x', 'y', 4, 1], ['x', null, 1, 9]))).toEqual({
      type: 'bars',
      measure: 'n',
      bars: [
        { label: 'x · y', value: 4, share: 1 },
        { label: 'x · NULL', value: 1, share: 0.25 },
      ],
      leftOut: 0,
    });
  });
  test('times and numbers make lines, in the order of time', () => {
    const chart = chartOf(
      rowsOf(['t', 'n'], ['1970-01-01 00:00:02.000000', 5], ['1970-01-01 00:00:01.000000', null]),
    );
    expect(chart).toMatchObject({
      type: 'lines',
      data: { times: [1, 2], series: [{ label: 'n', points: [null, 5] }] },
    });
  });
  test.each<[string, TableAnswer & { type: 'rows' }]>([
    ['one row', rowsOf(['a', 'n'], ['x', 1])],
    ['no number', rowsOf(['a', 'b'], ['x', 'y'], ['z', 'w'])],
    ['a number first', rowsOf(['n', 'a'], [1, 'x'], [2, 'y'])],
    ['less than nothing', rowsOf(['a', 'n'], ['x', -1], ['y', 2])],
    ['a moment twice', rowsOf(['t', 'n'], ['1970-01-01', 1], ['1970-01-01', 2])],
  ])('%s makes none', (_, rows) => {
    expect(chartOf(rows)).toEqual({ type: 'none' });
  });
  test('of many rows, thirty bars', () => {
    const rows = Array.from({ length: 50 }, (_, n): Cell[] => [`r${n}`, n]);
    expect(chartOf(rowsOf(['a', 'n'], ...rows))).toMatchObject({ leftOut: 20, bars: { length: 30 } });
  });
});

describe('a question', () => {
  const SOURCE = fileSource(TELEMETRY);
  function modelOn(answer: TableAnswer | Error) {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked: string[] = [];
    let stops = 0;
    const engine: WorkerSqlEngine = {
      prepare: async () => {},
      async ask(statement) {
        asked.push(statement);
        await released;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      stop: () => {
        stops += 1;
      },
      subscribeBoot(listener) {
        listener({ type: 'fetching', bytes: 1_000_000, totalBytes: 7_700_000 });
        return () => {};
      },
    };
    const model = createSqlModel('SELECT 1', async () => engine);
    return { model, asked, release, stops: () => stops };
  }

  test('is answered with rows, and says over what', async () => {
    const { model, release, asked } = modelOn(rowsOf(['n'], [1]));
    release();
    await model.ask(SOURCE);
    expect(asked).toEqual(['SELECT 1']);
    expect(model.answer.value).toMatchObject({ spans: 4, logs: 0, isPart: false, rows: { rows: [[1]] } });
    expect(model.isAsking.value).toBe(false);
  });
  test('that is given up while DuckDB is fetched reads nothing, and listens to nothing', async () => {
    let fetched: (engine: WorkerSqlEngine) => void = () => {};
    const fetching = new Promise<WorkerSqlEngine>((resolve) => {
      fetched = resolve;
    });
    const model = createSqlModel('SELECT 1', () => fetching);
    const touched: string[] = [];
    const asking = model.ask({
      ...SOURCE,
      everything() {
        touched.push('read');
        return SOURCE.everything();
      },
      subscribe() {
        touched.push('listened');
        return () => {};
      },
    });
    model.close();
    fetched({
      prepare: async () => {},
      ask: async () => rowsOf(['n']),
      stop() {},
      subscribeBoot: () => () => {},
    });
    await asking;
    expect(touched).toEqual([]);
  });
  test('is not answered again by what was read before news came', async () => {
    const { model, release } = modelOn(rowsOf(['n'], [1]));
    release();
    let reads = 0;
    let news = () => {};
    const source = {
      ...SOURCE,
      everything() {
        reads += 1;
        if (reads === 1) news();
        return SOURCE.everything();
      },
      subscribe(changed: () => void) {
        news = changed;
        return () => {};
      },
    };
    for (let asked = 0; asked < 3; asked++) await model.ask(source);
    expect(reads).toBe(2);
  });
  test('with a slip is marked at its place, and the rows before stay', async () => {
    const problem = { type: 'problem', line: 3, column: 2, message: 'a slip', hint: 'mend it' } as const;
    const { model, release } = modelOn(problem);
    release();
    await model.ask(SOURCE);
    expect(model.problems.value).toMatchObject([{ line: 3, column: 2, message: 'a slip', hint: 'mend it' }]);
    expect(model.answer.value).toBeUndefined();
  });
  test('is asked once at a time, and can be stopped', async () => {
    const { model, asked, release, stops } = modelOn(rowsOf(['n'], [1]));
    const first = model.ask(SOURCE);
    await model.ask(SOURCE);
    model.stop();
    expect([model.isAsking.value, stops()]).toEqual([false, 1]);
    release();
    await first;
    expect(asked.length).toBeLessThanOrEqual(1);
    expect(model.answer.value).toBeUndefined();
  });
  test('is given up when the view is left', async () => {
    const { model, release, stops } = modelOn(rowsOf(['n'], [1]));
    const asked = model.ask(SOURCE);
    // Let it come as far as the database.
    await new Promise((resolve) => setImmediate(resolve));
    model.close();
    release();
    await asked;
    expect([stops(), model.isAsking.value, model.answer.value]).toEqual([1, false, undefined]);
  });
  test('without an answer says why', async () => {
    const { model, release } = modelOn(new SqlEnded('too slow', 'ask for less'));
    release();
    await model.ask(SOURCE);
    expect(model.trouble.value).toBe('too slow ask for less');
  });
});
