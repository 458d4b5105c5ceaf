/** Clients that ask and do not read, over real sockets: what they hold is bounded, and they are cut off. */
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterEach, expect, test, vi } from 'vitest';
import { type StreamedMessage, sseStream } from '../../demo-server/feed/sse-stream.ts';
import { nodeClock } from '../../demo-server/runtime/node/clock.ts';
import { type Listening, listen } from '../../demo-server/runtime/node/listen.ts';
import { unsentAnswers } from '../../demo-server/runtime/node/unsent-answers.ts';

/** A machine that is busy takes its time; a bound, not a budget. */
const WAIT = { timeout: 60_000 };
vi.setConfig({ testTimeout: 120_000 });

const sockets: Socket[] = [];
const listening: Listening[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const one of listening.splice(0)) await one.close();
});

/** Asks, and takes nothing of what comes. */
async function askAndSleep(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.pause();
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write('GET /api/feed HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  return socket;
}

test('a page that sleeps on an open connection is cut off, and its feed is let go', async () => {
  let publish: (message: StreamedMessage) => void = () => {};
  let isOpen = false;
  const feed = () =>
    sseStream((subscriber) => {
      publish = subscriber;
      isOpen = true;
      return () => {
        isOpen = false;
      };
    }, nodeClock);
  const server = createAdaptorServer({ fetch: () => new Response(feed()) });
  const one = await listen(server, 0, '127.0.0.1', { stuckMs: 200 });
  listening.push(one);
  await askAndSleep(one.port);
  await vi.waitUntil(() => isOpen, WAIT);
  // More than the buffers of both ends take in.
  const json = JSON.stringify('x'.repeat(1_000_000));
  for (let id = 1; id <= 15; id++) publish({ id, type: 'traces', json, spans: 1 });
  await vi.waitUntil(() => !isOpen, WAIT);
});

test('while too much waits unread, nothing new is answered; once those are gone, everything is', async () => {
  // More than the buffers of both ends take in.
  const body = Buffer.alloc(32_000_000);
  const server = createServer((_, answer) => {
    const refusal = unsent.refusal();
    if (refusal !== undefined) answer.writeHead(refusal.status, Object.fromEntries(refusal.headers)).end();
    else answer.end(body);
  });
  const unsent = unsentAnswers(server, 60_000_000);
  const one = await listen(server, 0, '127.0.0.1');
  listening.push(one);
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${one.port}/`);
    await answer.arrayBuffer();
    return answer;
  };
  expect((await ask()).status).toBe(200);
  for (let n = 0; n < 8; n++) await askAndSleep(one.port);
  await expect.poll(async () => (await ask()).status, WAIT).toBe(503);
  expect((await ask()).headers.get('retry-after')).toBe('10');
  for (const socket of sockets.splice(0)) socket.destroy();
  await expect.poll(async () => (await ask()).status, WAIT).toBe(200);
});
