/** A card whose code is SQL: it is asked of the telemetry of each run, wherever the run went. */
import { expect, test } from 'vitest';
import { createCardModel } from '../../../src/exercises/card/card-model.ts';
import type { Exercise } from '../../../src/exercises/definition/exercise.ts';
import { SqlEnded } from '../../../src/sql/sql-port.ts';
import type { WorkerSqlEngine } from '../../../src/sql/worker-sql-engine.ts';
import type { TableAnswer } from '../../../src/trace/checks/types.ts';
import { AN_EXERCISE } from './an-exercise.ts';
import { fakeCardPorts } from './fake-card-ports.ts';
import { fakeDemoServer, turns } from './fake-demo-server.ts';

const EXERCISE: Exercise = {
  ...AN_EXERCISE,
  mode: 'code',
  inputs: [{ id: 'question', type: 'traceql', role: 'answer', label: 'Ask' }],
  runs: [{ method: 'GET', path: '/api/building/buildings/1' }],
  checks: [
    { say: 'SQL', type: 'sqlRows', equal: '/0/body/rows' },
    { say: 'TraceQL', type: 'traceqlSelects', input: 'question', equal: '/0/body/ids' },
  ],
  hintRungs: {},
  start: { question: '{ }' },
  solution: { question: '{ }' },
  code: { language: 'sql', start: 'SELECT start', solution: 'SELECT solution' },
};
const ROWS: TableAnswer = { type: 'rows', columns: ['n'], rows: [[3]], cut: false, tookMs: 1, reads: 1 };
const PROBLEM: TableAnswer = { type: 'problem', line: 2, column: 5, message: 'a slip', hint: 'mend it' };

function sqlCard(answer: TableAnswer | Error) {
  const fake = fakeDemoServer();
  const asked: string[] = [];
  let stops = 0;
  const engine: WorkerSqlEngine = {
    prepare: () => Promise.resolve(),
    async ask(statement) {
      asked.push(statement);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    stop: () => {
      stops += 1;
    },
    subscribeBoot: () => () => {},
  };
  const model = createCardModel(
    EXERCISE,
    fakeCardPorts({
      subscribeConnection(listener) {
        listener({ type: 'connected', server: fake.server });
        return () => {};
      },
      loadSql: async () => engine,
    }),
  );
  model.connect();
  /** The server names the span of the page itself. */
  const press = async () => {
    const pressed = model.pressRun();
    await turns();
    const request = fake.requests.at(-1);
    request?.answer({ rows: [{ n: 3 }], ids: [request.parentId] });
    await turns();
    if (request) fake.settle(request.runId);
    await pressed;
  };
  return { model, press, asked, fake, stops: () => stops };
}

test('the statement in the editor is asked once the run has settled, and its rows are on show', async () => {
  const { model, press, asked } = sqlCard(ROWS);
  model.code?.edit('SELECT mine');
  await press();
  expect(asked).toEqual(['SELECT mine']);
  expect(model.results.value?.map(({ pass }) => pass)).toEqual([true, true]);
  expect(model.run.value?.finished?.sql).toBe(ROWS);
  expect(model.serverMode.value).toBe('live');
});

test('a slip is a failing check, and a problem at its place in the editor', async () => {
  const { model, press } = sqlCard(PROBLEM);
  await press();
  expect(model.state.value).toBe('failing');
  expect(model.code?.problems.value).toEqual([
    { type: 'syntax', line: 2, column: 5, message: 'a slip', hint: 'mend it' },
  ]);
  expect(model.results.value?.[0]?.seen).toBe('no rows: a slip');
});

test('a database that was ended gives no verdict, and says why', async () => {
  const { model, press } = sqlCard(new SqlEnded('too slow', 'ask for less'));
  await press();
  expect(model.state.value).toBe('untried');
  expect(model.notice.value).toEqual({ message: 'too slow', hint: 'ask for less' });
});

test('a query in TraceQL is judged as it is written, without another run', async () => {
  const { model, press, fake } = sqlCard(ROWS);
  await press();
  const requests = fake.requests.length;
  model.setInput('question', '{ name = ');
  expect(model.results.value?.[1]?.seen).toMatch(/^at character/);
  expect(model.state.value).toBe('failing');
  model.setInput('question', '{ name =~ "Run .*" }');
  expect(model.results.value?.[1]?.seen).toBe('those');
  expect(model.state.value).toBe('passed');
  expect(fake.requests).toHaveLength(requests);
});

test('the solution is asked with its own statement, and its slips are not the learner’s', async () => {
  const { model, asked, fake } = sqlCard(PROBLEM);
  const compared = model.compare();
  await turns();
  const request = fake.requests.at(-1);
  request?.answer({ rows: [], ids: [] });
  await turns();
  if (request) fake.settle(request.runId);
  await compared;
  expect(asked).toEqual(['SELECT solution']);
  expect(model.code?.problems.value).toEqual([]);
});

test('Stop ends the database too', async () => {
  const { model, stops } = sqlCard(ROWS);
  void model.pressRun();
  await turns();
  model.stop();
  expect(stops()).toBe(1);
});
