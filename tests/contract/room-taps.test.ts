/** What phones do in a room, tap and answer, is real requests and telemetry; all of it is counted. */
import { describe, expect, test } from 'vitest';
import type { FeedMessage, TapAnswer } from '../../demo-server/protocol.ts';
import { errorOf, LIMITS, PRESENTER, roomServer } from '../support/room-server.ts';

const { server, send, openRoom, join, listen } = roomServer();

describe('tapping', () => {
  test.each(['heartbeat', 'leak', 'lock'] as const)(
    '%s is a real request, in the room’s session',
    async (tap) => {
      const { code, session } = await openRoom();
      const { phone } = await join(code);
      const answer = await send(
        'POST',
        `/rooms/${code}/taps`,
        { phone, tap },
        {
          // What a phone says of itself does not reach the telemetry.
          baggage: 'session.id=somebody-else,bldg.run.id=mine',
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        },
      );
      expect(answer.status).toBe(200);
      const { traceId, deviceId } = (await answer.json()) as TapAnswer;
      expect(deviceId).toBe({ heartbeat: 2, leak: 3, lock: 1 }[tap]);
      expect(traceId).not.toBe('0af7651916cd43dd8448eb211c80319c');
      await server().app.drain();
      const trace = (await (await send('GET', `/traces/${traceId}`)).json()) as {
        resourceSpans: readonly { scopeSpans: readonly { spans: readonly TestSpan[] }[] }[];
      };
      const spans = trace.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
      expect(spans.filter(({ parentSpanId }) => !parentSpanId).map(({ name }) => name)).toEqual([
        'POST /rooms/:code/taps',
      ]);
      expect(spans.length).toBeGreaterThan(3);
      for (const { attributes } of spans)
        expect(attributes.find(({ key }) => key === 'session.id')?.value.stringValue).toBe(session);
    },
  );

  test('a lock is locked, then unlocked', async () => {
    const { code } = await openRoom();
    const { phone } = await join(code);
    const states = [];
    for (let n = 0; n < 2; n++) {
      const answer = await send('POST', `/rooms/${code}/taps`, { phone, tap: 'lock' });
      states.push(((await answer.json()) as TapAnswer).state);
    }
    expect(states).toEqual(['locked', 'unlocked']);
  });

  test('every tap is served or refused, and counted as one of them', async () => {
    const { code, session } = await openRoom();
    const presenter = await listen(code, { headers: PRESENTER });
    const { phone } = await join(code);
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const answer = await send('POST', `/rooms/${code}/taps`, { phone, tap: 'leak' });
        await answer.arrayBuffer();
        if (answer.status !== 200) expect(answer.headers.get('retry-after')).toBe('1');
        return answer.status;
      }),
    );
    const served = statuses.filter((status) => status === 200).length;
    expect(served).toBeGreaterThan(0);
    expect(statuses.filter((status) => status === 429 || status === 503)).toHaveLength(12 - served);
    let totals = { served: -1, refused: -1, failed: -1 };
    while (totals.served < served) ({ totals } = await presenter.next('figure'));
    expect(totals).toMatchObject({ served, refused: 12 - served, failed: 0 });
    presenter.close();
    expect(server().app.sessions.known(session)).toBeDefined();
  });
});

describe('a room that is busy', () => {
  test('refuses with a time to come again, serves again when it can, and counts both', async () => {
    const { code } = await openRoom();
    const presenter = await listen(code, { headers: PRESENTER });
    const room = server().app.rooms.room(code);
    const phones = await Promise.all(Array.from({ length: LIMITS.phones }, () => join(code)));
    let release = () => {};
    const building = new Promise<object>((resolve) => {
      release = () => resolve({});
    });
    // Two that take long: the building is given no more at once.
    const held = phones.slice(0, 2).map(({ phone }) => {
      const holder = room?.phone(phone);
      return holder && room?.tap(holder, () => building);
    });
    const taps = () =>
      Promise.all(
        phones.slice(2).map(({ phone }) => send('POST', `/rooms/${code}/taps`, { phone, tap: 'leak' })),
      );
    for (const answer of await taps()) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(await errorOf(answer)).toEqual({ status: 503, code: 'room-busy' });
    }
    release();
    await Promise.all(held);
    const served = (await taps()).filter(({ status }) => status === 200).length;
    expect(served).toBeGreaterThan(0);
    let totals = { tapped: 0, served: 0, refused: 0 };
    while (totals.served < served + 2) ({ totals } = await presenter.next('figure'));
    expect(totals).toMatchObject({ tapped: 14, served: served + 2, refused: 12 - served, failed: 0 });
    presenter.close();
  });

  test('is told what phones withheld, with a tap or without one', async () => {
    const { code } = await openRoom();
    const presenter = await listen(code, { headers: PRESENTER });
    const { phone } = await join(code);
    const told = (body: object) => send('POST', `/rooms/${code}/taps`, { phone, ...body });
    expect((await told({ withheld: 5 })).status).toBe(202);
    expect((await told({ tap: 'heartbeat', withheld: 2 })).status).toBe(200);
    for (const wrong of [{}, { withheld: 0 }, { withheld: -1 }, { withheld: 1.5 }])
      expect((await told(wrong)).status).toBe(400);
    let totals = { tapped: 0 };
    while (totals.tapped < 8) ({ totals } = await presenter.next('figure'));
    expect(totals).toMatchObject({ tapped: 8, served: 1, refused: 7, failed: 0 });
    presenter.close();
  });
});

describe('polls', () => {
  const poll = { id: 'recap/purpose#guess', question: 'How many?', options: ['one', '<b>two</b>', 'three'] };

  test('are asked by the presenter, answered once a phone, counted for all', async () => {
    const { code } = await openRoom();
    const { phone } = await join(code);
    const line = await listen(code, { phone });
    await send('PUT', `/rooms/${code}/poll`, poll, PRESENTER);
    expect(await line.next('poll')).toEqual(poll);
    expect(await line.next('votes')).toEqual({ poll: poll.id, counts: [0, 0, 0] });
    const answer = (option: number, id = poll.id) =>
      send('POST', `/rooms/${code}/answers`, { phone, poll: id, option });
    expect((await answer(0)).status).toBe(202);
    expect((await answer(2)).status).toBe(202);
    expect(await line.next('votes')).toEqual({ poll: poll.id, counts: [0, 0, 1] });
    expect(await join(code, phone)).toMatchObject({ option: 2 });
    expect(await errorOf(await answer(3))).toEqual({ status: 409, code: 'not-asked' });
    expect(await errorOf(await answer(0, 'another'))).toEqual({ status: 409, code: 'not-asked' });
    await send('PUT', `/rooms/${code}/poll`, { ...poll, closed: true }, PRESENTER);
    expect(await errorOf(await answer(1))).toEqual({ status: 409, code: 'poll-closed' });
    expect(await line.next('poll')).toEqual({ ...poll, closed: true });
    expect(await line.next('votes')).toEqual({ poll: poll.id, counts: [0, 0, 1] });
    await send('PUT', `/rooms/${code}/poll`, null, PRESENTER);
    expect(await errorOf(await answer(0))).toEqual({ status: 409, code: 'not-asked' });
    line.close();
  });

  test('an answer is telemetry: a span and a log event in the room’s session', async () => {
    const { code, session } = await openRoom();
    const heard: { type: FeedMessage['type']; json: string }[] = [];
    const stop = server()
      .app.sessions.open(session)
      ?.subscribe(({ type, json }) => heard.push({ type, json }));
    const { phone } = await join(code);
    await send('PUT', `/rooms/${code}/poll`, poll, PRESENTER);
    await send('POST', `/rooms/${code}/answers`, { phone, poll: poll.id, option: 1 });
    server().app.sessions.known(session)?.flush();
    stop?.();
    const spans = heard.find(({ type }) => type === 'traces')?.json;
    const logs = heard.find(({ type }) => type === 'logs')?.json;
    expect(spans).toContain('"POST /rooms/:code/answers"');
    expect(logs).toContain('"bldg.room.answered"');
    expect(logs).toContain('"bldg.room.option"');
  });

  test('an answer every few milliseconds is too fast', async () => {
    const { code } = await openRoom();
    const { phone } = await join(code);
    await send('PUT', `/rooms/${code}/poll`, poll, PRESENTER);
    const statuses = [];
    for (let n = 0; n < 12; n++)
      statuses.push(
        (await send('POST', `/rooms/${code}/answers`, { phone, poll: poll.id, option: 0 })).status,
      );
    expect(statuses.slice(0, 5)).toEqual([202, 202, 202, 202, 202]);
    expect(statuses).toContain(429);
  });
});

interface TestSpan {
  readonly name: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}
