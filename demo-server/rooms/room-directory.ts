/** Which rooms there are, for all replicas alike: a log of rooms that were opened, and that ended. Pure. */
import * as z from 'zod';
import type { Reducing } from '../exchange/shared-log.ts';

export const MAX_ROOMS = 16;
/** Of rooms, those that ended too: whoever gave a talk looks at it afterwards. */
const SESSIONS_KEPT = 24;

const entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), code: z.string(), session: z.string(), atUnixMs: z.number() }),
  z.object({ type: z.literal('closed'), session: z.string(), reason: z.enum(['ended', 'expired']) }),
]);
export type DirectoryEntry = z.infer<typeof entry>;

export interface OpenRoom {
  readonly code: string;
  /** Of its telemetry; another one each time that a code is opened. */
  readonly session: string;
  readonly openedUnixMs: number;
}
export interface RoomDirectory {
  readonly rooms: readonly OpenRoom[];
  /** Newest room first. */
  readonly sessions: readonly string[];
}

/** Who opens a code that is open, or one room too many, opens none; who ends a room that ended, neither. */
export const roomDirectory: Reducing<RoomDirectory, DirectoryEntry> = {
  first: { rooms: [], sessions: [] },
  read: (data) => entry.safeParse(data).data,
  after(directory, happened) {
    const { rooms, sessions } = directory;
    if (happened.type === 'closed')
      return { rooms: rooms.filter(({ session }) => session !== happened.session), sessions };
    const isFull = rooms.length >= MAX_ROOMS;
    if (isFull || rooms.some(({ code }) => code === happened.code)) return directory;
    const { code, session, atUnixMs } = happened;
    return {
      rooms: [...rooms, { code, session, openedUnixMs: atUnixMs }],
      sessions: [session, ...sessions].slice(0, SESSIONS_KEPT),
    };
  },
  pack: (directory) => directory,
  unpack: (packed) => packed as RoomDirectory,
};
