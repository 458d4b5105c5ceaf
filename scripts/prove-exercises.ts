/**
 * `npm run exercises`: proves every exercise on a demo server of its own. The last line counts: `N passed, N failed`.
 * `-- --verbose` says for each case which checks failed and what they saw.
 */
import process from 'node:process';
import { startNodeServer } from '../demo-server/runtime/node.ts';
import { loadExercises } from '../src/exercises/definition/load.ts';
import { proofPlace } from '../src/exercises/prove/proof-place.ts';
import { type Proof, proofCases, prove } from '../src/exercises/prove/prove-exercise.ts';
import { streamingLiveServer } from '../src/server-client/live.ts';

const args = process.argv.slice(2);
if (args.includes('--browser')) {
  console.error(
    'The demo server does not run inside a browser yet, so exercises are proved on Node only. Leave out --browser.',
  );
  process.exit(2);
}

const exercises = loadExercises();
const proofs: Proof[] = [];
const server = await startNodeServer({ port: 0 });
try {
  const place = proofPlace(streamingLiveServer(fetch, server.url), server.app.programs);
  for (const exercise of exercises) {
    console.log(`\n${exercise.number} ${exercise.title} (${exercise.id})`);
    for (const proofCase of proofCases(exercise)) {
      const proof = await prove(proofCase, place);
      proofs.push(proof);
      console.log(line(proof));
    }
  }
} finally {
  await server.close();
}
const failed = proofs.filter(({ holds }) => !holds).length;
console.log(`\n${proofs.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function line({ proofCase: { name, expect }, holds, seen }: Proof): string {
  const must = {
    passes: 'must pass',
    fails: 'must fail',
    'fails-at': `must fail at check ${'check' in expect ? expect.check : ''}`,
  }[expect.type];
  const detail = !holds || args.includes('--verbose') ? `\n      ${seen}` : '';
  return `  ${holds ? '✓' : '✗'} ${name.padEnd(52)} ${must}${detail}`;
}
