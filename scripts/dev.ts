/** `npm run dev`: the site with hot reload on PORT, the demo server restarting on change on PORT + 1 behind it. */
import { spawn } from 'node:child_process';
import { buildBesidePages, ROOT } from './build-steps.ts';

const port = Number(process.env['PORT'] ?? 4321);
const apiPort = port + 1;

await buildBesidePages();
const children = [
  run(['--watch-path=demo-server', '--watch-path=src/trace', 'scripts/start.ts'], {
    PORT: String(apiPort),
    BUILD: 'demo-server',
  }),
  run(['node_modules/astro/bin/astro.mjs', 'dev', '--port', String(port)], {
    DEMO_SERVER_URL: `http://127.0.0.1:${apiPort}`,
  }),
];
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
await Promise.race(children.map(({ ended }) => ended));
stop();

function run(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return { child, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

function stop(): void {
  for (const { child } of children) child.kill('SIGTERM');
}
