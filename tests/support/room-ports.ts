/** A room in the page, without a network: what is said on its line and answered to its requests, and by whom it is heard. */
import type {
  PhoneTicket,
  PresenterSnapshot,
  RoomFigure,
  RoomMessage,
  RoomPoll,
  RoomSnapshot,
  TapAnswer,
} from '../../demo-server/protocol.ts';
import type { Answer, RoomRequests } from '../../src/present/room/room-requests.ts';
import type { LineEvent } from '../../src/present/room/watch-room.ts';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { FakeClock } from './fake-clock.ts';

export const place = (section: string, step = 0, black = false) => ({ section, step, black });
export const snapshot: RoomSnapshot = {
  code: 'BCD3',
  place: place('recap-2', 1),
  poll: null,
  votes: null,
  phones: 3,
  presenter: true,
};
export const presenterSnapshot: PresenterSnapshot = {
  ...snapshot,
  session: 'room-1',
  talk: null,
  figures: [],
  reachableAt: [],
};
export const poll = { id: 'p', question: 'How many?', options: ['one', 'two'] };
export const message = (said: RoomMessage) =>
  ({ type: 'line', event: { type: 'message', message: said } }) as const;
export const ticket: PhoneTicket = { phone: 'id-7', number: 7, unitId: 7, option: null };

export function figure(second: number): RoomFigure {
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

export function spanAt(trace: number, startMs: number, lengthMs?: number, span = 1): OtlpTraces {
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

export const refusal = (code: string) => ({ status: 404, code, message: 'no', hint: 'so' });
/** Until promises that are there have been followed. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

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
    tellWithheld: never,
    answer: never,
  };
}

export function phonePorts(kept?: string) {
  const line = fakeLine();
  const calls: string[] = [];
  const tapped: TapAnswer = { tap: 'leak', deviceId: 21, unitId: 7, traceId: 'abc', durationMs: 4 };
  const waiting: ((answer: Answer<TapAnswer>) => void)[] = [];
  const served: Answer<TapAnswer> = { type: 'ok', value: tapped };
  const answers = {
    join: { type: 'ok', value: ticket } as Answer<PhoneTicket>,
    /** Undefined: none until `release`. */
    tap: served as Answer<TapAnswer> | undefined,
    release: () => {
      for (const answer of waiting.splice(0)) answer(served);
    },
  };
  const requests: RoomRequests = {
    ...noRequests(),
    join: async (_, phone) => {
      calls.push(`join ${phone}`);
      return answers.join;
    },
    tap: async (_, phone, tap, withheld) => {
      calls.push(`tap ${phone} ${tap}${withheld > 0 ? `, and ${withheld} withheld` : ''}`);
      return answers.tap ?? new Promise((answer) => waiting.push(answer));
    },
    tellWithheld: async (_, phone, withheld) => {
      calls.push(`${phone} withheld ${withheld}`);
      return { type: 'ok', value: undefined };
    },
  };
  const clock = new FakeClock();
  const ports = {
    requests,
    watch: line.watch,
    ticket: { read: () => kept, write: () => {} },
    nowMs: () => clock.now(),
    after: (delayMs: number, task: () => void) => clock.after(delayMs, task),
  };
  return { ports, line, calls, answers, clock };
}

export function presenterPorts(answer: Answer<PresenterSnapshot>) {
  const line = fakeLine();
  const opened: (string | undefined)[] = [];
  const said: { readonly section: string }[] = [];
  const code: { kept: string | undefined } = { kept: undefined };
  const asked: (RoomPoll | null)[] = [];
  const refused: string[] = [];
  const answers: { open: typeof answer; end: Answer<undefined>; poll: Answer<undefined> } = {
    open: answer,
    end: { type: 'ok', value: undefined },
    poll: { type: 'ok', value: undefined },
  };
  const requests: RoomRequests = {
    ...noRequests(),
    open: async (known) => {
      opened.push(known);
      return answers.open;
    },
    end: async () => answers.end,
    putPoll: async (_, poll) => {
      asked.push(poll);
      return answers.poll;
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
    tokenRefused: () => refused.push('token'),
  };
  return { ports, line, opened, said, asked, refused, answers, code };
}
