/**
 * Sessions of rooms that are over, found by what they left in the store: a server that was started anew knows of no room
 * before, and who gave the talk wants to look at it still.
 */
import type { TraceStore } from './trace-store.ts';

const OF_ROOM = /^room-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Of the traces in memory, the newest `most`. A step a trace: asked by the presenter's pages alone. */
export function keptRoomSessions(
  store: Pick<TraceStore, 'newestTraces' | 'provenance'>,
  most: number,
): readonly string[] {
  const found = new Set<string>();
  for (const traceId of [...store.newestTraces()].reverse())
    for (const session of store.provenance(traceId)?.sessions ?? []) {
      if (OF_ROOM.test(session)) found.add(session);
      if (found.size >= most) return [...found];
    }
  return [...found];
}
