/** The ports of a room in a real page. */
import type { PhonePorts } from './phone-model.ts';
import { keepRoomCode, roomCode } from './presenter-keys.ts';
import { type PresenterRoom, presenterRoom } from './presenter-room.ts';
import { roomRequests } from './room-requests.ts';
import { watchRoom } from './watch-room.ts';

export const pagePhonePorts = (): PhonePorts => ({
  requests: roomRequests(),
  watch: (code, who, listener) => watchRoom(code, who, listener),
  ticket: {
    read: (code) => stored(() => sessionStorage.getItem(`phone ${code}`)) ?? undefined,
    write: (code, phone) => stored(() => sessionStorage.setItem(`phone ${code}`, phone)),
  },
});

export const pagePresenterRoom = (token: string): PresenterRoom =>
  presenterRoom({
    token,
    requests: roomRequests(undefined, token),
    watch: (code, who, listener) => watchRoom(code, who, listener),
    code: { read: roomCode, write: keepRoomCode },
  });

/** Storage may be refused; a phone then has a new number when its page is loaded again. */
function stored<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
