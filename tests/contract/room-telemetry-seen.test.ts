/** Who finds the traces of a room in the store of a server that others reach: the holder of the token, and nobody else. */
import { expect, test } from 'vitest';
import type { PhoneTicket, RoomList } from '../../demo-server/protocol.ts';
import { errorOf, PRESENTER, roomServer } from '../support/room-server.ts';

const { server, send, openRoom, join } = roomServer({ audience: 'own-session' });

async function tap(code: string, { phone }: PhoneTicket): Promise<void> {
  expect((await send('POST', `/rooms/${code}/taps`, { phone, tap: 'leak' })).status).toBe(200);
  await server().app.drain();
}
const roomTraces = async (session: string) => {
  const q = '{ name = "POST /rooms/:code/taps" }';
  const answer = await send('GET', `/traces?${new URLSearchParams({ q, session })}`);
  return ((await answer.json()) as { readonly matched: number }).matched;
};
const sessionsOf = async (headers: Record<string, string>) =>
  ((await (await send('GET', '/rooms', undefined, headers)).json()) as RoomList).sessions;

test('the token tells the sessions of its rooms, also of those that ended, and they show what phones caused', async () => {
  const first = await openRoom();
  await tap(first.code, await join(first.code));
  await send('DELETE', `/rooms/${first.code}`, undefined, PRESENTER);
  const second = await openRoom();
  await tap(second.code, await join(second.code));
  const sessions = await sessionsOf(PRESENTER);
  expect(sessions.slice(0, 2)).toEqual([second.session, first.session]);
  expect(await roomTraces(sessions.join())).toBe(2);
  expect(await roomTraces(first.session)).toBe(1);
});

test('a phone, an onlooker and a wrong token are told no session, and without one see nothing', async () => {
  const room = await openRoom();
  const ticket = await join(room.code);
  await tap(room.code, ticket);
  for (const headers of [{}, { authorization: 'Bearer nonsense' }])
    expect((await errorOf(await send('GET', '/rooms', undefined, headers))).status).toBe(401);
  const told = await (await send('GET', `/rooms/${room.code}`)).text();
  expect(told + JSON.stringify(ticket)).not.toContain(room.session);
  for (const session of ['', room.code, `room-${room.code}`, ticket.phone])
    expect(await roomTraces(session)).toBe(0);
});
