/**
 * The door to every npm script: makes sure that what the command needs is there, then runs it on the Node that the
 * project ships. Runs on Node 20 with nothing installed, so it imports nothing but Node itself.
 *
 *   node scripts/setup.mjs COMMAND [arguments]
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './setup/chromium.mjs';
import { explain } from './setup/explain.mjs';
import { ensureInstalled } from './setup/install.mjs';

const root = path.resolve(import.meta.dirname, '..');

/** Command -> the script that does it, and whether it drives a browser. */
const COMMANDS = {
  start: { script: 'start.ts' },
  dev: { script: 'dev.ts' },
  build: { script: 'build.ts' },
  preview: { script: 'preview.ts' },
  test: { script: 'test.ts', browser: true },
  bench: { script: 'bench.ts', browser: true },
  exercises: { script: 'prove-exercises.ts', browser: (args) => args.includes('--browser') },
};

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  explain(`There is no command "${name}".`, `Use one of: ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(2);
}
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  explain(
    `Node ${process.versions.node} is too old to set this project up; it needs Node 20 or newer.`,
    'Install a current Node (nodejs.org, or your version manager) and run the command again. The project then brings the exact Node it runs on by itself.',
  );
  process.exit(1);
}

try {
  await ensureInstalled(root);
  const wantsBrowser = typeof command.browser === 'function' ? command.browser(args) : command.browser;
  const chromium = wantsBrowser ? await ensureChromium(root) : undefined;
  process.exitCode = await run(command.script, args, chromium);
} catch (error) {
  explain(error.message, error.hint);
  process.exitCode = 1;
}

/** Runs one script on the project's own Node; resolves with its exit code. */
function run(script, scriptArgs, chromium) {
  const own = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const node = existsSync(own) ? own : process.execPath;
  const child = spawn(node, [path.join(root, 'scripts', script), ...scriptArgs], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // Build tools do not report on their users.
      ASTRO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
      // Compiled modules are kept, so that a later start spends its time on listening.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(root, 'node_modules/.cache/node'),
      PATH: [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
      ...(chromium && { CHROMIUM_PATH: chromium }),
    },
  });
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone is passed on. Either way the
  // child decides when it is done.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
