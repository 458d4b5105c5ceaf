/**
 * A port of this machine that nobody listens at, for a program that will. None of those that the system hands out by itself,
 * to port 0 and to each outgoing connection (from 32768 on Linux, from 49152 elsewhere): one of them may be taken again
 * before the program has begun, or while it is started anew.
 */
import { createServer } from 'node:net';

const FIRST = 12_000;
const LAST = 32_000;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
