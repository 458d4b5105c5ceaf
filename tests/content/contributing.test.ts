/** What CONTRIBUTING.md lets somebody write as their first exercise is one, and it is proved as theirs would be. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { nodeSqlEngine } from '../../scripts/sql-on-node.ts';
import { loadExercises } from '../../src/exercises/definition/load.ts';
import { parseExercise } from '../../src/exercises/definition/parse.ts';
import { proofPlace } from '../../src/exercises/prove/proof-place.ts';
import { proofCases, prove } from '../../src/exercises/prove/prove-exercise.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';

const guide = readFileSync('CONTRIBUTING.md', 'utf8');
const id = /`content\/exercises\/(\S+)`/.exec(guide)?.[1] ?? '';
const yaml = /^ {3}```yaml\n([\s\S]*?)^ {3}```/m.exec(guide)?.[1]?.replace(/^ {3}/gm, '') ?? '';
let server: NodeServer;

beforeAll(async () => {
  server = await startNodeServer({ port: 0 });
});
afterAll(() => server.close());

test('the first exercise of CONTRIBUTING.md is proved, and could stand in its chapter', async () => {
  const parsed = parseExercise(yaml, 'exercise.yaml', id);
  if (parsed.type !== 'exercise') return expect(parsed.problems).toEqual([]);
  const { exercise } = parsed;
  expect(guide).toContain(`<Exercise id="${exercise.id}" />`);
  const others = loadExercises();
  expect(others.map(({ number }) => number)).not.toContain(exercise.number);
  expect(others.map((other) => other.id)).not.toContain(exercise.id);
  const place = proofPlace(streamingLiveServer(fetch, server.url), server.app.programs, nodeSqlEngine());
  for (const proofCase of proofCases(exercise)) {
    const { holds, seen } = await prove(proofCase, place);
    expect(holds, `${proofCase.name}: ${seen}`).toBe(true);
  }
});

test('every command of it is one of the project', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = [...guide.matchAll(/npm run ([a-z]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});
