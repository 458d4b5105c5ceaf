/**
 * Builds `<trace-timeline>` for pages outside this site: `trace-timeline.js`, a name that stays, and beside it in `chunks/` the
 * element itself, what it loads when a view or a tool is first used, and its types. No framework, nothing fetched from
 * elsewhere. Among the site's public files, so that every way of serving the site serves it, with an example page that loads
 * nothing else.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { elementTypes } from './element-types.ts';
import { mergeModules } from './merge-modules.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
export const ELEMENT_DIR = path.join(ROOT, 'public/element');
const EXAMPLE_DIR = path.join(ROOT, 'src/timeline/example');

const ENTRY = 'trace-timeline.js';

export interface ElementModule {
  /** Beside `trace-timeline.js`. */
  readonly path: string;
  readonly text: string;
  /** Loaded with the page; the others come on first use. */
  readonly isFirst: boolean;
}

const COMMON = {
  absWorkingDir: ROOT,
  outdir: 'out',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  legalComments: 'external',
  write: false,
} as const;

/** The bundler follows imports, not workers: this one is built by itself and stands beside the chunk that starts it. */
const WORKER = { source: './reading-worker.ts', built: './reading-worker.js' };
const workerBeside: Plugin = {
  name: 'worker-beside',
  setup({ onLoad }) {
    onLoad({ filter: /start-reading-worker\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(WORKER.source, WORKER.built),
      loader: 'ts',
    }));
  },
};

export async function bundleElement(): Promise<readonly ElementModule[]> {
  const { outputFiles: workers } = await build({
    ...COMMON,
    entryPoints: { 'chunks/reading-worker': 'src/timeline/open/reading-worker.ts' },
  });
  const { outputFiles: own, metafile } = await build({
    ...COMMON,
    entryPoints: { 'trace-timeline': 'src/timeline/element.ts' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    plugins: [workerBeside],
  });
  const modules = [...own, ...workers].map(({ path: file, text }) => ({
    path: path.relative(path.join(ROOT, 'out'), file),
    text,
  }));
  const first = new Set([ENTRY]);
  for (const name of first) {
    for (const { path: imported, kind } of metafile.outputs[`out/${name}`]?.imports ?? []) {
      if (kind === 'import-statement') first.add(path.relative('out', imported));
    }
  }
  const merged = await mergeModules(modules, ENTRY, first);
  const [entry, whole] = merged;
  return merged.map((module) => ({ ...module, isFirst: module === entry || module === whole }));
}

if (import.meta.main) {
  const modules = await bundleElement();
  rmSync(ELEMENT_DIR, { recursive: true, force: true });
  mkdirSync(path.join(ELEMENT_DIR, 'chunks'), { recursive: true });
  for (const { path: name, text } of modules) writeFileSync(path.join(ELEMENT_DIR, name), text);
  for (const { path: name, text } of elementTypes()) {
    const file = path.join(ELEMENT_DIR, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  cpSync(EXAMPLE_DIR, ELEMENT_DIR, { recursive: true });
  cpSync(path.join(ROOT, 'LICENSE'), path.join(ELEMENT_DIR, 'LICENSE'));
  const kB = (some: readonly ElementModule[]) =>
    some.reduce(
      (sum, { path: name }) => sum + gzipSync(readFileSync(path.join(ELEMENT_DIR, name))).length,
      0,
    ) / 1e3;
  const scripts = modules.filter(({ path: name }) => name.endsWith('.js'));
  const firstKB = kB(scripts.filter(({ isFirst }) => isFirst)).toFixed(1);
  const laterKB = kB(scripts.filter(({ isFirst }) => !isFirst)).toFixed(1);
  console.log(
    `trace-timeline.js: ${firstKB} kB gzipped at first, ${laterKB} kB more for all views and tools together`,
  );
}
