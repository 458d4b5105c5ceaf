/** A room in the page, without a network: what phones and presenters know, show and do. */
import { describe, expect, test } from 'vitest';
import type {
  PhoneTicket,
  PresenterSnapshot,
  RoomFigure,
  RoomMessage,
  RoomSnapshot,
  TapAnswer,
} from '../../../demo-server/protocol.ts';
import { readRoomCode } from '../../../demo-server/protocol.ts';
import { readDeckMessage } from '../../../src/present/deck-message.ts';
import { firstState } from '../../../src/present/deck-state.ts';
import { figureCharts, SHOWN_SECONDS } from '../../../src/present/room/figure-charts.ts';
import { joinAddress } from '../../../src/present/room/join-address.ts';
import { NewestTraces } from '../../../src/present/room/newest-traces.ts';
import { phoneModel } from '../../../src/present/room/phone-model.ts';
import {
  afterPhoneEvent,
  firstPhoneState,
  type PhoneState,
  sectionBeside,
  shownPlace,
} from '../../../src/present/room/phone-state.ts';
import { statusWords } from '../../../src/present/room/phone-words.ts';
import { presenterRoom } from '../../../src/present/room/presenter-room.ts';
import { roomLine } from '../../../src/present/room/room-line.ts';
import { type Answer, type RoomRequests, roomRequests } from '../../../src/present/room/room-requests.ts';
import { afterMessage, FIGURES_KEPT, viewOf } from '../../../src/present/room/room-view.ts';
import { slideTitle } from '../../../src/present/room/slide-title.ts';
import { wallModel } from '../../../src/present/room/wall-model.ts';
import type { LineEvent } from '../../../src/present/room/watch-room.ts';
import type { FeedListener } from '../../../src/server-client/port.ts';
import type { OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const place = (section: string, step = 0, black = false) => ({ section, step, black });
const snapshot: RoomSnapshot = {
  code: 'BCD3',
  place: place('recap-2', 1),
  poll: null,
  votes: null,
  phones: 3,
  presenter: true,
};
const presenterSnapshot: PresenterSnapshot = {
  ...snapshot,
  session: 'room-1',
  talk: null,
  figures: [],
  reachableAt: [],
};
const poll = { id: 'p', question: 'How many?', options: ['one', 'two'] };
const message = (said: RoomMessage) => ({ type: 'line', event: { type: 'message', message: said } }) as const;
const ticket: PhoneTicket = { phone: 'id-7', number: 7, unitId: 7, option: null };

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

describe('a phone', () => {
  const following = (): PhoneState =>
    afterPhoneEvent(
      afterPhoneEvent(firstPhoneState('talk-0'), { type: 'line', event: { type: 'open' } }),
      message({ type: 'snapshot', data: snapshot }),
    );

  test('shows where the talk is, step by step', () => {
    expect(shownPlace(firstPhoneState('talk-0'))).toEqual({ section: 'talk-0', step: 'all' });
    const state = following();
    expect(shownPlace(state)).toEqual({ section: 'recap-2', step: 1 });
    const next = afterPhoneEvent(state, message({ type: 'place', data: place('recap-3', 2) }));
    expect(shownPlace(next)).toEqual({ section: 'recap-3', step: 2 });
  });

  test('roams, is not pulled along, and returns to where the talk is by then', () => {
    const roaming = afterPhoneEvent(following(), { type: 'roam', section: 'dev-1' });
    const later = afterPhoneEvent(roaming, message({ type: 'place', data: place('recap-4') }));
    expect(shownPlace(later)).toEqual({ section: 'dev-1', step: 'all' });
    expect(shownPlace(afterPhoneEvent(later, { type: 'return' }))).toEqual({ section: 'recap-4', step: 0 });
  });

  test('a new poll has no answer yet; the same one keeps it', () => {
    let state = afterPhoneEvent(following(), message({ type: 'poll', data: poll }));
    state = afterPhoneEvent(state, { type: 'answered', poll: 'p', option: 1 });
    expect(state.option).toBe(1);
    expect(afterPhoneEvent(state, message({ type: 'phones', data: { phones: 9 } })).option).toBe(1);
    expect(afterPhoneEvent(state, { type: 'answered', poll: 'before', option: 0 }).option).toBe(1);
    expect(afterPhoneEvent(state, message({ type: 'poll', data: { ...poll, id: 'q' } })).option).toBeNull();
  });

  test('says what happens to its line and its speaker', () => {
    const state = following();
    expect(statusWords(state)).toBe('Following the speaker.');
    expect(statusWords(afterPhoneEvent(state, { type: 'line', event: { type: 'lost' } }))).toContain('lost');
    const away = afterPhoneEvent(state, message({ type: 'presenter', data: { presenter: false } }));
    expect(statusWords(away)).toContain('away');
    const ended = afterPhoneEvent(state, message({ type: 'closed', data: { reason: 'ended' } }));
    expect(statusWords(ended)).toContain('ended');
  });

  test('goes to the neighbours of a slide, and no further than the ends', () => {
    const sections = ['a', 'b', 'c'];
    expect(sectionBeside(sections, 'a', 1)).toBe('b');
    expect(sectionBeside(sections, 'a', -1)).toBe('a');
    expect(sectionBeside(sections, 'c', 1)).toBe('c');
  });
});

describe('a phone that joins', () => {
  test('joins, listens under its id, and sends its taps', async () => {
    const { ports, line, calls } = phonePorts();
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    expect(line.phone()).toBe('id-7');
    line.tell({ type: 'open' });
    line.tell(message({ type: 'snapshot', data: snapshot }).event);
    await model.tap('leak');
    expect(calls).toEqual(['join undefined', 'tap id-7 leak']);
    expect(model.state.value).toMatchObject({ tally: { served: 1 }, sending: 0, tap: { type: 'served' } });
  });

  test('is known again after its page was loaded anew', async () => {
    const { ports, calls } = phonePorts('id-of-before');
    phoneModel('BCD3', 'talk-0', ports);
    await settled();
    expect(calls).toEqual(['join id-of-before']);
  });

  test('joins anew when the server forgot it', async () => {
    const { ports, line, calls } = phonePorts();
    phoneModel('BCD3', 'talk-0', ports);
    await settled();
    line.tell({ type: 'refused', refusal: refusal('unknown-phone') });
    await settled();
    expect(calls).toEqual(['join undefined', 'join id-7']);
  });

  test('that finds no room keeps listening, and joins when it is there', async () => {
    const { ports, line, calls, answers } = phonePorts();
    answers.join = { type: 'refused', refusal: refusal('unknown-room') };
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    expect(model.state.value.refusal?.code).toBe('unknown-room');
    answers.join = { type: 'ok', value: ticket };
    line.tell({ type: 'open' });
    await settled();
    expect(model.state.value.ticket).toEqual(ticket);
    expect(line.phone()).toBe('id-7');
    expect(line.opened()).toBe(2);
    expect(calls.filter((call) => call.startsWith('join')).length).toBeGreaterThan(1);
  });
});

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
    const { ports } = presenterPorts(wrong);
    const room = presenterRoom(ports);
    await room.open();
    expect(room.state.value).toMatchObject({ status: 'refused', refusal: { code: 'wrong-token' } });
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

describe('on the wall', () => {
  test('a join address is one that phones find', () => {
    const here = { origin: 'http://127.0.0.1:4321', base: '/', reachableAt: [] };
    expect(joinAddress('BCD3', here).isReachable).toBe(false);
    expect(joinAddress('BCD3', { ...here, reachableAt: ['http://192.0.2.7:4321'] })).toEqual({
      href: 'http://192.0.2.7:4321/join/?room=BCD3',
      words: '192.0.2.7:4321/join/',
      isReachable: true,
    });
    const hosted = {
      origin: 'https://talk.example',
      base: '/workshop/',
      reachableAt: ['http://192.0.2.7:4321'],
    };
    expect(joinAddress('BCD3', hosted).href).toBe('https://talk.example/workshop/join/?room=BCD3');
  });

  test('the four graphs show the last minute and a half', () => {
    const figures = Array.from({ length: 200 }, (_, second) => figure(second));
    const charts = figureCharts(figures);
    expect(charts.map(({ id, data }) => [id, data.series.length])).toEqual([
      ['connections', 1],
      ['queue', 1],
      ['latency', 3],
      ['rows', 3],
    ]);
    expect(charts[0]?.data.times).toHaveLength(SHOWN_SECONDS);
    expect(charts[1]?.now).toEqual([199]);
    expect(figureCharts([]).map(({ now }) => now[0])).toEqual([null, null, null, null]);
  });

  test('the newest traces are shown, the others counted', () => {
    const traces = new NewestTraces();
    for (let n = 0; n < 500; n++) {
      traces.add('spans-started', spanAt(n, 10 * n));
      traces.add('traces', spanAt(n, 10 * n, 5));
    }
    expect(traces.seen).toBe(500);
    const table = traces.table();
    expect(table.spanCount).toBe(6);
    traces.add('traces', spanAt(501, 60_000, 5));
    expect(traces.table().spanCount).toBe(1);
  });

  test('a trace that grows without end does not fill the wall', () => {
    const traces = new NewestTraces();
    for (let n = 0; n < 1_000; n++) traces.add('traces', spanAt(1, n, 1, n));
    expect(traces.table().spanCount).toBe(200);
  });

  test.each([
    ['<h2 class="headline">Two <em>ways</em>\n to a span</h2><p>x</p>', 'Two ways to a span'],
    ['<h2>R&amp;D &lt;b&gt;</h2>', 'R&D <b>'],
    ['<p>none</p>', ''],
  ])('the title of %s is %s', (html, title) => expect(slideTitle(html)).toBe(title));
});

function figure(second: number): RoomFigure {
  return {
    atUnixMs: second * 1_000,
    connections: second,
    queueDepth: second,
    tapsUnderWay: 0,
    tapsWaiting: 0,
    tapsAtOnce: 4,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    inserts: 0,
    updates: 0,
    deletes: 0,
    totals: { tapped: 0, served: 0, refused: 0, failed: 0, answers: 0, spans: 0 },
  };
}

function spanAt(trace: number, startMs: number, lengthMs?: number, span = 1): OtlpTraces {
  const nano = (ms: number) => String(1_750_000_000_000_000_000n + BigInt(ms) * 1_000_000n);
  const hex = (n: number, digits: number) => (n + 1).toString(16).padStart(digits, '0');
  return {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: hex(trace, 32),
                spanId: hex(span, 16),
                name: 'tap',
                startTimeUnixNano: nano(startMs),
                ...(lengthMs !== undefined && { endTimeUnixNano: nano(startMs + lengthMs) }),
              },
            ],
          },
        ],
      },
    ],
  };
}

const refusal = (code: string) => ({ status: 404, code, message: 'no', hint: 'so' });
/** Until promises that are there have been followed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function fakeLine() {
  let listener: (event: LineEvent) => void = () => {};
  let phone: () => string | undefined = () => undefined;
  let opened = 0;
  return {
    watch: (
      _: string,
      who: { readonly phone?: () => string | undefined },
      listen: (event: LineEvent) => void,
    ) => {
      listener = listen;
      phone = who.phone ?? phone;
      opened++;
      return () => {
        if (listener === listen) listener = () => {};
      };
    },
    tell: (event: LineEvent) => listener(event),
    phone: () => phone(),
    opened: () => opened,
  };
}

function noRequests(): RoomRequests {
  const never = () => Promise.reject(new Error('not asked for in this test'));
  return {
    open: never,
    look: never,
    end: never,
    putState: never,
    putPoll: never,
    join: never,
    tap: never,
    answer: never,
  };
}

function phonePorts(kept?: string) {
  const line = fakeLine();
  const calls: string[] = [];
  const tapped: TapAnswer = { tap: 'leak', deviceId: 21, unitId: 7, traceId: 'abc', durationMs: 4 };
  const answers: { join: Answer<PhoneTicket> } = { join: { type: 'ok', value: ticket } };
  const requests: RoomRequests = {
    ...noRequests(),
    join: async (_, phone) => {
      calls.push(`join ${phone}`);
      return answers.join;
    },
    tap: async (_, phone, tap) => {
      calls.push(`tap ${phone} ${tap}`);
      return { type: 'ok', value: tapped };
    },
  };
  const ports = { requests, watch: line.watch, ticket: { read: () => kept, write: () => {} } };
  return { ports, line, calls, answers };
}

function presenterPorts(answer: Answer<PresenterSnapshot>) {
  const line = fakeLine();
  const opened: (string | undefined)[] = [];
  const said: { readonly section: string }[] = [];
  const code: { kept: string | undefined } = { kept: undefined };
  const requests: RoomRequests = {
    ...noRequests(),
    open: async (known) => {
      opened.push(known);
      return answer;
    },
    putState: async (_, state) => {
      said.push(state);
      return { type: 'ok', value: undefined };
    },
  };
  const ports = {
    token: 'secret',
    requests,
    watch: line.watch,
    code: {
      read: () => code.kept,
      write: (next: string | undefined) => {
        code.kept = next;
      },
    },
  };
  return { ports, line, opened, said, code };
}

describe('the wall’s telemetry', () => {
  test('is gathered and shown now and then; held while somebody looks; dropped spans are counted', async () => {
    const clock = new FakeClock();
    const { ports } = presenterPorts({ type: 'ok', value: presenterSnapshot });
    const room = presenterRoom(ports);
    let hear: FeedListener = () => {};
    const asked: string[] = [];
    const model = wallModel({
      room,
      feed: async (session, listener) => {
        asked.push(session);
        hear = listener;
        return () => {};
      },
      after: (delayMs, task) => clock.after(delayMs, task),
    });
    await room.open();
    expect(asked).toEqual(['room-1']);
    hear({ type: 'traces', id: 1, data: spanAt(1, 0, 5) });
    hear({ type: 'dropped', id: 2, data: { messages: 3, spans: 17, reason: 'slow-subscriber' } });
    expect(model.telemetry.value.table).toBeUndefined();
    clock.advance(1_000);
    const { table, ...counts } = model.telemetry.value;
    expect(table?.spanCount).toBe(1);
    expect(counts).toEqual({ traces: 1, droppedSpans: 17 });
    model.hold(true);
    hear({ type: 'traces', id: 3, data: spanAt(2, 1, 5) });
    clock.advance(1_000);
    expect(model.telemetry.value).toMatchObject({ traces: 2 });
    expect(model.telemetry.value.table).toBe(table);
    model.hold(false);
    expect(model.telemetry.value.table?.spanCount).toBe(2);
    model.leave();
  });
});
