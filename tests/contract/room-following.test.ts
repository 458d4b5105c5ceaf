/** What phones, walls and the presenter hear of a room, in time, late, and after they were away. */
import { describe, expect, test } from 'vitest';
import type { Line } from '../support/room-line.ts';
import { errorOf, LIMITS, PRESENTER, roomServer } from '../support/room-server.ts';

const { send, openRoom, join, listen } = roomServer();

describe('following', () => {
  const place = (section: string, step = 0) => ({ section, step, black: false });

  test('who comes late gets a snapshot, then what happens', async () => {
    const { code } = await openRoom();
    await send('PUT', `/rooms/${code}/state`, place('recap-2', 1), PRESENTER);
    const { phone } = await join(code);
    const line = await listen(code, { phone });
    expect(await line.any()).toEqual({
      type: 'snapshot',
      data: { code, place: place('recap-2', 1), poll: null, votes: null, phones: 0, presenter: false },
    });
    await send('PUT', `/rooms/${code}/state`, place('recap-3'), PRESENTER);
    expect(await line.next('place')).toEqual(place('recap-3'));
    line.close();
  });

  test('who comes back hears what was missed, once, and no snapshot', async () => {
    const { code } = await openRoom();
    const { phone } = await join(code);
    const line = await listen(code, { phone });
    await line.next('snapshot');
    await send('PUT', `/rooms/${code}/state`, place('recap-1'), PRESENTER);
    await line.next('place');
    const lastEventId = line.lastId();
    line.close();
    await send('PUT', `/rooms/${code}/state`, place('recap-2'), PRESENTER);
    await send('PUT', `/rooms/${code}/state`, place('recap-3'), PRESENTER);
    const back = await listen(code, { phone, headers: { 'last-event-id': lastEventId } });
    const seen = [];
    while (seen.length < 2) {
      const message = await back.any();
      expect(message.type).not.toBe('snapshot');
      if (message.type === 'place') seen.push(message.data);
    }
    expect(seen).toEqual([place('recap-2'), place('recap-3')]);
    back.close();
  });

  test('a number from an earlier life of the server gets a snapshot', async () => {
    const { code } = await openRoom();
    for (const lastEventId of ['17', '9000000000000000', 'nonsense']) {
      const line = await listen(code, { headers: { 'last-event-id': lastEventId } });
      expect((await line.any()).type).toBe('snapshot');
      line.close();
    }
  });

  test('what the presenter’s pages share is for them alone', async () => {
    const { code, session } = await openRoom();
    const presenter = await listen(code, { headers: PRESENTER });
    expect(await presenter.next('snapshot')).toMatchObject({ session, talk: null });
    const onlooker = await listen(code);
    expect(await onlooker.next('snapshot')).not.toHaveProperty('session');
    await send('PUT', `/rooms/${code}/state`, { ...place('recap-1'), talk: { revision: 4 } }, PRESENTER);
    await send('PUT', `/rooms/${code}/state`, place('recap-2'), PRESENTER);
    expect(await presenter.next('talk')).toEqual({ revision: 4 });
    const heard: string[] = [];
    for (let at: unknown = undefined; (at as { section?: string } | undefined)?.section !== 'recap-2'; ) {
      const message = await onlooker.any();
      heard.push(message.type);
      at = message.data;
    }
    expect(heard).not.toContain('talk');
    expect(heard).not.toContain('figure');
    presenter.close();
    onlooker.close();
  });

  test('a wrong token gets no feed, not even that of an onlooker', async () => {
    const { code } = await openRoom();
    const headers = { authorization: 'Bearer nonsense' };
    expect(await errorOf(await send('GET', `/rooms/${code}/feed`, undefined, headers))).toEqual({
      status: 401,
      code: 'wrong-token',
    });
    expect((await send('GET', `/rooms/${code}`, undefined, headers)).status).toBe(401);
  });

  test('the presenter goes and comes back; the room stays', async () => {
    const { code } = await openRoom();
    const { phone } = await join(code);
    const presenter = await listen(code, { headers: PRESENTER });
    await send('PUT', `/rooms/${code}/state`, place('recap-2'), PRESENTER);
    const line = await listen(code, { phone });
    expect(await line.next('snapshot')).toMatchObject({ presenter: true });
    presenter.close();
    expect(await line.next('presenter')).toEqual({ presenter: false });
    const back = await listen(code, { headers: PRESENTER });
    expect(await back.next('snapshot')).toMatchObject({ place: place('recap-2') });
    expect(await line.next('presenter')).toEqual({ presenter: true });
    back.close();
    line.close();
  });

  test('when the room ends, phones are told', async () => {
    const { code } = await openRoom();
    const { phone } = await join(code);
    const line = await listen(code, { phone });
    await line.next('snapshot');
    expect((await send('DELETE', `/rooms/${code}`, undefined, PRESENTER)).status).toBe(204);
    expect(await line.next('closed')).toEqual({ reason: 'ended' });
    expect((await send('GET', `/rooms/${code}`)).status).toBe(404);
    line.close();
  });
});

describe('phones', () => {
  test('each has a number and a flat, and keeps them when it comes back', async () => {
    const { code } = await openRoom();
    const first = await join(code);
    const second = await join(code);
    expect([first.number, second.number]).toEqual([1, 2]);
    expect([first.unitId, second.unitId]).toEqual([1, 2]);
    expect(await join(code, first.phone)).toEqual(first);
    expect(await join(code, 'of-another-room')).toMatchObject({ number: 3 });
  });

  test('a full room says so; phones that left make room', async () => {
    const { code } = await openRoom();
    const lines: Line[] = [];
    for (let n = 0; n < LIMITS.phones; n++) {
      const line = await listen(code, { phone: (await join(code)).phone });
      await line.next('snapshot');
      lines.push(line);
    }
    expect(await errorOf(await send('POST', `/rooms/${code}/phones`, {}))).toEqual({
      status: 503,
      code: 'room-full',
    });
    const [gone, watching, ...rest] = lines;
    gone?.close();
    for (let phones = LIMITS.phones; phones >= LIMITS.phones; )
      phones = (await watching?.next('phones'))?.phones ?? 0;
    expect((await join(code)).number).toBe(LIMITS.phones + 1);
    for (const line of [watching, ...rest]) line?.close();
  });

  test('pages that only look on are bounded too', async () => {
    const { code } = await openRoom();
    const lines = await Promise.all(Array.from({ length: LIMITS.otherLines }, () => listen(code)));
    for (const line of lines) await line.next('snapshot');
    expect(await errorOf(await send('GET', `/rooms/${code}/feed`))).toEqual({
      status: 503,
      code: 'too-many-lines',
    });
    for (const line of lines) line.close();
  });
});
