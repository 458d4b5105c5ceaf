/**
 * `npm run bench [-- --only WORD] [-- --json FILE] [-- --keep]`: every figure of the benchmarks as a table, beside the last
 * release (`tests/bench/README.md` says how to read it). Each file `tests/bench/*.bench.ts` exports `benches`; they run one
 * after another, since two cores are easily disturbed.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { VERSION } from '../demo-server/version.ts';
import type { Bench, Figure } from '../tests/bench/bench.ts';
import {
  type HistoryEntry,
  keepFigures,
  lastRelease,
  type MeasuredFigure,
  ratioTo,
} from '../tests/bench/history.ts';
import { yardstickMs } from '../tests/bench/yardstick.ts';
import { buildAll, ROOT } from './build-steps.ts';

/** Load of a core, beyond which something else was at work. */
const BUSY = 0.5;
const HISTORY = path.join(ROOT, 'tests/bench/history.json');
const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, keep: { type: 'boolean', default: false } },
});
await buildAll();
const loadPerCore = Number(((loadavg()[0] ?? 0) / availableParallelism()).toFixed(1));

const figures: MeasuredFigure[] = [];
for (const file of globSync('tests/bench/*.bench.ts', { cwd: ROOT }).sort()) {
  const { benches }: { benches: readonly Bench[] } = await import(pathToFileURL(path.join(ROOT, file)).href);
  for (const bench of benches) {
    if (values.only && !`${file} ${bench.name}`.includes(values.only)) continue;
    console.error(`running ${bench.name}`);
    const measure = { yardstickMs: yardstickMs() };
    figures.push(...(await bench.run()).map((figure) => ({ ...figure, ...measure })));
  }
}

const machine = machineClass();
const history = JSON.parse(readFileSync(HISTORY, 'utf8')) as readonly HistoryEntry[];
const release = lastRelease(history, VERSION);
const column = release && `by ${release.version}`;
console.table(
  figures.map((figure) => ({
    name: figure.name,
    value: Number(figure.value.toPrecision(4)),
    unit: figure.unit,
    ...(column && { [column]: ratioTo(release, figure)?.toFixed(2) ?? '' }),
    budget: figure.budget ?? '',
    verdict: verdictOf(figure),
  })),
);
console.log(`Measured on ${machine}, ${loadWords(loadPerCore)}.`);
if (release)
  console.log(
    `${release.version} was measured on ${release.date}, on ${release.machine}, ${loadWords(release.loadPerCore)}.`,
  );
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
if (values.keep) {
  const date = new Date().toISOString().slice(0, 10);
  const kept = keepFigures(history, { version: VERSION, date, machine, loadPerCore }, figures);
  writeFileSync(HISTORY, `${JSON.stringify(kept, null, 2)}\n`);
}
process.exit(0);

function verdictOf({ value, budget, better }: Figure): string {
  if (budget === undefined) return '';
  return (better === 'lower' ? value <= budget : value >= budget) ? 'within' : 'MISSED';
}

function loadWords(load: number): string {
  return load > BUSY ? `busy (load ${load} a core): ratios are rough` : 'idle';
}

function machineClass(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpu?.model.trim() ?? arch()}, ${gigabytes} GB, ${process.platform}, Node ${process.versions.node}`;
}
