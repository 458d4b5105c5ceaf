/** What `/api/rooms` lets whom do: opening, and what is not accepted. */
import { describe, expect, test } from 'vitest';
import type { PresenterSnapshot, RoomSnapshot } from '../../demo-server/protocol.ts';
import { errorOf, PRESENTER, roomServer, TOKEN } from '../support/room-server.ts';

const { send, openRoom } = roomServer();

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
