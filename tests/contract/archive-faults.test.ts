/**
 * What was acknowledged survives whatever ends the server: real processes, killed without a word, or left without room on
 * the disk; and what a server says when it cannot have its folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openArchive } from '../../demo-server/runtime/node/archive/open-archive.ts';
import type { Archive } from '../../demo-server/store/archive.ts';

/** Processes take their time to start where many run; a bound, not a budget. */
vi.setConfig({ testTimeout: 120_000 });

const CHILD = path.resolve('tests/support/archive-server.ts');
let dir: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'archive-faults-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await killed(child);
  chmodSync(dir, 0o700);
  rmSync(dir, { recursive: true, force: true });
});

interface Told {
  readonly url?: string;
  readonly failed?: string;
  readonly hint?: string;
}
/** `limit` is of the size of any file that it writes, in blocks of the shell. */
async function server(limit?: number): Promise<{ child: ChildProcess; told: Told }> {
  const command = [process.execPath, CHILD, dir] as const;
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  // The shell has the signal of the limit ignored, so that a write fails as it does on a full disk.
  const script = `trap '' XFSZ; ulimit -f ${limit}; exec "$0" "$@"`;
  const child =
    limit === undefined
      ? spawn(command[0], command.slice(1), { stdio: [...stdio] })
      : spawn('sh', ['-c', script, ...command], { stdio: [...stdio] });
  children.push(child);
  for (;;) {
    const [told] = (await once(child, 'message')) as [Told];
    if (told.url !== undefined || told.failed !== undefined) return { child, told };
  }
}
async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const traceIdOf = (n: number) => `e${n.toString(16).padStart(31, '0')}`;
const requestOf = (n: number, spans: number, padding = '') => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: Array.from({ length: spans }, (_, span) => ({
            traceId: traceIdOf(n),
            spanId: (span + 1).toString(16).padStart(16, '0'),
            name: `request ${n}`,
            startTimeUnixNano: '1790000000000000000',
            endTimeUnixNano: '1790000000000000001',
            // Hard to compress, so that it takes the room that it says.
            attributes: [{ key: 'padding', value: { stringValue: padding && padding + Math.random() } }],
          })),
        },
      ],
    },
  ],
});
const post = (url: string, body: object): Promise<Response> =>
  fetch(`${url}/v1/traces`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

async function reopened<T>(read: (archive: Archive) => Promise<T>): Promise<T> {
  const archive = await openArchive({ dir, say: (line) => expect.fail(line) });
  try {
    return await read(archive);
  } finally {
    await archive.close();
  }
}
/** How many spans of each of these traces are there. */
const recount = (requests: readonly number[]) =>
  reopened(async (archive) => {
    const traces = await archive.traces(requests.map(traceIdOf));
    const spans = new Map(traces.map(({ traceId, spans: count }) => [traceId, count]));
    return requests.map((n) => spans.get(traceIdOf(n)) ?? 0);
  });

test('kill -9 under load loses no span that was acknowledged, and keeps no request in part', async () => {
  const SPANS = 20;
  const SENDERS = 8;
  const { child, told } = await server();
  const acknowledged: number[] = [];
  let sent = 0;
  const enough = 200;
  const sender = async () => {
    for (;;) {
      const n = sent++;
      const answer = await post(told.url ?? '', requestOf(n, SPANS)).catch(() => undefined);
      if (answer === undefined) return;
      expect(answer.status).toBe(200);
      acknowledged.push(n);
      // The others go on sending.
      if (acknowledged.length === enough) child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
  expect(await recount(acknowledged)).toEqual(acknowledged.map(() => SPANS));
  const others = Array.from({ length: sent }, (_, n) => n).filter((n) => !acknowledged.includes(n));
  for (const spans of await recount(others)) expect([0, SPANS]).toContain(spans);
});

describe.skipIf(process.platform === 'win32')(
  'a disk that is full (there is no limit of file sizes on Windows)',
  () => {
    test('is a 503 to come again later; nothing of the request is kept, and everything before it', async () => {
      const { child, told } = await server(8_000);
      const acknowledged: number[] = [];
      const padding = 'p'.repeat(20_000);
      let refused: Response | undefined;
      for (let n = 0; n < 500 && refused === undefined; n++) {
        const answer = await post(told.url ?? '', requestOf(n, 20, padding));
        if (answer.status === 200) acknowledged.push(n);
        else refused = answer;
      }
      expect(refused?.status).toBe(503);
      expect(refused?.headers.get('retry-after')).toBe('5');
      expect(await refused?.json()).toMatchObject({
        code: 14,
        message: expect.stringContaining('none of it is kept'),
      });
      // It goes on with what it has.
      const last = traceIdOf(acknowledged.at(-1) ?? 0);
      expect((await fetch(`${told.url}/api/traces/${last}`)).status).toBe(200);
      const lost = traceIdOf(acknowledged.length);
      expect((await fetch(`${told.url}/api/traces/${lost}`)).status).toBe(404);
      await killed(child);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(await recount(acknowledged)).toEqual(acknowledged.map(() => 20));
      expect(await recount([acknowledged.length])).toEqual([0]);
    });
  },
);

test('a folder belongs to one process; another one is told whose it is and what to do, and ends', async () => {
  const first = await server();
  const second = await server();
  expect(second.told.failed).toContain(`process ${first.child.pid}`);
  expect(second.told.failed).toContain(dir);
  expect(second.told.hint).toContain('DATA_DIR=memory');
  if (second.child.exitCode === null) await once(second.child, 'exit');
  expect(second.child.exitCode).toBe(1);
  expect((await post(first.told.url ?? '', requestOf(1, 1))).status).toBe(200);
});

test.skipIf(process.getuid?.() === 0)(
  'a folder that may not be written is said so (not to root, who may)',
  async () => {
    chmodSync(dir, 0o500);
    const { told } = await server();
    expect(told.failed).toContain(`Telemetry cannot be kept in ${dir}`);
    expect(told.hint).toContain('Make the folder writable');
  },
);

test('a folder that cannot be made is said so', async () => {
  const file = path.join(dir, 'a file');
  writeFileSync(file, '');
  await expect(openArchive({ dir: path.join(file, 'folder'), say: () => {} })).rejects.toMatchObject({
    message: expect.stringContaining('Telemetry cannot be kept in'),
    hint: expect.stringContaining('DATA_DIR=memory'),
  });
});
