/** What a page knows of its room, and how it asks. */
import { describe, expect, test } from 'vitest';
import { readRoomCode } from '../../../demo-server/protocol.ts';
import { roomRequests } from '../../../src/present/room/room-requests.ts';
import { afterMessage, FIGURES_KEPT, viewOf } from '../../../src/present/room/room-view.ts';
import { figure, place, poll, presenterSnapshot, snapshot } from '../../support/room-ports.ts';

describe('what a page knows of a room', () => {
  test('nothing before the snapshot, then whatever comes', () => {
    expect(afterMessage(undefined, { type: 'phones', data: { phones: 4 } })).toBeUndefined();
    let view = afterMessage(undefined, { type: 'snapshot', data: snapshot });
    expect(view).toEqual(snapshot);
    view = afterMessage(view, { type: 'place', data: place('recap-3') });
    view = afterMessage(view, { type: 'phones', data: { phones: 4 } });
    view = afterMessage(view, { type: 'presenter', data: { presenter: false } });
    view = afterMessage(view, { type: 'poll', data: poll });
    view = afterMessage(view, { type: 'votes', data: { poll: 'p', counts: [1, 0] } });
    expect(view).toEqual({
      ...snapshot,
      place: place('recap-3'),
      phones: 4,
      presenter: false,
      poll,
      votes: { poll: 'p', counts: [1, 0] },
    });
  });

  test('votes of another poll are not those of this one', () => {
    const view = afterMessage(viewOf(snapshot), { type: 'poll', data: poll });
    expect(afterMessage(view, { type: 'votes', data: { poll: 'before', counts: [9, 9] } })?.votes).toBeNull();
  });

  test('figures are kept by the presenter alone, and not for ever', () => {
    expect(afterMessage(viewOf(snapshot), { type: 'figure', data: figure(1) })).toEqual(snapshot);
    let view = afterMessage(undefined, { type: 'snapshot', data: presenterSnapshot });
    for (let second = 0; second < FIGURES_KEPT + 20; second++)
      view = afterMessage(view, { type: 'figure', data: figure(second) });
    expect(view?.presenterOnly?.figures).toHaveLength(FIGURES_KEPT);
    expect(view?.presenterOnly?.figures.at(-1)?.atUnixMs).toBe((FIGURES_KEPT + 19) * 1_000);
  });

  test.each([
    ['bcd3', 'BCD3'],
    [' b-c D 3', 'BCD3'],
    ['BCD', undefined],
    ['BCD0', undefined],
    ['BCDE', undefined],
    ['<img src=x>', undefined],
  ])('the code "%s" is read as %s', (text, code) => {
    expect(readRoomCode(text)).toBe(code);
  });
});

describe('requests', () => {
  test('carry the token of the presenter, and no other', async () => {
    const sent: (readonly [string, Headers])[] = [];
    const send = async (path: string, init: RequestInit) => {
      sent.push([`${init.method} ${path}`, new Headers(init.headers)]);
      return new Response(null, { status: 204 });
    };
    await roomRequests(send, 'secret').putState('BCD3', place('recap-1'));
    await roomRequests(send).join('BCD3', undefined);
    expect(sent.map(([what, headers]) => [what, headers.get('authorization')])).toEqual([
      ['PUT /api/rooms/BCD3/state', 'Bearer secret'],
      ['POST /api/rooms/BCD3/phones', null],
    ]);
  });

  test('a host of files, and nobody at all, are refusals in words', async () => {
    const page = roomRequests(async () => new Response('<!doctype html>', { status: 404 }));
    expect(await page.look('BCD3')).toMatchObject({
      type: 'refused',
      refusal: { status: 404, code: 'no-rooms' },
    });
    const nobody = roomRequests(async () => {
      throw new TypeError('failed to fetch');
    });
    expect(await nobody.look('BCD3')).toMatchObject({
      type: 'refused',
      refusal: { status: 0, code: 'unreachable' },
    });
  });
});
