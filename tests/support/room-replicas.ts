/** Replicas of what answers `/api/rooms`, over one exchange and with one clock; their building answers at once. */
import type { Clock } from '../../demo-server/clock.ts';
import type { Exchange } from '../../demo-server/exchange/exchange.ts';
import type { PhoneTicket, PresenterSnapshot } from '../../demo-server/protocol.ts';
import type { RoomLimits } from '../../demo-server/rooms/room.ts';
import { Rooms } from '../../demo-server/rooms/rooms.ts';
import { roomRoutes } from '../../demo-server/rooms/routes.ts';
import { type Line, openLine } from './room-line.ts';
import { LIMITS, PRESENTER, TOKEN } from './room-server.ts';

export interface RoomReplica<E extends Exchange = Exchange> {
  readonly rooms: Rooms;
  readonly exchange: E;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  openRoom(code?: string): Promise<PresenterSnapshot>;
  join(code: string, phone?: string): Promise<PhoneTicket>;
  tap(code: string, phone: string): Promise<number>;
  listen(code: string, how?: { phone?: string; headers?: Record<string, string> }): Promise<Line>;
}

export function roomReplica<E extends Exchange>(
  clock: Clock,
  exchange: E,
  limits: RoomLimits = LIMITS,
): RoomReplica<E> {
  const rooms = new Rooms({ clock, exchange, limits });
  const app = roomRoutes({
    rooms,
    telemetry: {
      tap: async () => ({ ok: true, deviceId: 1, traceId: 'ab'.repeat(16) }),
      answer() {},
    },
    clock,
    presenterToken: TOKEN,
    reachableAt: [],
    tidy() {},
    report(error) {
      throw error;
    },
  });
  const send: RoomReplica['send'] = async (method, path, body, headers = {}) =>
    app.request(path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const taken = async <T>(answer: Response): Promise<T> => {
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    rooms,
    exchange,
    send,
    openRoom: async (code) =>
      taken(await send('POST', '/rooms', code === undefined ? {} : { code }, PRESENTER)),
    join: async (code, phone) =>
      taken(await send('POST', `/rooms/${code}/phones`, phone === undefined ? {} : { phone })),
    tap: async (code, phone) => (await send('POST', `/rooms/${code}/taps`, { phone, tap: 'leak' })).status,
    listen: (code, { phone, headers = {} } = {}) =>
      openLine(async () =>
        send('GET', `/rooms/${code}/feed${phone === undefined ? '' : `?phone=${phone}`}`, undefined, headers),
      ),
  };
}
