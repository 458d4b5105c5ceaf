/**
 * Every exercise on disk: its queries can be read, and on a real demo server its start fails, its solution passes and
 * each cheat fails at the check that is named for it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { nodeSqlEngine } from '../../scripts/sql-on-node.ts';
import { loadExercises } from '../../src/exercises/definition/load.ts';
import { proofPlace } from '../../src/exercises/prove/proof-place.ts';
import { type ProofPlace, proofCases, prove } from '../../src/exercises/prove/prove-exercise.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import { checkProblems } from '../../src/trace/checks/check-queries.ts';

const exercises = loadExercises();
let server: NodeServer;
let place: ProofPlace;

beforeAll(async () => {
  const sql = nodeSqlEngine();
  await sql.prepare();
  server = await startNodeServer({ port: 0 });
  place = proofPlace(streamingLiveServer(fetch, server.url), server.app.programs, sql);
});
afterAll(() => server.close());

test('each chapter has an exercise', () => {
  const chapters = new Set(exercises.map(({ id }) => id.split('/')[0]));
  expect([...chapters]).toEqual(['recap', 'dev', 'test', 'prod', 'future']);
});

describe.each(exercises)('$number $title', (exercise) => {
  test('every query in its checks can be read', () => {
    expect(exercise.checks.flatMap(checkProblems)).toEqual([]);
  });

  test('every check that can fail has hints', () => {
    const withoutHint = exercise.cheats
      .map(({ caughtBy }) => exercise.checks[caughtBy])
      .filter((check) => check?.hint === undefined);
    expect(withoutHint).toEqual([]);
  });

  test('it has at least two wrong ways that look right', () => {
    expect(exercise.cheats.length).toBeGreaterThanOrEqual(2);
  });

  test.each(proofCases(exercise))('$name', async (proofCase) => {
    const proof = await prove(proofCase, place);
    expect(proof.holds, proof.seen).toBe(true);
  });
});
