/** `/api/rooms`: who may do what in a room, and what is answered. The room itself is `room.ts`. */
import { type Context, Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { errorAnswer, limitBody, validated } from '../error-answer.ts';
import { sseStream } from '../feed/sse-stream.ts';
import { presenterClaim } from './presenter-token.ts';
import type { Room } from './room.ts';
import {
  buildingFailed,
  cutOff,
  refuse,
  tooFast,
  tooMany,
  unknownPhone,
  unknownRoom,
} from './room-answers.ts';
import { answerBody, joinBody, pollBody, roomBody, stateBody, tapBody } from './room-input.ts';
import type { Phone } from './room-phones.ts';
import { type RoomList, readRoomCode, type TapAnswer } from './room-protocol.ts';
import type { RoomTelemetry } from './room-telemetry.ts';
import type { Rooms } from './rooms.ts';

export interface RoomRoutesDeps {
  readonly rooms: Rooms;
  readonly telemetry: RoomTelemetry;
  readonly clock: Clock;
  /** Without one, nobody may open a room. */
  readonly presenterToken: string | undefined;
  readonly reachableAt: readonly string[];
  /** Of rooms before the server was started anew, as far as they left something. */
  readonly earlierSessions?: () => readonly string[];
  /** So many leaks leave rows behind: told now and then that those of a room may go. */
  readonly tidy: (session: string) => void;
  readonly report: (error: unknown) => void;
}

const PRESENTER_BODY_BYTES = 16 * 1024;
const PHONE_BODY_BYTES = 1024;
/** A phone that reads nothing is not waited for. */
const LINE_BOUNDS = { messages: 200, bytes: 1_000_000 };
const TIDY_AFTER_TAPS = 500;
/** A tap that the building has not answered by then is given up: it would keep its place in the room for ever. */
const TAP_ANSWERED_MS = 15_000;

export function roomRoutes(deps: RoomRoutesDeps): Hono {
  const { rooms, clock, presenterToken } = deps;
  const claimOf = (c: Context) => presenterClaim(c.req.header('authorization'), presenterToken);
  /** The room named in the path, or the answer that there is none. */
  const roomOf = async (c: Context): Promise<Room | Response> => {
    const code = readRoomCode(c.req.param('code') ?? '');
    const room = code === undefined ? undefined : await rooms.find(code);
    return room === 'cut-off' ? cutOff() : (room ?? unknownRoom());
  };
  const phoneOf = async (room: Room, id: string): Promise<Phone | Response> => {
    const phone = await room.findPhone(id);
    return phone === 'cut-off' ? cutOff() : (phone ?? unknownPhone());
  };
  const presenterOnly = async (c: Context, next: () => Promise<void>) =>
    claimOf(c) === 'presenter' ? next() : refuse(claimOf(c) === 'none', presenterToken !== undefined);

  return new Hono()
    .post('/rooms', presenterOnly, limitBody(PHONE_BODY_BYTES), validated('json', roomBody), async (c) => {
      const opened = await rooms.open(c.req.valid('json').code);
      if (opened.type === 'cut-off') return cutOff();
      if (opened.type === 'too-many')
        return tooMany(
          'too-many-rooms',
          'This server has as many rooms as it can hold.',
          'End one, or wait an hour.',
        );
      const snapshot = opened.room.presenterSnapshot(deps.reachableAt);
      return c.json(snapshot, opened.type === 'known' ? 200 : 201);
    })
    .get('/rooms', presenterOnly, (c) =>
      c.json({
        rooms: rooms.all.map((room) => room.snapshot()),
        sessions: [...new Set([...rooms.sessions, ...(deps.earlierSessions?.() ?? [])])],
      } satisfies RoomList),
    )

    .get('/rooms/:code', async (c) => {
      const room = await roomOf(c);
      if (room instanceof Response) return room;
      const claim = claimOf(c);
      if (claim === 'wrong') return refuse(false, presenterToken !== undefined);
      return c.json(claim === 'presenter' ? room.presenterSnapshot(deps.reachableAt) : room.snapshot());
    })
    .delete('/rooms/:code', presenterOnly, async (c) => {
      const room = await roomOf(c);
      if (room instanceof Response) return room;
      rooms.end(room);
      return c.body(null, 204);
    })

    .put(
      '/rooms/:code/state',
      presenterOnly,
      limitBody(PRESENTER_BODY_BYTES),
      validated('json', stateBody),
      async (c) => {
        const room = await roomOf(c);
        if (room instanceof Response) return room;
        room.go(c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .put(
      '/rooms/:code/poll',
      presenterOnly,
      limitBody(PRESENTER_BODY_BYTES),
      validated('json', pollBody),
      async (c) => {
        const room = await roomOf(c);
        if (room instanceof Response) return room;
        room.ask(c.req.valid('json'));
        return c.body(null, 204);
      },
    )

    .get('/rooms/:code/feed', async (c) => {
      const room = await roomOf(c);
      if (room instanceof Response) return room;
      const claim = claimOf(c);
      if (claim === 'wrong') return refuse(false, presenterToken !== undefined);
      const phoneId = c.req.query('phone');
      const phone = phoneId === undefined ? undefined : await phoneOf(room, phoneId);
      if (phone instanceof Response) return phone;
      const listener = claim === 'presenter' ? 'presenter' : phone ? 'phone' : 'looker-on';
      const snapshot = () => ({
        type: 'snapshot' as const,
        data: listener === 'presenter' ? room.presenterSnapshot(deps.reachableAt) : room.snapshot(),
      });
      const lastEventId = Number.parseInt(c.req.header('last-event-id') ?? '', 10);
      const listen = room.listen(
        { type: listener, phone, snapshot },
        Number.isSafeInteger(lastEventId) ? lastEventId : undefined,
      );
      if (listen === undefined)
        return tooMany(
          'too-many-lines',
          'Too many pages look on at this room.',
          'Join it as a phone, or close some.',
        );
      return new Response(sseStream(listen, clock, LINE_BOUNDS), {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      });
    })
    .post('/rooms/:code/phones', limitBody(PHONE_BODY_BYTES), validated('json', joinBody), async (c) => {
      const room = await roomOf(c);
      if (room instanceof Response) return room;
      const phone = await room.join(c.req.valid('json').phone);
      if (phone === 'cut-off') return cutOff();
      if (phone === 'too-fast') return tooFast('Many phones join at this moment.');
      if (phone === 'full')
        return tooMany(
          'room-full',
          'This room is full.',
          'Look at the wall; the chapters can be read without a room.',
        );
      return c.json(room.ticket(phone), 201);
    })
    .post('/rooms/:code/taps', limitBody(PHONE_BODY_BYTES), validated('json', tapBody), async (c) => {
      const room = await roomOf(c);
      if (room instanceof Response) return room;
      const { phone: id, tap, withheld } = c.req.valid('json');
      const phone = await phoneOf(room, id);
      if (phone instanceof Response) return phone;
      await room.tapsWithheld(phone, withheld);
      if (tap === undefined) return c.json({ withheld }, 202);
      try {
        const tapped = await room.tap(phone, async () => {
          const answered = deps.telemetry.tap(room, phone, tap);
          const { ok, ...result } = await within(clock, TAP_ANSWERED_MS, answered);
          return ok ? result : undefined;
        });
        switch (tapped.type) {
          case 'too-fast':
            return tooFast('This phone taps faster than a room takes: counted, not sent.');
          case 'busy':
            return tooMany(
              'room-busy',
              'The room is busy: your tap was counted, not sent.',
              'The wall shows how much waits. Tap again in a moment.',
              tapped.retryAfterS,
            );
          case 'failed':
            return buildingFailed('The building did not do it.');
          case 'served': {
            if (room.figures.sums.served % TIDY_AFTER_TAPS === 0) deps.tidy(room.session);
            const { result, durationMs } = tapped;
            return c.json({ tap, unitId: phone.unitId, durationMs, ...result } satisfies TapAnswer);
          }
        }
      } catch (error) {
        deps.report(error);
        return buildingFailed('The building did not answer.');
      }
    })
    .post('/rooms/:code/answers', limitBody(PHONE_BODY_BYTES), validated('json', answerBody), async (c) => {
      const room = await roomOf(c);
      if (room instanceof Response) return room;
      const { phone: id, poll, option } = c.req.valid('json');
      const phone = await phoneOf(room, id);
      if (phone instanceof Response) return phone;
      const vote = await room.vote(phone, poll, option);
      if (vote === 'too-fast') return tooFast('This phone answers faster than a room takes.');
      if (vote === 'closed')
        return errorAnswer(
          409,
          'poll-closed',
          'This question is closed: your answer came too late.',
          'What you answered before it was closed is counted.',
        );
      if (vote === 'not-asked')
        return errorAnswer(
          409,
          'not-asked',
          'That is not what the room is asked now.',
          'The next question comes by itself.',
        );
      deps.telemetry.answer(room, phone, option);
      return c.json({ poll, option }, 202);
    });
}

async function within<T>(clock: Clock, timeoutMs: number, answered: Promise<T>): Promise<T> {
  let stop = () => {};
  const tooLate = new Promise<never>((_, reject) => {
    const failed = new Error(`The building did not answer a tap within ${timeoutMs} ms.`);
    stop = clock.after(timeoutMs, () => reject(failed));
  });
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    stop();
  }
}
