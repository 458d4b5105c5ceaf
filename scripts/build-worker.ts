/**
 * Bundles the demo server for a Web Worker and lays everything it fetches beside it, gzipped, under names that change
 * with the content; `manifest.json` tells the page which names. The folder is served as it is.
 *
 * Why async functions are lowered: zones follow promises of their own, and native `await` uses the engine's. Why a
 * classic script: every browser that has workers can run it. What it imports by `import()` is a file of its own, beside it,
 * with everything that it needs in it: a classic script has nothing that another file could import from.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import type { WorkerManifest } from '../demo-server/protocol.ts';
import { SNAPSHOT_FILE } from '../demo-server/runtime/node/open-database.ts';
import { engineDataThatIsRead } from './engine-data.ts';
import { clearWorkerFiles, kB, put, putGzipped, SQL_FILE, WORKER_DIR } from './worker-files.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const MAX_SCRIPT_BYTES = 400_000;
const PGLITE_DIR = path.dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));

/** PGlite and drizzle ask for Node's modules on roads that a worker never takes. */
const withoutNode: Plugin = {
  name: 'without-node',
  setup({ onResolve, onLoad }) {
    const builtins = builtinModules.filter((name) => !name.startsWith('_')).join('|');
    onResolve({ filter: new RegExp(`^(node:.*|(${builtins})(/.*)?)$`) }, ({ path: name }) => ({
      path: name,
      namespace: 'without-node',
    }));
    onLoad({ filter: /.*/, namespace: 'without-node' }, () => ({ contents: 'module.exports = {}' }));
  },
};

/** zod's namespace holds its messages in fifty languages: half of the script, for one that is used. */
const zodInEnglish: Plugin = {
  name: 'zod-in-english',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }));
  },
};

/** The MCP SDK brings a compiler of JSON schemas, which the endpoint replaces: a tenth of the script, for nothing. */
const withoutSchemaCompiler: Plugin = {
  name: 'without-schema-compiler',
  setup({ onLoad }) {
    onLoad({ filter: /@modelcontextprotocol[\\/]sdk[\\/].*ajv-provider\.js$/ }, () => ({
      contents: 'export class AjvJsonSchemaValidator {}',
    }));
  },
};

/** Written when the script that imports them is bundled: its text holds their names. */
const lazyFiles = new Map<string, string>();
const lazyParts: Plugin = {
  name: 'lazy-parts',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ kind, path: specifier, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const entry = path.resolve(resolveDir, specifier);
      const file =
        lazyFiles.get(entry) ?? put(path.basename(entry, '.ts'), '.js', await bundle(entry, 'esm'));
      lazyFiles.set(entry, file);
      // Relative to the script, wherever the site is served.
      return { path: `./${file}`, external: true };
    });
  },
};

async function bundle(entry: string, format: NonNullable<BuildOptions['format']>): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    format,
    platform: 'browser',
    conditions: ['browser', 'worker'],
    target: 'es2022',
    supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
    define: { 'import.meta.url': 'self.location.href' },
    legalComments: 'none',
    plugins: [lazyParts, withoutNode, zodInEnglish, withoutSchemaCompiler],
    logLevel: 'warning',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`esbuild wrote no file for ${entry}.`);
  return script.contents;
}

export async function buildWorker(): Promise<WorkerManifest> {
  clearWorkerFiles((name) => !SQL_FILE.test(name));
  const script = await bundle(path.join(ROOT, 'demo-server/runtime/worker.ts'), 'iife');
  const scriptBytes = gzipSync(script).length;
  if (scriptBytes > MAX_SCRIPT_BYTES)
    throw new Error(
      `The worker's script would be ${kB(scriptBytes)} gzipped, and every reader's first run fetches it; ${kB(MAX_SCRIPT_BYTES)} are allowed. Load what is new by import(), and write \`import * as z from 'zod'\`: the name \`z\` brings all of it.`,
    );
  const manifest: WorkerManifest = {
    script: put('demo-server', '.js', script),
    files: {
      engine: putGzipped('pglite-engine', readFileSync(path.join(PGLITE_DIR, 'pglite.wasm'))),
      engineData: putGzipped('pglite-data', engineDataThatIsRead(PGLITE_DIR)),
      database: putGzipped('building', readFileSync(SNAPSHOT_FILE)),
    },
  };
  writeFileSync(path.join(WORKER_DIR, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(
    `Demo server for the browser: script ${kB(scriptBytes)} gzipped, loaded when needed ${[
      ...lazyFiles.values(),
    ]
      .map((file) => `${file} ${kB(gzipSync(readFileSync(path.join(WORKER_DIR, file))).length)}`)
      .join(', ')}; files ${Object.entries(manifest.files)
      .map(([name, { bytes }]) => `${name} ${kB(bytes)}`)
      .join(', ')}`,
  );
  return manifest;
}

if (import.meta.main) await buildWorker();
