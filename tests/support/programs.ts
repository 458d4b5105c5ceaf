/** Programs of the system that tests start: they end with the test, and what they said is told when they fail. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Program {
  readonly pid: number;
  /** What it wrote so far, to either stream; the newest of it. */
  said(): string;
  isRunning(): boolean;
  /** Resolves when it is gone by itself. */
  readonly gone: Promise<number | NodeJS.Signals | null>;
  /** Sends the signal and resolves when it is gone, with its exit code or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

const KEPT_CHARS = 20_000;
const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

export function startProgram(command: string, args: readonly string[], options: SpawnOptions = {}): Program {
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  started.add(child);
  let text = '';
  const hear = (chunk: unknown) => {
    text = (text + String(chunk)).slice(-KEPT_CHARS);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const gone = new Promise<number | NodeJS.Signals | null>((resolve) => {
    const end = (outcome: number | NodeJS.Signals | null) => {
      started.delete(child);
      resolve(outcome);
    };
    child.once('error', (error) => {
      hear(error.message);
      end(null);
    });
    child.once('exit', (code, signal) => end(code ?? signal));
  });
  const isRunning = () => started.has(child);
  return {
    pid: child.pid ?? -1,
    said: () => text,
    isRunning,
    gone,
    async stop(signal = 'SIGTERM') {
      if (isRunning()) child.kill(signal);
      return gone;
    },
  };
}

/** Resolves when it has ended well. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<void> {
  const program = startProgram(command, args, options);
  const outcome = await program.gone;
  if (outcome !== 0) throw new Error(`${command} ended with ${outcome}:\n${program.said()}`);
}

/** On the path, or where system programs are that no user calls. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/usr/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

const LOOK_AGAIN_MS = 50;
/** A state that does not come by then will not come. */
const PATIENCE_MS = 120_000;

/** Looks again until it is so. Fails at once when the program that has to bring it about is gone. */
export async function until(
  state: string,
  isSo: () => boolean | Promise<boolean>,
  program?: Program,
): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    const isGone = program !== undefined && !program.isRunning();
    if (isGone || performance.now() > endMs)
      throw new Error(`Not so: ${state}.${program === undefined ? '' : ` It said:\n${program.said()}`}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
