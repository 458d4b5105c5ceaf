/** The room as the presenter’s pages hold it. */
import { describe, expect, test } from 'vitest';
import type { PresenterSnapshot } from '../../../demo-server/protocol.ts';
import { readDeckMessage } from '../../../src/present/deck-message.ts';
import { firstState } from '../../../src/present/deck-state.ts';
import { presenterRoom } from '../../../src/present/room/presenter-room.ts';
import { roomLine } from '../../../src/present/room/room-line.ts';
import type { Answer } from '../../../src/present/room/room-requests.ts';
import {
  message,
  place,
  poll,
  presenterPorts,
  presenterSnapshot,
  refusal,
  settled,
} from '../../support/room-ports.ts';

describe('the presenter’s room', () => {
  const answerWith = (value: PresenterSnapshot): Answer<PresenterSnapshot> => ({ type: 'ok', value });

  test('is opened again under its code when the server was started anew', async () => {
    const { ports, line, opened, code } = presenterPorts(answerWith(presenterSnapshot));
    const room = presenterRoom(ports);
    await room.open();
    expect(code.kept).toBe('BCD3');
    line.tell({ type: 'lost' });
    expect(room.state.value.status).toBe('lost');
    line.tell({ type: 'refused', refusal: refusal('unknown-room') });
    await settled();
    expect(opened).toEqual([undefined, 'BCD3']);
    expect(room.state.value.status).toBe('open');
  });

  test('a wrong token is said, and not tried for ever', async () => {
    const wrong: Answer<PresenterSnapshot> = {
      type: 'refused',
      refusal: { ...refusal('wrong-token'), status: 401 },
    };
    const { ports, refused } = presenterPorts(wrong);
    const room = presenterRoom(ports);
    await room.open();
    expect(room.state.value).toMatchObject({ status: 'refused', refusal: { code: 'wrong-token' } });
    expect(refused).toEqual(['token']);
  });

  test('whose token is refused in the middle of a talk stops there, and says so', async () => {
    const { ports, line, opened, refused } = presenterPorts(answerWith(presenterSnapshot));
    const room = presenterRoom(ports);
    await room.open();
    line.tell({ type: 'refused', refusal: { ...refusal('wrong-token'), status: 401 } });
    expect(room.state.value).toMatchObject({ status: 'refused', refusal: { code: 'wrong-token' } });
    line.tell({ type: 'open' });
    expect(room.state.value.status).toBe('refused');
    expect([refused, opened]).toEqual([['token'], [undefined]]);
  });

  test('asks again what was asked, of a server that was started anew', async () => {
    const { ports, line, asked, answers } = presenterPorts(answerWith({ ...presenterSnapshot, poll }));
    const room = presenterRoom(ports);
    await room.open();
    answers.open = answerWith({ ...presenterSnapshot, session: 'room-2' });
    line.tell({ type: 'refused', refusal: refusal('unknown-room') });
    await settled();
    expect(asked).toEqual([poll]);
    // The same room, whose question was taken away by another window meanwhile.
    line.tell(message({ type: 'poll', data: poll }).event);
    line.tell({ type: 'refused', refusal: refusal('unknown-room') });
    await settled();
    expect(asked).toEqual([poll]);
  });

  test('that cannot be ended is still there, and says why', async () => {
    const { ports, code, answers } = presenterPorts(answerWith(presenterSnapshot));
    const room = presenterRoom(ports);
    await room.open();
    answers.end = { type: 'refused', refusal: { ...refusal('unreachable'), status: 0 } };
    await room.end();
    expect(room.state.value).toMatchObject({ status: 'open', refusal: { code: 'unreachable' } });
    expect(code.kept).toBe('BCD3');
    answers.end = { type: 'refused', refusal: refusal('unknown-room') };
    await room.end();
    expect(room.state.value).toEqual({ status: 'none' });
    expect(code.kept).toBeUndefined();
  });

  test('says the newest place: what was overtaken on the way is left out', async () => {
    const { ports, said } = presenterPorts(answerWith(presenterSnapshot));
    const room = presenterRoom(ports);
    await room.open();
    for (const section of ['a', 'b', 'c', 'd']) room.say(place(section));
    await settled();
    expect(said.map(({ section }) => section)).toEqual(['a', 'd']);
  });

  test('carries the talk between the presenter’s pages', async () => {
    const { ports, line, said } = presenterPorts(answerWith(presenterSnapshot));
    const room = presenterRoom(ports);
    const heard: unknown[] = [];
    const deckLine = roomLine(room);
    deckLine.listen((value) => heard.push(value));
    await room.open();
    // It knows nothing of the talk, so it asks.
    expect(heard).toEqual([{ type: 'hello', from: 'room' }]);
    const state = { ...firstState([{ id: 'recap-1', steps: 3 }]), revision: 4, step: 2 };
    deckLine.send({ type: 'state', from: 'speaker', state });
    await settled();
    expect(said).toEqual([{ section: 'recap-1', step: 2, black: false, talk: { state } }]);
    const arrived = JSON.parse(JSON.stringify({ state: { ...state, revision: 5 } })) as Record<
      string,
      unknown
    >;
    line.tell({ type: 'message', message: { type: 'talk', data: arrived } });
    expect(readDeckMessage(heard.at(-1))).toMatchObject({
      type: 'state',
      from: 'room',
      state: { revision: 5 },
    });
    line.tell({ type: 'message', message: { type: 'talk', data: { state: 'nonsense' } } });
    expect(heard).toHaveLength(2);
  });

  test('is told the place again when another window opened it anew before this one missed it', async () => {
    const { ports, line } = presenterPorts(answerWith(presenterSnapshot));
    const room = presenterRoom(ports);
    const heard: unknown[] = [];
    roomLine(room).listen((value) => heard.push(value));
    await room.open();
    const state = { ...firstState([{ id: 'recap-1', steps: 3 }]), revision: 5 };
    line.tell({ type: 'message', message: { type: 'talk', data: { state } as never } });
    expect(heard).toHaveLength(2);
    // The line comes back to a room of the same code that knows nothing.
    line.tell({ type: 'message', message: { type: 'snapshot', data: presenterSnapshot } });
    expect(heard.at(-1)).toEqual({ type: 'hello', from: 'room' });
    line.tell({ type: 'message', message: { type: 'snapshot', data: presenterSnapshot } });
    expect(heard).toHaveLength(3);
  });
});
