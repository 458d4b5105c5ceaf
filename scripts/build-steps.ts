/** The build steps, each run only when its sources changed since it last ran. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { type BuildProduct, isStale, markFresh } from './staleness.ts';

export const ROOT = path.resolve(import.meta.dirname, '..');
export const SITE_DIR = path.join(ROOT, 'dist');

const SNAPSHOT: BuildProduct = {
  product: path.join(ROOT, 'build/building.snapshot.gz'),
  stamp: path.join(ROOT, 'build/building.snapshot.stamp'),
  sources: [
    'demo-server/building/{schema,ddl,seed,pglite-database,directory-image}.ts',
    'scripts/build-snapshot.ts',
    'package-lock.json',
  ],
  settings: [],
};

/** Among the site's public files, so that every way of serving the site serves it. */
const WORKER: BuildProduct = {
  product: path.join(ROOT, 'public/worker/manifest.json'),
  stamp: path.join(ROOT, 'build/worker.stamp'),
  sources: [
    'demo-server/**/*.ts',
    'src/trace/**/*.ts',
    'scripts/{build-worker,engine-data,worker-files}.ts',
    'build/building.snapshot.gz',
    'package-lock.json',
  ],
  settings: [],
};

/** DuckDB for the page, beside the worker's files. */
const SQL: BuildProduct = {
  product: path.join(ROOT, 'public/worker/sql.json'),
  stamp: path.join(ROOT, 'build/sql.stamp'),
  sources: [
    'src/sql/{sql-port.ts,engine/*.ts,tables/*.ts}',
    'scripts/{build-sql,worker-files}.ts',
    'package-lock.json',
  ],
  settings: [],
};

/** Runs of the real demo server, which pages show where nothing can run. */
const RECORDINGS: BuildProduct = {
  product: path.join(ROOT, 'build/recordings/index.json'),
  stamp: path.join(ROOT, 'build/recordings.stamp'),
  sources: [
    'demo-server/**/*.ts',
    'src/trace/**/*.ts',
    'src/exercises/{code,definition,prove,run}/**/*.ts',
    'src/server-client/{feed-source,live,recorder,recording,sse}.ts',
    'src/components/landing/page-request.ts',
    'content/exercises/**',
    'src/sql/{sql-port.ts,engine/*.ts,tables/*.ts}',
    'scripts/{record-runs,sql-on-node}.ts',
    'package-lock.json',
  ],
  settings: [],
};

/** The timeline for pages outside this site; among the public files as well. */
const ELEMENT: BuildProduct = {
  product: path.join(ROOT, 'public/element/trace-timeline.js'),
  stamp: path.join(ROOT, 'build/element.stamp'),
  sources: [
    'src/timeline/**',
    'src/trace/**/*.ts',
    'scripts/{build-element,element-types,merge-modules}.ts',
    'package-lock.json',
  ],
  settings: [],
};

/** A site is built for one place: `dist/` for the one that the environment names. */
export interface SitePlace {
  readonly dir: string;
  readonly siteUrl: string | undefined;
  readonly basePath: string | undefined;
}

const SITE: SitePlace = {
  dir: SITE_DIR,
  siteUrl: process.env['SITE_URL'],
  basePath: process.env['BASE_PATH'],
};

const siteProduct = ({ dir, siteUrl, basePath }: SitePlace): BuildProduct => ({
  product: path.join(dir, 'index.html'),
  stamp: path.join(ROOT, 'build', `${path.basename(dir) === 'dist' ? 'site' : path.basename(dir)}.stamp`),
  sources: [
    'src/**',
    'content/**',
    'public/**',
    'scripts/{build-service-worker,headers-file,join-sheets,seal-pages,site-files}.ts',
    'demo-server/runtime/node/security-headers.ts',
    'build/recordings/*.json',
    'demo-server/protocol.ts',
    'astro.config.mjs',
    'package-lock.json',
  ],
  settings: [siteUrl, basePath, process.env['OFFLINE']],
});

/** What runs need anywhere: the demo server's database, its script for the browser, and DuckDB. */
export async function buildDemoServer({ force = false } = {}): Promise<void> {
  if (force || isStale(SNAPSHOT, ROOT)) {
    console.log('Building the database snapshot.');
    await runNode('scripts/build-snapshot.ts');
    markFresh(SNAPSHOT, ROOT);
  }
  if (force || isStale(WORKER, ROOT)) {
    console.log('Bundling the demo server for the browser.');
    await runNode('scripts/build-worker.ts');
    markFresh(WORKER, ROOT);
  }
  if (force || isStale(SQL, ROOT)) {
    console.log('Bundling DuckDB for the browser.');
    await runNode('scripts/build-sql.ts');
    markFresh(SQL, ROOT);
  }
}

/** All that pages ask for, less the pages: `astro dev` makes those itself. */
export async function buildBesidePages({ force = false } = {}): Promise<void> {
  await buildDemoServer({ force });
  if (force || isStale(RECORDINGS, ROOT)) {
    console.log('Recording the start of every exercise.');
    await runNode('scripts/record-runs.ts');
    markFresh(RECORDINGS, ROOT);
  }
  if (force || isStale(ELEMENT, ROOT)) {
    console.log('Bundling the timeline for other pages.');
    await runNode('scripts/build-element.ts');
    markFresh(ELEMENT, ROOT);
  }
}

export async function buildAll({ force = false } = {}): Promise<void> {
  await buildBesidePages({ force });
  await buildSite(SITE, { force });
}

/** Needs what `buildAll` makes before it. */
export async function buildSite(place: SitePlace, { force = false } = {}): Promise<void> {
  const product = siteProduct(place);
  if (!force && !isStale(product, ROOT)) return;
  console.log('Building the site (only when its sources changed).');
  const env = { SITE_URL: place.siteUrl ?? '', BASE_PATH: place.basePath ?? '' };
  await runNode('node_modules/astro/bin/astro.mjs', ['build', '--silent', '--outDir', place.dir], env);
  await runNode('scripts/seal-pages.ts', [place.dir], env);
  await runNode('scripts/join-sheets.ts', [place.dir], env);
  await runNode('scripts/build-service-worker.ts', [place.dir]);
  markFresh(product, ROOT);
}

/** Runs a script of the project on this Node; rejects with its name when it fails. */
export function runNode(
  script: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${script} ${args.join(' ')} failed with code ${code}`)),
    );
  });
}
