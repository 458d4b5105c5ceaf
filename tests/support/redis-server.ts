/** Debian's `redis-server` on a free port of this machine, with a folder of its own; it can be killed and started again. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../scripts/free-port.ts';

/** Undefined where it is installed. */
export const noRedisReason: string | undefined =
  spawnSync('redis-server', ['--version']).status === 0 ? undefined : 'redis-server is not installed';

export interface TestRedis {
  readonly url: string;
  /** At once, as in a power cut; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Stops it where it is, without closing a connection; it goes on after `resume`. */
  freeze(): void;
  resume(): void;
  /** On the same port, with what it wrote to its folder. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** `keeps`: each write is on the disk before it is answered. */
export async function startRedis({ keeps }: { readonly keeps: boolean }): Promise<TestRedis> {
  const dir = await mkdtemp(path.join(tmpdir(), 'redis-of-a-test-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async () => {
    const keeping = keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
    const started = spawn(
      'redis-server',
      ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', ...keeping],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    child = started;
    for await (const line of createInterface({ input: started.stdout }))
      if (line.includes('Ready to accept connections')) break;
    // What it says from now on is read, so that it never waits for a reader.
    started.stdout.resume();
    if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}`);
  };
  const kill = async () => {
    const killed = child;
    child = undefined;
    if (killed === undefined || killed.exitCode !== null || killed.signalCode !== null) return;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    freeze: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    start,
    async close() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
