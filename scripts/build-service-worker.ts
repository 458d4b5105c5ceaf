/**
 * Writes `service-worker.js` into a built site: `node scripts/build-service-worker.ts [DIR]`. With OFFLINE=off it writes
 * the one that takes its predecessors away again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { type BuiltFile, siteFiles } from './site-files.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

export async function buildServiceWorker(
  siteDir: string,
  off = process.env['OFFLINE'] === 'off',
): Promise<void> {
  await build({
    entryPoints: [path.join(ROOT, 'src/service-worker', off ? 'switched-off.ts' : 'service-worker.ts')],
    outfile: path.join(siteDir, 'service-worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: {
      SITE_FILES: JSON.stringify(siteFiles(filesOf(siteDir))),
      'process.env.NODE_ENV': '"production"',
    },
    logLevel: 'warning',
  });
}

function filesOf(folder: string): BuiltFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: path.relative(folder, file).replaceAll(path.sep, '/'),
      content: readFileSync(file),
    }));
}

if (import.meta.main) await buildServiceWorker(path.resolve(process.argv[2] ?? path.join(ROOT, 'dist')));
