/**
 * `npm run exercises`: proves every exercise on a demo server of its own. The last line counts: `N passed, N failed`.
 * `-- --browser` does it in a Chromium, where demo server and programs run in workers. `-- --verbose` says for each
 * case which checks failed and what they saw; any other word proves only the exercises whose id contains it.
 */
import process from 'node:process';
import { startNodeServer } from '../demo-server/runtime/node.ts';
import { loadExercises } from '../src/exercises/definition/load.ts';
import { proofPlace } from '../src/exercises/prove/proof-place.ts';
import { type Proof, type ProofCase, proofCases, prove } from '../src/exercises/prove/prove-exercise.ts';
import { streamingLiveServer } from '../src/server-client/live.ts';
import { openProofBrowser, type ProofBrowser } from './prove-in-browser.ts';
import { nodeSqlEngine } from './sql-on-node.ts';

const args = process.argv.slice(2);
const words = args.filter((arg) => !arg.startsWith('--'));
const exercises = loadExercises().filter(({ id }) => words.every((word) => id.includes(word)));
const proofs: Proof[] = [];
const place = await (args.includes('--browser') ? openProofBrowser() : openProofServer());
try {
  for (const exercise of exercises) {
    console.log(`\n${exercise.number} ${exercise.title} (${exercise.id})`);
    for (const proofCase of proofCases(exercise)) {
      const proof = await place.prove(proofCase);
      proofs.push(proof);
      console.log(line(proof));
    }
  }
} finally {
  await place.close();
}
const failed = proofs.filter(({ holds }) => !holds).length;
console.log(`\n${proofs.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 && proofs.length > 0 ? 0 : 1);

async function openProofServer(): Promise<ProofBrowser> {
  // What a program throws is part of its case, and not for the terminal.
  const sql = nodeSqlEngine();
  if (exercises.some(({ code }) => code?.language === 'sql')) await sql.prepare();
  const server = await startNodeServer({ port: 0, report: () => {} });
  const node = proofPlace(streamingLiveServer(fetch, server.url), server.app.programs, sql);
  return { prove: (proofCase: ProofCase) => prove(proofCase, node), close: () => server.close() };
}

function line({ proofCase: { name, expect }, holds, seen }: Proof): string {
  const detail = !holds || args.includes('--verbose') ? `\n      ${seen}` : '';
  return `  ${holds ? '✓' : '✗'} ${name.padEnd(52)} ${must(expect)}${detail}`;
}

function must(expect: ProofCase['expect']): string {
  if (expect.type === 'passes') return 'must pass';
  const fail = expect.verdict === 'timed-out' ? 'must time out' : 'must fail';
  return expect.type === 'fails' ? fail : `${fail} at check ${expect.check}`;
}
