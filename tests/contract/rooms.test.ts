/** What presenters, phones and walls may rely on of `/api/rooms`. Over HTTP, on a server of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  FeedMessage,
  PhoneTicket,
  PresenterSnapshot,
  RoomMessage,
  RoomSnapshot,
  TapAnswer,
} from '../../demo-server/protocol.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { readServerSentEvents } from '../../src/server-client/sse.ts';

const TOKEN = 'a-token-for-these-tests';
const LIMITS = {
  phones: 8,
  otherLines: 4,
  taps: { atOnce: 2, targetMs: 300, line: 2, waitMs: 400 },
  queueDepth: 100,
};
const PRESENTER = { authorization: `Bearer ${TOKEN}` };

let server: NodeServer;
const failures: unknown[] = [];
beforeAll(async () => {
  server = await startNodeServer({
    port: 0,
    presenterToken: TOKEN,
    report: (error) => failures.push(error),
    deps: { roomLimits: LIMITS, reachableAt: ['http://192.0.2.7:4321'] },
  });
});
afterAll(async () => {
  await server.close();
  expect(failures).toEqual([]);
});

/** A server holds few rooms. */
afterEach(() => {
  for (const room of server.app.rooms.all) server.app.rooms.end(room);
});

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const errorOf = async (answer: Response) => ({
  status: answer.status,
  code: ((await answer.json()) as { error: { code: string } }).error.code,
});

async function openRoom(code?: string): Promise<PresenterSnapshot> {
  const answer = await send('POST', '/rooms', code === undefined ? {} : { code }, PRESENTER);
  return (await answer.json()) as PresenterSnapshot;
}
async function join(code: string, phone?: string): Promise<PhoneTicket> {
  const answer = await send('POST', `/rooms/${code}/phones`, phone === undefined ? {} : { phone });
  expect(answer.status).toBe(201);
  return (await answer.json()) as PhoneTicket;
}

interface Line {
  /** The next message of that type, from those not read yet. */
  next<T extends RoomMessage['type']>(type: T): Promise<Extract<RoomMessage, { type: T }>['data']>;
  /** The next message, whatever it is. */
  any(): Promise<{ readonly type: string; readonly data: unknown }>;
  readonly lastId: () => string;
  close(): void;
}
async function listen(
  code: string,
  { phone, headers = {} }: { phone?: string; headers?: Record<string, string> } = {},
): Promise<Line> {
  const closing = new AbortController();
  const query = phone === undefined ? '' : `?phone=${phone}`;
  const answer = await fetch(`${server.url}/api/rooms/${code}/feed${query}`, {
    headers,
    signal: closing.signal,
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  if (answer.body === null) throw new Error('the feed has no body');
  const events = readServerSentEvents(answer.body)[Symbol.asyncIterator]();
  let lastId = '';
  const any = async () => {
    const { value, done } = await events.next();
    if (done) throw new Error('the feed ended');
    lastId = value.lastEventId;
    return { type: value.type, data: JSON.parse(value.data) as unknown };
  };
  return {
    any,
    async next(type) {
      for (;;) {
        const message = await any();
        if (message.type === type) return message.data as never;
      }
    },
    lastId: () => lastId,
    close: () => closing.abort(),
  };
}

describe('opening', () => {
  test('the holder of the token opens a room, with a short code and a session to watch', async () => {
    const answer = await send('POST', '/rooms', {}, PRESENTER);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      code: expect.stringMatching(/^[B-Z346789]{4}$/),
      session: expect.stringMatching(/^room-/),
      place: null,
      poll: null,
      votes: null,
      talk: null,
      phones: 0,
      presenter: true,
      figures: [],
      reachableAt: ['http://192.0.2.7:4321'],
    });
  });

  test('a room is opened again under its code, as small letters too, and is the same while it lives', async () => {
    const first = await openRoom('BCD-3');
    const again = await send('POST', '/rooms', { code: 'b c d 3' }, PRESENTER);
    expect(again.status).toBe(200);
    expect(((await again.json()) as PresenterSnapshot).session).toBe(first.session);
  });

  const routes: readonly (readonly [string, string, unknown])[] = [
    ['POST', '/rooms', {}],
    ['GET', '/rooms', undefined],
    ['PUT', '/rooms/CODE/state', { section: 'recap-1', step: 0, black: false }],
    ['PUT', '/rooms/CODE/poll', null],
    ['DELETE', '/rooms/CODE', undefined],
  ];
  test.each(routes)(
    '%s %s without the token, and with a wrong one, is refused',
    async (method, path, body) => {
      const { code } = await openRoom();
      const at = path.replace('CODE', code);
      const none = await send(method, at, body);
      expect(none.headers.get('www-authenticate')).toBe('Bearer realm="presenter"');
      expect(await errorOf(none)).toEqual({ status: 401, code: 'token-needed' });
      for (const wrong of [
        'Bearer nonsense',
        `Bearer ${TOKEN}x`,
        `Bearer ${TOKEN.slice(0, -1)}`,
        `Basic ${TOKEN}`,
      ])
        expect(await errorOf(await send(method, at, body, { authorization: wrong }))).toEqual({
          status: 401,
          code: 'wrong-token',
        });
      expect((await send('GET', `/rooms/${code}`)).status).toBe(200);
    },
  );

  test('the number of rooms is bounded', async () => {
    for (let n = 0; n < 16; n++) await openRoom();
    expect(await errorOf(await send('POST', '/rooms', {}, PRESENTER))).toEqual({
      status: 503,
      code: 'too-many-rooms',
    });
    const all = (await (await send('GET', '/rooms', undefined, PRESENTER)).json()) as {
      rooms: readonly RoomSnapshot[];
    };
    expect(all.rooms).toHaveLength(16);
  });
});

describe('what is not accepted', () => {
  const cases: readonly (readonly [string, number, string, string, string, unknown])[] = [
    ['a code that is none', 404, 'unknown-room', 'GET', '/rooms/%3Cimg%3E', undefined],
    ['a room that is not there', 404, 'unknown-room', 'GET', '/rooms/ZZZZ', undefined],
    ['the feed of a room that is not there', 404, 'unknown-room', 'GET', '/rooms/ZZZZ/feed', undefined],
    ['a phone for a room that is not there', 404, 'unknown-room', 'POST', '/rooms/ZZZZ/phones', {}],
    [
      'a feed for a phone that never joined',
      404,
      'unknown-phone',
      'GET',
      '/rooms/CODE/feed?phone=x',
      undefined,
    ],
    [
      'a tap of a phone that never joined',
      404,
      'unknown-phone',
      'POST',
      '/rooms/CODE/taps',
      { phone: 'x', tap: 'leak' },
    ],
    ['a tap that there is not', 400, 'bad-request', 'POST', '/rooms/CODE/taps', { phone: 'x', tap: 'flood' }],
    ['a tap of nobody', 400, 'bad-request', 'POST', '/rooms/CODE/taps', { tap: 'leak' }],
    ['too much for a phone', 413, 'body-too-large', 'POST', '/rooms/CODE/taps', { phone: 'x'.repeat(2_000) }],
    [
      'an option below the first',
      400,
      'bad-request',
      'POST',
      '/rooms/CODE/answers',
      { phone: 'x', poll: 'p', option: -1 },
    ],
  ];
  test.each(cases)('%s is %i %s', async (_, status, code, method, path, body) => {
    const room = await openRoom('NNN3');
    expect(await errorOf(await send(method, path.replace('CODE', room.code), body))).toEqual({
      status,
      code,
    });
  });

  const ofPresenter: readonly (readonly [string, number, string, unknown])[] = [
    ['a section that is markup', 400, '/state', { section: '<img>', step: 0, black: false }],
    ['a step before the first', 400, '/state', { section: 'recap-1', step: -1, black: false }],
    ['a poll with one option', 400, '/poll', { id: 'p', question: 'q', options: ['a'] }],
    [
      'a state that is a book',
      413,
      '/state',
      { section: 'a', step: 0, black: false, talk: { a: 'x'.repeat(20_000) } },
    ],
  ];
  test.each(ofPresenter)('%s is %i, from the presenter too', async (_, status, path, body) => {
    const room = await openRoom('NNN3');
    expect((await send('PUT', `/rooms/${room.code}${path}`, body, PRESENTER)).status).toBe(status);
  });
});

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
      await server.app.drain();
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
    expect(server.app.sessions.known(session)).toBeDefined();
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
    await send('PUT', `/rooms/${code}/poll`, null, PRESENTER);
    expect(await errorOf(await answer(0))).toEqual({ status: 409, code: 'not-asked' });
    line.close();
  });

  test('an answer is telemetry: a span and a log event in the room’s session', async () => {
    const { code, session } = await openRoom();
    const heard: { type: FeedMessage['type']; json: string }[] = [];
    const stop = server.app.sessions.open(session)?.subscribe(({ type, json }) => heard.push({ type, json }));
    const { phone } = await join(code);
    await send('PUT', `/rooms/${code}/poll`, poll, PRESENTER);
    await send('POST', `/rooms/${code}/answers`, { phone, poll: poll.id, option: 1 });
    server.app.sessions.known(session)?.flush();
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
