/**
 * Installs the packages when the lock file and what is installed differ; says so before it does. `npm install
 * --no-save` and not `npm ci`: both obey the lock file and leave it alone, but `ci` refuses a lock made on a machine
 * that could not see the optional binaries of other platforms.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './explain.mjs';

export async function ensureInstalled(root) {
  const stamp = path.join(root, 'node_modules/.installed-from');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const wanted = `${lock} ${process.platform}-${process.arch}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  console.log('Installing packages (first start, or the lock file changed): about a minute on a good line.');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error, stderr } = spawnSync(npm, ['install', '--no-save', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    // Playwright's own browser is fetched later, and only when no browser is found.
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  if (error)
    throw new SetupError(
      `npm could not be started: ${error.message}.`,
      'Install npm (it comes with Node) and try again.',
    );
  if (status !== 0) throw npmError(stderr, status);
  writeFileSync(stamp, wanted);
}

/** Turns npm's last words into what happened and what to do. */
function npmError(stderr, status) {
  const tail = stderr.trim().split('\n').slice(-8).join('\n  ');
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(stderr))
    return new SetupError(
      'The package registry cannot be reached, so the packages could not be installed.',
      `Check the network (or \`npm config get registry\` and your proxy settings) and run the command again; nothing is half done that a second run would trip over.\n  npm said:\n  ${tail}`,
    );
  if (/EACCES|EPERM|EROFS/.test(stderr))
    return new SetupError(
      'The packages cannot be written into node_modules.',
      `Make this folder writable for you and run the command again.\n  npm said:\n  ${tail}`,
    );
  if (/ENOSPC/.test(stderr))
    return new SetupError(
      'The disk is full: the packages need about 700 MB.',
      'Free some room and run the command again.',
    );
  return new SetupError(`npm install ended with code ${status}.`, `npm said:\n  ${tail}`);
}
