/** What counts as a proof: the failure that was meant, and no other. */
import { expect, test } from 'vitest';
import type { FailingVerdict } from '../../../src/exercises/definition/exercise.ts';
import { type ProofCase, proofCases, prove } from '../../../src/exercises/prove/prove-exercise.ts';
import { AN_EXERCISE } from './an-exercise.ts';
import { fakeDemoServer, turns } from './fake-demo-server.ts';

type End = 'settles' | 'times out' | 'hangs without an answer';

/** Proves a case on a server whose runs all end like this, with no span at all. */
async function proofOf(proofCase: ProofCase, end: End) {
  const fake = fakeDemoServer();
  const programs = { open: () => Promise.reject(new Error('no programs')), onProblem: () => () => {} };
  const never = () => Promise.reject(new Error('no SQL'));
  const sql = { prepare: never, ask: never, stop: () => {} };
  const proving = prove(proofCase, { server: fake.server, programs, sql });
  await turns();
  const request = fake.requests[0];
  if (request === undefined) throw new Error('nothing was sent');
  if (end !== 'hangs without an answer') request.answer({});
  await turns();
  if (end === 'settles') fake.settle(request.runId);
  else fake.timeOut(request.runId, 1);
  return proving;
}
const caseOf = (name: string, verdict?: FailingVerdict): ProofCase => {
  const cheats = AN_EXERCISE.cheats.map((cheat) => (verdict ? { ...cheat, verdict } : cheat));
  const exercise = { ...AN_EXERCISE, cheats, ...(verdict ? { startVerdict: verdict } : {}) };
  const found = proofCases(exercise).find((proofCase) => proofCase.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return found;
};

test.each<[name: string, verdict: FailingVerdict | undefined, end: End, holds: boolean]>([
  ['start', undefined, 'settles', true],
  ['start', undefined, 'times out', false],
  ['start', undefined, 'hangs without an answer', false],
  ['start', 'timed-out', 'times out', true],
  ['start', 'timed-out', 'settles', false],
  ['guess', undefined, 'settles', true],
  ['guess', undefined, 'times out', false],
  ['guess', 'timed-out', 'hangs without an answer', true],
  ['solution', undefined, 'times out', false],
])('%s that must fail as %o, and %s: holds %s', async (name, verdict, end, holds) => {
  const { holds: held, seen } = await proofOf(caseOf(name, verdict), end);
  expect(held, seen).toBe(holds);
  if (end !== 'settles') expect(seen).toMatch(/^timed out \(1 spans open/);
});
