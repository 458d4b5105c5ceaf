/** The ports of a room in a real page. */
import { forgetPresenterToken } from '../../server-client/presenter-token.ts';
import { thisTab } from '../../storage/browser-storage.ts';
import type { PhonePorts } from './phone-model.ts';
import { keepRoomCode, roomCode } from './presenter-keys.ts';
import { type PresenterRoom, presenterRoom } from './presenter-room.ts';
import { roomRequests } from './room-requests.ts';
import { watchRoom } from './watch-room.ts';

export const pagePhonePorts = (): PhonePorts => ({
  requests: roomRequests(),
  watch: (code, who, listener) => watchRoom(code, who, listener),
  ticket: {
    read: (code) => thisTab.read(`phone ${code}`),
    write: (code, phone) => void thisTab.write(`phone ${code}`, phone),
  },
  nowMs: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
});

export const pagePresenterRoom = (token: string): PresenterRoom =>
  presenterRoom({
    token,
    requests: roomRequests(undefined, token),
    watch: (code, who, listener) => watchRoom(code, who, listener),
    code: { read: roomCode, write: keepRoomCode },
    tokenRefused: () => forgetPresenterToken(token),
  });
