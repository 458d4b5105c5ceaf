/**
 * `npm run bench [-- --json FILE] [-- --only WORD]`: every figure of the benchmarks as a table, and as JSON. Each file
 * `tests/bench/*.bench.ts` exports `benches`; they run one after another, since two cores are easily disturbed.
 */
import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, Figure } from '../tests/bench/bench.ts';
import { buildAll, ROOT } from './build-steps.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });
await buildAll();

const figures: Figure[] = [];
for (const file of globSync('tests/bench/*.bench.ts', { cwd: ROOT }).sort()) {
  const { benches }: { benches: readonly Bench[] } = await import(pathToFileURL(path.join(ROOT, file)).href);
  for (const bench of benches) {
    if (values.only && !`${file} ${bench.name}`.includes(values.only)) continue;
    console.error(`running ${bench.name}`);
    figures.push(...(await bench.run()));
  }
}
console.table(
  figures.map(({ name, value, unit, budget, better }) => ({
    name,
    value: Number(value.toPrecision(4)),
    unit,
    budget: budget ?? '',
    verdict:
      budget === undefined
        ? ''
        : (better === 'lower' ? value <= budget : value >= budget)
          ? 'within'
          : 'MISSED',
  })),
);
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
process.exit(0);
