import { roomCode, subscribeRoomCode } from './presenter-keys.ts';
import type { PresenterRoom } from './presenter-room.ts';

/** Opens the room that this browser has open, now and whenever another of its windows opens one. */
export function followRoomCode(room: PresenterRoom): () => void {
  if (roomCode() !== undefined) void room.open();
  const stop = subscribeRoomCode((code) => {
    if (code !== undefined) void room.open();
  });
  return () => {
    stop();
    room.leave();
  };
}
