/**
 * The laboratories that run what a learner wrote: tests, a runner of tests, the configuration of four places. What they
 * answer, what spans they leave, and what they say of input that is wrong.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { run } from '../support/demo-run.ts';
import { exerciseProgram, installProgram } from '../support/install-program.ts';
import { quietApp } from '../support/quiet-server.ts';
import { spanTree } from '../support/span-tree.ts';

// What a learner's program throws is no failure of the server.
const app = await quietApp();
afterEach(() => app.programs.remove());

/** The lines of a tree down to a depth. */
const linesOf = (tree: string, maxDepth = 99): readonly string[] =>
  tree.split('\n').filter((line) => (line.match(/^ */)?.[0].length ?? 0) <= 2 * maxDepth);
const counted = (lines: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const line of lines) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
};
const badRequest = (message: string) => ({
  status: 400,
  body: { error: { code: 'bad-request', message, hint: expect.any(String) } },
});

describe('POST /lab/mutants', () => {
  const MUTANTS = [
    'query-per-unit',
    'link-missing',
    'delivered-twice',
    'error-swallowed',
    'attribute-renamed',
  ] as const;
  const mutants = () => run(app, { path: '/lab/mutants' });

  test('no tests are green everywhere, and kill nothing', async () => {
    const { answers, table } = await mutants();
    expect(answers).toEqual([{ status: 200, body: { green: true, killed: [], survived: MUTANTS } }]);
    const suite = (mutant: string) =>
      `  building-tests: test suite (internal)${mutant} test.suite.run.status=success`;
    const show = ['bldg.test.mutant', 'test.suite.run.status'];
    expect(spanTree(table, { show }).split('\n')).toEqual([
      'building-api: POST /lab/mutants (server)',
      suite(''),
      ...MUTANTS.map((mutant) => suite(` bldg.test.mutant=${mutant}`)),
      suite(''),
    ]);
  });

  test('a good test kills all five, and each suite holds what its test did to the building', async () => {
    const solution = exerciseProgram('test/assertions-on-a-trace', 'test-file', 'solution');
    expect(await installProgram(app, 'test-file', solution)).toEqual([]);
    const { answers, table, settled } = await mutants();
    expect(answers).toEqual([{ status: 200, body: { green: true, killed: MUTANTS, survived: [] } }]);
    expect(settled.verdict).toBe('settled');
    const tree = spanTree(table, { show: ['test.suite.run.status', 'test.case.result.status'] });
    expect(counted(linesOf(tree, 4).filter((line) => line.startsWith(' ')))).toMatchObject({
      '  building-tests: test suite (internal) test.suite.run.status=success': 2,
      '  building-tests: test suite (internal) test.suite.run.status=failure': 5,
      '    building-tests: test case (internal) test.case.result.status=pass': 2,
      '    building-tests: test case (internal) test.case.result.status=fail': 5,
      '      building-tests: POST /devices/:id/events (client)': 7,
      '        building-api: POST /devices/:id/events (server)': 7,
    });
    // One mutant delivers twice, one loses the link.
    expect(counted(linesOf(tree, 0))).toEqual({
      'building-api: POST /lab/mutants (server)': 1,
      'event-worker: process device.event (consumer) ~> send device.event': 7,
      'event-worker: process device.event (consumer)': 1,
    });
  });

  test('a test that is red on the good building is told at its line, and is not green', async () => {
    const problems: string[] = [];
    const stop = app.programs.onProblem(({ line, message }) => problems.push(`${line}: ${message}`));
    const source = `import { expect } from 'vitest';
import { test } from '#building';
test('never', () => {
  expect(1).toBe(2);
});`;
    expect(await installProgram(app, 'test-file', source)).toEqual([]);
    const { answers } = await mutants();
    stop();
    expect(answers[0]).toMatchObject({ status: 200, body: { green: false, killed: MUTANTS } });
    expect(problems).toEqual([expect.stringMatching(/^4: .*expected 1 to be 2/)]);
  });

  test('more tests than there are sensors for are refused in words', async () => {
    const source = `import { test } from '#building';\n${'test("t", () => {});\n'.repeat(4)}`;
    expect(await installProgram(app, 'test-file', source)).toEqual([]);
    expect((await mutants()).answers).toEqual([
      {
        status: 500,
        body: {
          error: {
            code: 'program-failed',
            message: '4 tests are more than there are sensors for.',
            hint: 'There is room for 3 tests.',
          },
        },
      },
    ]);
  });

  test('what it does not know is 400, and runs nothing', async () => {
    const { answers, table } = await run(
      app,
      { path: '/lab/mutants', body: { mutants: ['link-missing'] } },
      { path: '/lab/mutants', body: [] },
    );
    expect(answers).toEqual([
      badRequest('"json": Unrecognized key: "mutants".'),
      badRequest('"json": Invalid input: expected object, received array.'),
    ]);
    const refused = 'building-api: POST /lab/mutants (server)';
    expect(spanTree(table)).toBe(`${refused}\n${refused}`);
  });
});

describe('POST /lab/suite-runs', () => {
  const suiteRuns = () => run(app, { path: '/lab/suite-runs' });
  const done = [{ status: 200, body: { runs: 3, tests: 5 } }];

  test('as shipped, three jobs that nothing hangs below, and five clients each', async () => {
    const { answers, table } = await suiteRuns();
    expect(answers).toEqual(done);
    const roots = linesOf(spanTree(table, { show: ['bldg.test.repetition', 'bldg.test.at_once'] }), 0);
    expect(counted(roots)).toEqual({
      'building-api: POST /lab/suite-runs (server)': 1,
      'building-tests: RUN tests (internal) bldg.test.repetition=1 bldg.test.at_once=5': 1,
      'building-tests: RUN tests (internal) bldg.test.repetition=2 bldg.test.at_once=5': 1,
      'building-tests: RUN tests (internal) bldg.test.repetition=3 bldg.test.at_once=5': 1,
      'building-tests: POST /devices/:id/events (client)': 6,
      'building-tests: POST /devices/:id/commands (client)': 3,
      'building-tests: POST /devices/:id/heartbeat (client)': 3,
      'building-tests: GET /units/:id/devices (client)': 3,
      'building-tests: wait for hub (internal)': 6,
      'event-worker: process device.event (consumer) ~> send device.event': 6,
      'event-worker: process device.heartbeat (consumer) ~> send device.heartbeat': 3,
    });
  });

  test('a good runner makes each run one trace, with its requests below its tests', async () => {
    const solution = exerciseProgram('test/the-test-run-is-a-trace', 'suite-runner', 'solution');
    expect(await installProgram(app, 'suite-runner', solution)).toEqual([]);
    const { answers, table } = await suiteRuns();
    expect(answers).toEqual(done);
    const show = ['test.suite.run.status', 'test.case.name', 'test.case.result.status', 'bldg.file.missing'];
    const job = (lines: readonly string[]) =>
      lines.filter((line) => line.includes('building-tests:') && !line.includes('wait for hub'));
    const testCase = (name: string, result: string) =>
      `    building-tests: test case (internal) test.case.name=${name} test.case.result.status=${result}`;
    const call = (request: string) => `      building-tests: ${request} (client)`;
    const oneRun = [
      'building-tests: RUN tests (internal) bldg.file.missing=0',
      '  building-tests: test suite (internal) test.suite.run.status=failure',
      testCase('a leak is heard once', 'pass'),
      call('POST /devices/:id/events'),
      testCase('a low battery is heard once', 'pass'),
      call('POST /devices/:id/events'),
      testCase('a thermostat can be set', 'pass'),
      call('POST /devices/:id/commands'),
      testCase('a heartbeat is noted', 'pass'),
      call('POST /devices/:id/heartbeat'),
      testCase('unit 99 has devices', 'fail'),
      call('GET /units/:id/devices'),
    ];
    expect(job(spanTree(table, { show }).split('\n'))).toEqual([...oneRun, ...oneRun, ...oneRun]);
  });

  test('a file is read as a receiver would, and what is wrong with it is on the span of the job', async () => {
    const source = `export const runSuite = async ({ keep }) => keep('{"spans": 3}');`;
    expect(await installProgram(app, 'suite-runner', source)).toEqual([]);
    const { answers, table } = await suiteRuns();
    expect(answers).toEqual(done);
    const jobs = linesOf(spanTree(table, { show: ['bldg.file.spans', 'bldg.file.problem'] }), 0);
    expect(counted(jobs)).toMatchObject({
      'building-tests: RUN tests (internal) bldg.file.spans=0 bldg.file.problem=There is no span in it.': 3,
    });
  });

  test.each([
    ['throws', `throw new Error('no')`, 'Error: no'],
    [
      'never ends',
      'await new Promise(() => {})',
      '`runSuite` was not over when nothing had happened for 3 seconds.',
    ],
  ])('a runner that %s is told so, and its job is an error', async (_, statement, message) => {
    const source = `export const runSuite = async () => { ${statement}; };`;
    expect(await installProgram(app, 'suite-runner', source)).toEqual([]);
    const { answers, table, settled } = await suiteRuns();
    const error = { code: 'program-failed', message, hint: expect.any(String) };
    expect(answers).toEqual([{ status: 500, body: { error } }]);
    expect(spanTree(table, { show: ['bldg.test.repetition'] }).split('\n')).toEqual([
      'building-api: POST /lab/suite-runs (server)',
      'building-tests: RUN tests (internal) bldg.test.repetition=1',
    ]);
    expect(settled).toMatchObject({ verdict: 'settled', openSpans: 0 });
  });

  test('what it does not know is 400', async () => {
    const { answers } = await run(app, { path: '/lab/suite-runs', body: { runs: 9 } });
    expect(answers).toEqual([badRequest('"json": Unrecognized key: "runs".')]);
  });
});

describe('POST /lab/open-page', () => {
  const openPage = () => run(app, { path: '/lab/open-page' });
  const shown = [1, 4, 7].map((deviceId) => ({ deviceId, state: 'locked' }));
  const command = `building-api: POST /devices/:id/commands (server)
  building-api: SELECT devices (client)
  building-api: POST /devices/:id/commands (client)
    device-gateway: POST /devices/:id/commands (server)
      device-gateway: hub lock (client)
  building-api: UPDATE devices (client)`;

  test('as shipped, each update is a trace of its own with a link to the connection', async () => {
    const { answers, table } = await openPage();
    expect(answers).toEqual([{ status: 200, body: { updates: 3, shown } }]);
    const push = `building-api: push update (producer) ~> GET /stream
  building-api: SELECT devices (client)`;
    expect(spanTree(table)).toBe(
      [
        'building-api: POST /lab/open-page (server)',
        'building-api: GET /stream (server)',
        ...[1, 2, 3].flatMap(() => [command, push]),
      ].join('\n'),
    );
  });

  test('a page in one span holds everything, and that span ends when the page is closed', async () => {
    const start = exerciseProgram('prod/a-page-that-stays-open', 'open-page', 'start');
    expect(await installProgram(app, 'open-page', start)).toEqual([]);
    const { answers, table, settled } = await openPage();
    expect(answers).toEqual([{ status: 200, body: { updates: 3, shown } }]);
    expect(spanTree(table)).toContain(`building-api: GET /stream (server)
  building-api: page is open (internal)
    building-api: SELECT devices (client)
    building-api: SELECT devices (client)
    building-api: SELECT devices (client)`);
    expect(settled).toMatchObject({ verdict: 'settled', openSpans: 0 });
  });

  test('a page that is never told shows nothing, and one that cannot be told is refused', async () => {
    const silent = 'export const openPage = () => ({ onUpdate: async () => {}, onClose() {} });';
    expect(await installProgram(app, 'open-page', silent)).toEqual([]);
    expect((await openPage()).answers).toEqual([{ status: 200, body: { updates: 3, shown: [] } }]);
    expect(await installProgram(app, 'open-page', 'export const openPage = () => ({});')).toEqual([]);
    const { answers } = await openPage();
    expect(answers).toMatchObject([{ status: 500, body: { error: { code: 'program-failed' } } }]);
  });
});

describe('POST /lab/night-round', () => {
  test('goes its round where `crypto.randomUUID` is missing, as in a page from a machine in the same room', async () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    try {
      const { answers } = await run(app, { path: '/lab/night-round' });
      expect(answers).toMatchObject([{ status: 200, body: { hubsSet: [1, 2, 4, 5, 6], pump: 'stopped' } }]);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('POST /lab/environments', () => {
  const show = [
    'bldg.place.name',
    'bldg.place.environment',
    'bldg.place.printed_spans',
    'bldg.place.spans_in_memory',
    'bldg.place.exports',
    'bldg.place.signals_home',
  ];
  const environments = (body: object) => run(app, { path: '/lab/environments', body });
  const place = (name: string, environment: string, [printed, kept, exports, home]: readonly number[]) =>
    `  environments: run the build (internal) bldg.place.name=${name} bldg.place.environment=${environment} ` +
    `bldg.place.printed_spans=${printed} bldg.place.spans_in_memory=${kept} bldg.place.exports=${exports} bldg.place.signals_home=${home}`;

  test('as shipped, nothing is recorded in any place', async () => {
    const { answers, table } = await environments({ requests: 4 });
    expect(answers).toEqual([{ status: 200, body: { exportErrors: 'none' } }]);
    expect(spanTree(table, { show }).split('\n')).toEqual([
      'building-api: POST /lab/environments (server)',
      ...['dev', 'test', 'prod-us', 'prod-eu'].map((name) => place(name, 'none', [0, 0, 0, 0])),
    ]);
  });

  test('three good files: console, memory, and each region to its own collector', async () => {
    const solution = exerciseProgram('prod/environments-and-signals', 'environment-files', 'solution');
    expect(await installProgram(app, 'environment-files', solution)).toEqual([]);
    const { answers, table } = await environments({ requests: 40 });
    expect(answers).toEqual([{ status: 200, body: { exportErrors: 'none' } }]);
    const lines = spanTree(table, { show }).split('\n');
    expect(lines.filter((line) => line.includes('run the build'))).toEqual([
      place('dev', 'development', [80, 0, 0, 0]),
      place('test', 'test', [0, 80, 0, 0]),
      place('prod-us', 'prod-us', [0, 0, 3, 3]),
      place('prod-eu', 'prod-eu', [0, 0, 3, 3]),
    ]);
    const exportsOf = (region: string) =>
      ['logs', 'metrics', 'traces'].map(
        (signal) => `    collector-${region}: POST /v1/${signal} (server) bldg.place.name=prod-${region}`,
      );
    expect(lines.filter((line) => line.includes('collector-')).sort()).toEqual([
      ...exportsOf('eu'),
      ...exportsOf('us'),
    ]);
  });

  test('an address that nobody listens at is told, and harms nothing', async () => {
    const solution = exerciseProgram('prod/environments-and-signals', 'environment-files', 'solution');
    const astray = solution.replace(/\S+\/v1\/logs$/m, 'http://collector.mars:4318/v1/logs');
    expect(await installProgram(app, 'environment-files', astray)).toEqual([]);
    const { answers } = await environments({ requests: 2 });
    const complaint = (name: string) =>
      `${name}: logs to http://collector.mars:4318/v1/logs: nobody listens at collector.mars:4318 in ${name}`;
    const exportErrors = `${complaint('prod-us')}\n${complaint('prod-eu')}`;
    expect(answers).toEqual([{ status: 200, body: { exportErrors } }]);
  });

  test('a text that is no configuration is refused when it is installed, at its line', async () => {
    expect(await installProgram(app, 'environment-files', 'file_format: "1.0"\n')).toEqual([
      expect.objectContaining({ line: 1, message: 'There is 1 document here, and 3 are read.' }),
    ]);
  });

  test.each([
    [{ requests: 0 }, '"requests": Too small: expected number to be >=1.'],
    [{ requests: 201 }, '"requests": Too big: expected number to be <=200.'],
    [{ requests: 'all' }, '"requests": Invalid input: expected number, received string.'],
    [{ seed: 0.5 }, '"seed": Invalid input: expected int, received number.'],
    [{ place: 'dev' }, '"json": Unrecognized key: "place".'],
  ])('%j is 400', async (body, message) => {
    const { answers, table } = await environments(body);
    expect(answers).toEqual([badRequest(message)]);
    expect(spanTree(table)).toBe('building-api: POST /lab/environments (server)');
  });
});
