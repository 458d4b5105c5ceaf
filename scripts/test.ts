/**
 * `npm test`: every check of the project, cheapest first; all of them run even when one fails, so that one look shows
 * all that is wrong. The last line counts: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildAll, ROOT } from './build-steps.ts';
import { freePort } from './free-port.ts';

interface Count {
  readonly passed: number;
  readonly failed: number;
}
const REPORTS = path.join(ROOT, 'build/reports');
const bin = (name: string) => path.join(ROOT, 'node_modules/.bin', name);

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const counts: Count[] = [
  step('format and lint', bin('biome'), ['ci', '.', '--error-on-warnings', '--max-diagnostics=50']),
  step('types: trace engine, with the language alone', bin('tsc'), ['-p', 'src/trace']),
  step('types: demo server, as in a worker', bin('tsc'), ['-p', 'demo-server']),
  step('types: service worker', bin('tsc'), ['-p', 'src/service-worker']),
  step('types: everything', bin('astro'), ['check', '--minimumSeverity', 'error']),
  step('import table', bin('depcruise'), [
    'src',
    'demo-server',
    'content',
    'scripts',
    'tests',
    '--config',
    '.dependency-cruiser.cjs',
  ]),
  step('nothing unused', bin('knip'), ['--no-progress']),
  step('nothing written twice', bin('jscpd'), ['src', 'demo-server', 'scripts', 'tests', 'content']),
  await built(),
  step('budgets of size', bin('size-limit'), []),
  vitest(),
  provedInBrowser(),
  playwright('end to end, on the live server', 'playwright.config.ts', await freePort()),
  playwright('end to end, on a host of files', 'playwright.static.config.ts', await freePort()),
];
const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
const failed = sum('failed');
console.log(`\n${sum('passed')} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** One check that passes or fails as a whole. */
function step(name: string, command: string, args: readonly string[]): Count {
  return one(name, run(name, command, args) === 0);
}

async function built(): Promise<Count> {
  heading('build');
  const error = await buildAll().catch((reason: unknown) => reason);
  if (error) console.error(error instanceof Error ? error.message : error);
  return one('build', !error);
}

function vitest(): Count {
  const report = path.join(REPORTS, 'vitest.json');
  const status = run('unit, contract, content, conformance', bin('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) return one('vitest wrote no report', false);
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as Record<string, number>;
  return counted(numPassedTests, Math.max(numFailedTests ?? 0, numFailedTestSuites ?? 0), status);
}

function playwright(name: string, config: string, port: number): Count {
  const report = path.join(REPORTS, `${config}.json`);
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report, E2E_PORT: String(port) };
  const status = run(name, bin('playwright'), ['test', '-c', config], env);
  if (!existsSync(report)) return one('playwright wrote no report', false);
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  return counted(stats.expected, stats.unexpected + stats.flaky, status);
}

/** On Node the content tests prove the exercises; here the same is done in a browser. */
function provedInBrowser(): Count {
  heading('exercises in the browser');
  const { status, stdout } = spawnSync(process.execPath, ['scripts/prove-exercises.ts', '--browser'], {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  console.log(stdout);
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed\s*$/.exec(stdout) ?? [];
  return counted(Number(passed), Number(failed), status ?? 1);
}

/** A runner that exits with an error failed, whatever it counted. */
function counted(passed = 0, failed = 0, status = 0): Count {
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

function one(name: string, ok: boolean): Count {
  console.log(ok ? `✓ ${name}` : `✗ ${name}`);
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function run(
  name: string,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): number {
  heading(name);
  const { status } = spawnSync(command, [...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}

function heading(name: string): void {
  console.log(`\n── ${name}`);
}
