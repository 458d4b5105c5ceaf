/**
 * Whether something made by a build step is older than what it is made from. A stamp beside the product holds a digest
 * of the names, sizes and modification times of its sources: a few milliseconds for some hundred files.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface BuildProduct {
  /** The file or folder that the step makes; absolute. */
  readonly product: string;
  readonly stamp: string;
  readonly sources: readonly string[];
  /** Settings that change the product, such as the base path. */
  readonly settings: readonly (string | undefined)[];
}

export function isStale(build: BuildProduct, root: string): boolean {
  return (
    !existsSync(build.product) ||
    !existsSync(build.stamp) ||
    readFileSync(build.stamp, 'utf8') !== digest(build, root)
  );
}

export function markFresh(build: BuildProduct, root: string): void {
  mkdirSync(path.dirname(build.stamp), { recursive: true });
  writeFileSync(build.stamp, digest(build, root));
}

function digest({ sources, settings }: BuildProduct, root: string): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const files = globSync([...sources], { cwd: root, exclude: ['**/node_modules/**', '**/README.md'] }).sort();
  for (const file of files) {
    const stats = statSync(path.join(root, file));
    if (stats.isFile()) hash.update(`${file}\0${stats.size}\0${stats.mtimeMs}\n`);
  }
  return hash.digest('hex');
}
