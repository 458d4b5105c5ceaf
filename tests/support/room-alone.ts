/** Rooms without a server: at one replica, or at more that share a hub. */
import { type MemoryHub, memoryHub } from '../../demo-server/exchange/memory-exchange.ts';
import { Room, type RoomLimits } from '../../demo-server/rooms/room.ts';
import type { Phone } from '../../demo-server/rooms/room-phones.ts';
import type { RoomMessage } from '../../demo-server/rooms/room-protocol.ts';
import { Rooms } from '../../demo-server/rooms/rooms.ts';
import { FakeClock } from './fake-clock.ts';

export const ROOM_LIMITS: RoomLimits = {
  phones: 3,
  otherLines: 2,
  taps: { atOnce: 2, targetMs: 300, line: 1, waitMs: 400 },
  queueDepth: 5,
};

export const roomAlone = (clock: FakeClock, limits = ROOM_LIMITS, hub: MemoryHub = memoryHub(clock)): Room =>
  new Room(
    { code: 'BCD3', session: 'room-1', openedUnixMs: new FakeClock().wallMs() },
    { clock, exchange: hub.join(), limits },
  );
export const roomsAlone = (clock: FakeClock, limits?: RoomLimits): Rooms =>
  new Rooms({ clock, exchange: memoryHub(clock).join(), limits });

export async function opened(rooms: Rooms): Promise<Room> {
  const answer = await rooms.open();
  if (answer.type !== 'opened') throw new Error(`no room was opened: ${answer.type}`);
  return answer.room;
}
export async function joined(room: Room): Promise<Phone> {
  const phone = await room.join(undefined);
  if (typeof phone === 'string') throw new Error(`nobody could join: ${phone}`);
  return phone;
}
export const snapshotOf = (room: Room) => (): RoomMessage => ({ type: 'snapshot', data: room.snapshot() });
