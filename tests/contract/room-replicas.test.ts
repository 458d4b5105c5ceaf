/** One room at three replicas, behind a load balancer that sends each request to whichever: nobody notices. */
import { describe, expect, test } from 'vitest';
import { memoryHub } from '../../demo-server/exchange/memory-exchange.ts';
import { breakable } from '../support/breakable-exchange.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type RoomReplica, roomReplica } from '../support/room-replicas.ts';
import { errorOf, PRESENTER } from '../support/room-server.ts';

const place = (section: string) => ({ section, step: 0, black: false });
const poll = { id: 'p', question: 'q', options: ['a', 'b'] };

function three() {
  const clock = new FakeClock();
  const hub = memoryHub(clock);
  const replica = () => roomReplica(clock, breakable(hub.join()));
  return { clock, another: replica, a: replica(), b: replica(), c: replica() };
}

describe('one room at several replicas', () => {
  test('is opened at one, and found, steered, joined and tapped at the others', async () => {
    const { a, b, c, another } = three();
    const { code, session } = await a.openRoom();
    const { phone, number } = await b.join(code);
    expect(await c.join(code, phone)).toMatchObject({ phone, number });
    expect((await c.join(code)).number).toBe(2);
    expect((await c.send('PUT', `/rooms/${code}/state`, place('recap-2'), PRESENTER)).status).toBe(204);
    expect(await a.tap(code, phone)).toBe(200);
    const late = another();
    const there = await late.send('GET', `/rooms/${code}`, undefined, PRESENTER);
    expect(await there.json()).toMatchObject({ session, place: place('recap-2') });
    expect((await b.openRoom(code)).session).toBe(session);
  });

  test('has one line: who was at one replica hears at another what was missed, once, and no snapshot', async () => {
    const { a, b, c } = three();
    const { code } = await a.openRoom();
    const { phone } = await a.join(code);
    const line = await a.listen(code, { phone });
    await line.next('snapshot');
    await b.send('PUT', `/rooms/${code}/state`, place('recap-1'), PRESENTER);
    expect(await line.next('place')).toEqual(place('recap-1'));
    const lastEventId = line.lastId();
    line.close();
    await b.send('PUT', `/rooms/${code}/state`, place('recap-2'), PRESENTER);
    await b.send('PUT', `/rooms/${code}/state`, place('recap-3'), PRESENTER);
    const back = await c.listen(code, { phone, headers: { 'last-event-id': lastEventId } });
    const heard = [await back.any(), await back.any()];
    expect(heard).toEqual([
      { type: 'place', data: place('recap-2') },
      { type: 'place', data: place('recap-3') },
    ]);
    back.close();
  });

  test('counts heads over all replicas, each phone once, and no longer those of one that was killed', async () => {
    const { clock, a, b, c } = three();
    const { code } = await a.openRoom();
    const wall = await c.listen(code);
    const tickets = [await a.join(code), await a.join(code), await b.join(code)];
    await a.listen(code, { phone: tickets[0]?.phone ?? '' });
    await b.listen(code, { phone: tickets[0]?.phone ?? '' });
    await b.listen(code, { phone: tickets[1]?.phone ?? '' });
    await c.listen(code, { phone: tickets[2]?.phone ?? '' });
    clock.advance(1_000);
    expect(c.rooms.room(code)?.phoneCount).toBe(3);
    b.exchange.interrupt();
    clock.advance(4_000);
    expect(c.rooms.room(code)?.phoneCount).toBe(3);
    clock.advance(4_000);
    // The first phone has a line at `a` too.
    expect(c.rooms.room(code)?.phoneCount).toBe(2);
    expect(a.rooms.room(code)?.phoneCount).toBe(2);
    for (let phones = 0; phones !== 2; ) ({ phones } = await wall.next('phones'));
    // It was only cut off.
    b.exchange.mend();
    clock.advance(2_000);
    for (const { rooms } of [a, b, c]) expect(rooms.room(code)?.phoneCount).toBe(3);
  });

  test('outlives the replica that it was opened at, and expires once', async () => {
    const { clock, a, b, c } = three();
    const { code, session } = await a.openRoom();
    const { phone } = await a.join(code);
    a.rooms.close();
    clock.advance(13 * 3_600_000);
    const line = await b.listen(code, { phone });
    expect(await line.next('snapshot')).toMatchObject({ code });
    b.rooms.sweep();
    c.rooms.sweep();
    expect(await line.next('closed')).toEqual({ reason: 'expired' });
    for (const { rooms } of [b, c]) {
      expect(rooms.room(code)).toBeUndefined();
      expect(rooms.sessions).toEqual([session]);
    }
    expect((await c.send('GET', `/rooms/${code}`)).status).toBe(404);
  });

  test('is one of sixteen, wherever they are opened; one that ends makes room everywhere', async () => {
    const { a, b, c } = three();
    const replicas = [a, b, c];
    const codes = [];
    for (let n = 0; n < 16; n++) codes.push((await (replicas[n % 3] ?? a).openRoom()).code);
    const open = async (replica: RoomReplica) => (await replica.send('POST', '/rooms', {}, PRESENTER)).status;
    for (const replica of replicas) expect(await open(replica)).toBe(503);
    expect((await c.send('DELETE', `/rooms/${codes[0]}`, undefined, PRESENTER)).status).toBe(204);
    expect([await open(b), await open(a)]).toEqual([201, 503]);
  });

  test('has a vote a phone, and a rate a phone, wherever they arrive', async () => {
    const { clock, a, b, c } = three();
    const { code } = await a.openRoom();
    const { phone } = await a.join(code);
    await b.send('PUT', `/rooms/${code}/poll`, poll, PRESENTER);
    const answer = (option: number) => ({ phone, poll: poll.id, option });
    expect((await a.send('POST', `/rooms/${code}/answers`, answer(0))).status).toBe(202);
    expect((await b.send('POST', `/rooms/${code}/answers`, answer(1))).status).toBe(202);
    expect(await (await c.send('GET', `/rooms/${code}`)).json()).toMatchObject({ votes: { counts: [0, 1] } });
    expect(await c.join(code, phone)).toMatchObject({ option: 1 });
    const statuses = [];
    for (let n = 0; n < 3; n++)
      for (const replica of [a, b, c]) statuses.push(await replica.tap(code, phone));
    expect(statuses.filter((status) => status === 200)).toHaveLength(6);
    expect(statuses.slice(6)).toEqual([429, 429, 429]);
    clock.advance(2_000);
    for (const { rooms } of [a, b, c])
      expect(rooms.room(code)?.totals).toMatchObject({ tapped: 9, served: 6, refused: 3, answers: 2 });
  });

  test('shows one figure a second, with the taps of all replicas, each once, and the heads of all at its walls', async () => {
    const { clock, a, b, c } = three();
    const { code } = await a.openRoom();
    const walls = [
      await a.listen(code, { headers: PRESENTER }),
      await c.listen(code, { headers: PRESENTER }),
    ];
    const phones = [];
    for (let n = 0; n < 6; n++) phones.push((await b.join(code)).phone);
    clock.advance(1_000);
    for (const [n, phone] of phones.entries()) expect(await [a, b, c][n % 3]?.tap(code, phone)).toBe(200);
    clock.advance(3_000);
    for (const wall of walls) {
      let served = 0;
      while (served < 6) ({ served } = (await wall.next('figure')).totals);
      expect(served).toBe(6);
    }
    const [atA, atC] = [a, c].map(({ rooms }) => rooms.room(code)?.presenterSnapshot([]).figures ?? []);
    expect(atA).toEqual(atC);
    expect(atA?.length).toBeLessThanOrEqual(4);
  });
});

describe('while a replica is cut off from the others', () => {
  test('it says so, shows what it knew, serves taps, and lets nobody in that it cannot know', async () => {
    const { clock, a, b } = three();
    const { code } = await a.openRoom();
    const { phone } = await a.join(code);
    await a.send('PUT', `/rooms/${code}/state`, place('recap-1'), PRESENTER);
    const line = await b.listen(code, { phone });
    expect(await line.next('snapshot')).not.toHaveProperty('cutOff');
    b.exchange.interrupt();
    expect(await line.next('snapshot')).toMatchObject({ cutOff: true, place: place('recap-1') });
    expect(await b.tap(code, phone)).toBe(200);
    for (const [method, path, body] of [
      ['POST', `/rooms/${code}/phones`, {}],
      ['POST', `/rooms/${code}/taps`, { phone: 'joined-elsewhere', tap: 'leak' }],
      ['GET', '/rooms/ZZZZ', undefined],
    ] as const) {
      const answer = await b.send(method, path, body);
      expect(answer.headers.get('retry-after')).toBe('2');
      expect(await errorOf(answer)).toEqual({ status: 503, code: 'cut-off' });
    }
    expect(await errorOf(await b.send('POST', '/rooms', {}, PRESENTER))).toEqual({
      status: 503,
      code: 'cut-off',
    });
    clock.advance(10_000);
    expect(a.rooms.room(code)?.totals.served).toBe(0);

    await a.send('PUT', `/rooms/${code}/state`, place('recap-2'), PRESENTER);
    b.exchange.mend();
    expect(await line.next('snapshot')).not.toHaveProperty('cutOff');
    expect(await line.next('place')).toEqual(place('recap-2'));
    clock.advance(3_000);
    for (const { rooms } of [a, b])
      expect(rooms.room(code)?.totals).toMatchObject({ tapped: 1, served: 1, refused: 0, failed: 0 });
  });

  test('what is said and answered there meanwhile is so for all afterwards, once', async () => {
    const { clock, a, b } = three();
    const { code } = await a.openRoom();
    const { phone } = await a.join(code);
    await a.send('PUT', `/rooms/${code}/poll`, poll, PRESENTER);
    b.exchange.interrupt();
    const answer = await b.send('POST', `/rooms/${code}/answers`, { phone, poll: poll.id, option: 1 });
    expect(answer.status).toBe(202);
    expect((await b.send('PUT', `/rooms/${code}/state`, place('recap-4'), PRESENTER)).status).toBe(204);
    b.exchange.mend();
    clock.advance(1_000);
    for (const replica of [a, b])
      expect(await (await replica.send('GET', `/rooms/${code}`)).json()).toMatchObject({
        place: place('recap-4'),
        votes: { counts: [0, 1] },
      });
  });
});
