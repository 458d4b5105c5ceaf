/** A port that the system chose is not known to be free before it is listened at. */
import { createServer, Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { listen } from '../../../demo-server/runtime/node/listen.ts';

const taken = () => Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
afterEach(() => vi.restoreAllMocks());

/** Somebody else listens first, so many times. */
function takenFirst(times: number): () => number {
  let asked = 0;
  const { listen: really } = Server.prototype;
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    if (++asked > times) return Reflect.apply(really, this, args) as Server;
    queueMicrotask(() => this.emit('error', taken()));
    return this;
  });
  return () => asked;
}

test('another port is chosen when somebody was faster', async () => {
  const asked = takenFirst(2);
  const { port, close } = await listen(createServer() as never, 0, '127.0.0.1');
  expect(port).toBeGreaterThan(0);
  expect(asked()).toBe(3);
  await close();
});

test('not for ever', async () => {
  takenFirst(100);
  await expect(listen(createServer() as never, 0, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
});

test('a port that was asked for is that one or none', async () => {
  const asked = takenFirst(1);
  await expect(listen(createServer() as never, 4321, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
  expect(asked()).toBe(1);
});
