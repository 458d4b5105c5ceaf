/** Learners' programs in a real browser: the telemetry that Node leaves, and no harm done by the worst of them. */
import { expect, type Page, test } from '@playwright/test';
import type { NodeServer } from '../../demo-server/runtime/node.ts';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { bundleForPage } from '../../scripts/prove-in-browser.ts';
import { nodeSqlEngine } from '../../scripts/sql-on-node.ts';
import type { Exercise, InputSet } from '../../src/exercises/definition/exercise.ts';
import { loadExercise, loadExercises } from '../../src/exercises/definition/load.ts';
import { proofPlace } from '../../src/exercises/prove/proof-place.ts';
import type { ProofPlace } from '../../src/exercises/prove/prove-exercise.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import { type Tried, tryProgram } from '../support/try-program.ts';

const units = loadExercise('dev/n-plus-one');
const solution = units.code?.solution ?? '';

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.goto('/worker/manifest.json');
  await page.addScriptTag({ content: await bundleForPage('tests/e2e/programs-page.ts') });
});
test.afterAll(() => page.close());

async function tryInPage(source: string, exercise: Exercise = units, inputs: InputSet = exercise.solution) {
  const json = await page.evaluate(
    (given) => Reflect.get(globalThis, 'tryInPage')(given) as Promise<string>,
    JSON.stringify({ exercise, inputs, source }),
  );
  return JSON.parse(json) as Tried;
}
/** A program for the route of units, whose body is this; the body begins at line 4. */
const route = (body: string) => `import { context, trace } from '@opentelemetry/api';
import { sql } from 'drizzle-orm';
export const unitsRoute = async ({ db, tracer }) => {
${body}
  return [];
};`;
const isHealthy = async () =>
  expect(await tryInPage(solution)).toMatchObject({ end: 'passed', problems: [] });

test.describe('the same telemetry as on Node', () => {
  let node: NodeServer;
  let place: ProofPlace;
  test.beforeAll(async () => {
    node = await startNodeServer({ port: 0, report: () => {} });
    place = proofPlace(streamingLiveServer(fetch, node.url), node.app.programs, nodeSqlEngine());
  });
  test.afterAll(() => node.close());

  // Starts and cheats may do as much as time allows them, so theirs is not the same twice anywhere;
  // that each of them is caught on both runtimes is what `npm run exercises` proves.
  for (const exercise of loadExercises()) {
    const { code } = exercise;
    if (code === undefined || code.language === 'sql') continue;
    test(exercise.title, async () => {
      const expected = await tryProgram(place.programs, exercise, exercise.solution, code.solution);
      const actual = await tryInPage(code.solution, exercise);
      expect(expected.end).toBe('passed');
      expect(actual.end).toBe('passed');
      expect(actual.telemetry).toEqual(JSON.parse(JSON.stringify(expected.telemetry)));
    });
  }
});

test.describe('a program that goes wrong', () => {
  test.afterEach(isHealthy);

  test('and throws is named by its line', async () => {
    const tried = await tryInPage(route('  const none = undefined;\n\n  none.at(0);'));
    expect(tried.problems).toMatchObject(
      [{ type: 'thrown', line: 6, message: /TypeError/ }].map(expectProblem),
    );
  });

  test('and throws in a promise that nobody awaits is named by its line', async () => {
    const tried = await tryInPage(
      route("  const late = async () => {\n    await null;\n    throw new Error('late');\n  };\n  late();"),
    );
    expect(tried.problems).toMatchObject(
      [{ type: 'thrown', line: 6, message: /Error: late/ }].map(expectProblem),
    );
  });

  test('and throws at the start is refused', async () => {
    const tried = await tryInPage(`${route('')}\nthrow new RangeError('at once');`);
    expect(tried).toMatchObject({ end: 'problems', problems: [{ type: 'thrown', line: 7 }] });
  });

  test('and asks the database for nonsense is named by the line of its query', async () => {
    const tried = await tryInPage(route('\n  await db.execute(sql`select nonsense from units`);'));
    expect(tried.problems).toMatchObject(
      [{ line: 5, message: /column "nonsense" does not exist/ }].map(expectProblem),
    );
  });

  test('and drops a table, in a transaction that it leaves open, harms only itself', async () => {
    const tried = await tryInPage(
      route('  await db.execute(sql`begin`);\n  await db.execute(sql`drop table devices cascade`);'),
    );
    expect(tried.end).toBe('failed');
  });

  test('and floods the trace is stopped at the one span too many', async () => {
    const tried = await tryInPage(route("  for (;;) tracer.startSpan('again').end();"));
    expect(tried.problems).toMatchObject([{ line: 4, message: /more than 10,000 spans/ }].map(expectProblem));
    expect(tried.spans).toBeLessThan(10_100);
  });

  test('and never ends is ended after five seconds of silence', async () => {
    const tried = await tryInPage(route('  for (;;);'));
    expect(tried.end).toMatch(/did not come back for five seconds/);
    expect(tried.problems).toMatchObject([{ type: 'ended' }]);
  });

  test('and never ends, already when it is opened, is ended too', async () => {
    const tried = await tryInPage(`${route('')}\nfor (;;);`);
    expect(tried).toMatchObject({ end: 'problems', problems: [{ type: 'ended' }] });
  });

  test('is ended at once by Stop', async () => {
    const tried = tryInPage(route("  tracer.startSpan('begun').end();\n  for (;;);"));
    await page.waitForFunction(() => performance.getEntriesByType('resource').length > 0);
    await page.evaluate(() => Reflect.get(globalThis, 'stopPrograms')());
    expect((await tried).end).toMatch(/stopped|problems/);
  });

  for (const attempt of [
    "fetch('https://example.com/')",
    "postMessage({ type: 'failed', reason: 'forged' })",
    'close()',
    "importScripts('/a.js')",
    "new WebSocket('ws://127.0.0.1:1')",
    "self.postMessage({ type: 'failed', reason: 'forged' })",
    "location = '/elsewhere/'",
    "[].constructor.constructor('return this')().postMessage({ type: 'failed', reason: 'forged' })",
    "[].constructor.constructor('return this')().fetch('/')",
  ]) {
    test(`and tries ${attempt} stays where it is`, async () => {
      const before = page.url();
      const { end, problems } = await tryInPage(route(`  ${attempt};`));
      expect(end).not.toBe('passed');
      if (!attempt.startsWith('location')) expect(problems).toMatchObject([{ type: 'thrown', line: 4 }]);
      expect(page.url()).toBe(before);
    });
  }

  test('and imports what there is not is refused at its line', async () => {
    const tried = await tryInPage(`import fs from 'node:fs';\n${route('  fs;')}`);
    expect(tried).toMatchObject({ end: 'problems', problems: [{ type: 'import', line: 1 }] });
  });

  test('leaves no timer behind', async () => {
    const tried = await tryInPage(route("  setInterval(() => { throw new Error('tick'); }, 1);"));
    expect(tried.end).toBe('failed');
  });
});

const expectProblem = ({ message, ...problem }: { message: RegExp; [key: string]: unknown }) => ({
  ...problem,
  message: expect.stringMatching(message),
});
