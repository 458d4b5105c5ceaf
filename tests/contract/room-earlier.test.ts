/** A talk that was given before the server was started anew can still be looked at, by who gave it and nobody else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { PhoneTicket, PresenterSnapshot, RoomList, TapAnswer } from '../../demo-server/protocol.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';

const TOKEN = 'the-same-before-and-after';
const PRESENTER = { authorization: `Bearer ${TOKEN}` };
const dir = mkdtempSync(path.join(tmpdir(), 'earlier-rooms-'));
let server: NodeServer | undefined;
afterAll(async () => {
  await server?.close();
  rmSync(dir, { recursive: true, force: true });
});

const start = () =>
  startNodeServer({ port: 0, presenterToken: TOKEN, dataDir: { dir }, deps: { audience: 'own-session' } });
const send = async <T>(to: NodeServer, method: string, where: string, body?: object): Promise<T> => {
  const answer = await fetch(`${to.url}/api${where}`, {
    method,
    headers: { ...PRESENTER, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as T;
};
interface Found {
  readonly traces: readonly { readonly traceID: string }[];
}

test('the presenter sees what an earlier room caused, and is told its session; others are told neither', async () => {
  server = await start();
  const { code, session } = await send<PresenterSnapshot>(server, 'POST', '/rooms', {});
  const { phone } = await send<PhoneTicket>(server, 'POST', `/rooms/${code}/phones`, {});
  const { traceId } = await send<TapAnswer>(server, 'POST', `/rooms/${code}/taps`, {
    phone,
    tap: 'heartbeat',
  });
  await server.app.drain();
  await server.close();

  server = await start();
  const { rooms, sessions } = await send<RoomList>(server, 'GET', '/rooms');
  expect(rooms).toEqual([]);
  expect(sessions).toEqual([session]);
  const found = await send<Found>(server, 'GET', `/traces?session=${sessions.join()}`);
  expect(found.traces.map(({ traceID }) => traceID)).toContain(traceId);
  expect((await send<Found>(server, 'GET', '/traces?session=room-of-somebody-else')).traces).toEqual([]);
  expect((await fetch(`${server.url}/api/rooms`)).status).toBe(401);
}, 120_000);
