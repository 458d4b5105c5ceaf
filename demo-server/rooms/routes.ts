/** `/api/rooms`: who may do what in a room, and what is answered. The room itself is `room.ts`. */
import { type Context, Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { errorAnswer, limitBody, validated } from '../error-answer.ts';
import { sseStream } from '../feed/sse-stream.ts';
import { presenterClaim } from './presenter-token.ts';
import type { Room } from './room.ts';
import { answerBody, joinBody, pollBody, roomBody, stateBody, tapBody } from './room-input.ts';
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
  const roomOf = (c: Context): Room | Response => {
    const code = readRoomCode(c.req.param('code') ?? '');
    return (code === undefined ? undefined : rooms.room(code)) ?? unknownRoom();
  };
  const presenterOnly = async (c: Context, next: () => Promise<void>) =>
    claimOf(c) === 'presenter' ? next() : refuse(claimOf(c) === 'none', presenterToken !== undefined);

  return new Hono()
    .post('/rooms', presenterOnly, limitBody(PHONE_BODY_BYTES), validated('json', roomBody), (c) => {
      const { code } = c.req.valid('json');
      const isKnown = code !== undefined && rooms.room(code) !== undefined;
      const room = rooms.open(code);
      return room === undefined
        ? tooMany(
            'too-many-rooms',
            'This server has as many rooms as it can hold.',
            'End one, or wait an hour.',
          )
        : c.json(room.presenterSnapshot(deps.reachableAt), isKnown ? 200 : 201);
    })
    .get('/rooms', presenterOnly, (c) =>
      c.json({
        rooms: rooms.all.map((room) => room.snapshot()),
        sessions: rooms.sessions,
      } satisfies RoomList),
    )

    .get('/rooms/:code', (c) => {
      const room = roomOf(c);
      if (room instanceof Response) return room;
      const claim = claimOf(c);
      if (claim === 'wrong') return refuse(false, presenterToken !== undefined);
      return c.json(claim === 'presenter' ? room.presenterSnapshot(deps.reachableAt) : room.snapshot());
    })
    .delete('/rooms/:code', presenterOnly, (c) => {
      const room = roomOf(c);
      if (room instanceof Response) return room;
      rooms.end(room);
      return c.body(null, 204);
    })

    .put(
      '/rooms/:code/state',
      presenterOnly,
      limitBody(PRESENTER_BODY_BYTES),
      validated('json', stateBody),
      (c) => {
        const room = roomOf(c);
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
      (c) => {
        const room = roomOf(c);
        if (room instanceof Response) return room;
        room.ask(c.req.valid('json'));
        return c.body(null, 204);
      },
    )

    .get('/rooms/:code/feed', (c) => {
      const room = roomOf(c);
      if (room instanceof Response) return room;
      const claim = claimOf(c);
      if (claim === 'wrong') return refuse(false, presenterToken !== undefined);
      const phoneId = c.req.query('phone');
      const phone = phoneId === undefined ? undefined : room.phone(phoneId);
      if (phoneId !== undefined && phone === undefined) return unknownPhone();
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
    .post('/rooms/:code/phones', limitBody(PHONE_BODY_BYTES), validated('json', joinBody), (c) => {
      const room = roomOf(c);
      if (room instanceof Response) return room;
      const phone = room.join(c.req.valid('json').phone);
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
      const room = roomOf(c);
      if (room instanceof Response) return room;
      const { phone: id, tap, withheld } = c.req.valid('json');
      const phone = room.phone(id);
      if (phone === undefined) return unknownPhone();
      room.tapsWithheld(phone, withheld);
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
            if (room.figures.totals.served % TIDY_AFTER_TAPS === 0) deps.tidy(room.session);
            const { result, durationMs } = tapped;
            return c.json({ tap, unitId: phone.unitId, durationMs, ...result } satisfies TapAnswer);
          }
        }
      } catch (error) {
        deps.report(error);
        return buildingFailed('The building did not answer.');
      }
    })
    .post('/rooms/:code/answers', limitBody(PHONE_BODY_BYTES), validated('json', answerBody), (c) => {
      const room = roomOf(c);
      if (room instanceof Response) return room;
      const { phone: id, poll, option } = c.req.valid('json');
      const phone = room.phone(id);
      if (phone === undefined) return unknownPhone();
      const vote = room.vote(phone, poll, option);
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

function refuse(isMissing: boolean, hasToken: boolean): Response {
  const hint = hasToken
    ? 'Open the presenter’s address that `npm start` prints: it holds the token.'
    : 'A room needs the live server: `npm start` prints the presenter’s address.';
  const answer = isMissing
    ? errorAnswer(401, 'token-needed', 'Only the presenter may do this.', hint)
    : errorAnswer(401, 'wrong-token', 'This is not the presenter’s token of this server.', hint);
  answer.headers.set('www-authenticate', 'Bearer realm="presenter"');
  return answer;
}

const unknownRoom = (): Response =>
  errorAnswer(
    404,
    'unknown-room',
    'There is no such room.',
    'Look at the code on the wall: four letters and figures. A room that ended is gone.',
  );
const unknownPhone = (): Response =>
  errorAnswer(
    404,
    'unknown-phone',
    'This phone is not in the room.',
    'Join it: POST /api/rooms/:code/phones.',
  );

const buildingFailed = (message: string): Response =>
  errorAnswer(502, 'building-failed', message, 'Its trace on the wall says why.');

function tooFast(message: string): Response {
  const answer = errorAnswer(429, 'too-fast', message, 'Wait a second.');
  answer.headers.set('retry-after', '1');
  return answer;
}
function tooMany(code: string, message: string, hint: string, retryAfterS = 1): Response {
  const answer = errorAnswer(503, code, message, hint);
  answer.headers.set('retry-after', String(retryAfterS));
  return answer;
}
