/**
 * Finds a Chromium for the tests that drive a page: the one named by CHROMIUM_PATH, an installed one, Playwright's own,
 * Playwright's download, or Debian's package when root. Says what it does before anything is fetched.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { SetupError } from './explain.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome.exe'];
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

export async function ensureChromium(root) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupError(
      `CHROMIUM_PATH names ${named}, and there is no such file.`,
      'Correct it, or unset it to let a browser be looked for.',
    );
  }
  return installed() ?? playwrights(root) ?? downloaded(root) ?? packaged() ?? none();
}

function installed() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [
    ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))),
    ...APPLICATIONS,
  ];
  return candidates.find(isExecutable);
}

function playwrights(root) {
  const { chromium } = createRequire(path.join(root, 'package.json'))('playwright');
  const file = chromium.executablePath();
  return file && isExecutable(file) ? file : undefined;
}

function downloaded(root) {
  console.log('No Chromium is installed; asking Playwright to download one (about 150 MB).');
  const cli = path.join(root, 'node_modules/playwright/cli.js');
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], {
    cwd: root,
    stdio: 'ignore',
    timeout: 300_000,
  });
  return status === 0 ? playwrights(root) : undefined;
}

function packaged() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.log("The download failed; installing Debian's chromium package (apt-get install chromium).");
  const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-qq'], quiet);
  spawnSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    quiet,
  );
  return installed();
}

function none() {
  throw new SetupError(
    'No Chromium was found, and none could be fetched.',
    'Install Chromium or Chrome, or name one: CHROMIUM_PATH=/path/to/chromium npm test.',
  );
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run: look further
  }
}
