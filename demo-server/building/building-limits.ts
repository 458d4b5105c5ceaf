/** What the building does at once and keeps, at most: whoever reaches the server may press every button of it. */
import { type Clock, delay } from '../clock.ts';
import { errorAnswer } from '../error-answer.ts';
import { Places, type PlacesLimits } from '../places.ts';
import type { Database } from './database.ts';

export interface BuildingLimits {
  /** Each makes a load on the spot: more at once make all of them slower, and none is served sooner. */
  readonly laboratories: PlacesLimits;
  /** Of one session, over all replicas: fewer than one of them has. */
  readonly laboratoriesEach: number;
  /** Pages that stay open at `GET /stream`. */
  readonly streams: number;
  /** With more messages than this in the outbox, what would send one more is refused. */
  readonly queuedMessages: number;
}
export const BUILDING_LIMITS: BuildingLimits = {
  // A run that waits any longer would be taken for one that has died (`TIMEOUT_MS`).
  laboratories: { atOnce: 4, line: 64, waitMs: 4_000 },
  laboratoriesEach: 2,
  streams: 1_000,
  queuedMessages: 5_000,
};

/** What is taken of it now. */
export interface BuildingLoad {
  readonly laboratories: Places;
  readonly streams: Places;
  /** Undefined while the database does not answer. */
  queuedMessages(): Promise<number | undefined>;
  isQueueFull(): Promise<boolean>;
}

const COUNTED_FOR_MS = 1_000;
/** Nobody who asks for figures waits longer for a database. */
const PATIENCE_MS = 1_000;

export function buildingLoad(database: Database, clock: Clock, limits: BuildingLimits): BuildingLoad {
  let count: Promise<number | undefined> | undefined;
  // Of the table, for other processes may work on it too; not asked again within a second.
  const forget = () => {
    count = undefined;
  };
  const queuedMessages = () => {
    count ??= Promise.race([
      countOutbox(database).catch(() => undefined),
      delay(clock, PATIENCE_MS).then(() => undefined),
    ]).finally(() => void clock.after(COUNTED_FOR_MS, forget));
    return count;
  };
  return {
    laboratories: new Places(clock, limits.laboratories),
    streams: new Places(clock, { atOnce: limits.streams, line: 0, waitMs: 0 }),
    queuedMessages,
    isQueueFull: async () => ((await queuedMessages()) ?? 0) >= limits.queuedMessages,
  };
}

async function countOutbox(database: Database): Promise<number> {
  const { rows } = await database.query('SELECT count(*)::int FROM outbox');
  return Number(rows[0]?.[0] ?? 0);
}

export const laboratoriesBusy = (): Response =>
  busy(
    503,
    'laboratories-busy',
    'As many laboratories run on this server as it can run at once.',
    'Others pressed Run as well: run again in a few seconds.',
    5,
  );
/** `isOwn`: those of a session that a page watches; the others are all counted together. */
export const ownLaboratoriesBusy = (isOwn: boolean): Response =>
  isOwn
    ? busy(
        429,
        'own-laboratories-busy',
        'As many laboratories of this page run as one page may have.',
        'What was begun goes on, also when it was stopped here: run again in a few seconds.',
        2,
      )
    : busy(
        429,
        'unwatched-laboratories-busy',
        'As many laboratories run that no page watches as may.',
        'Come again in a moment, or name a session whose feed you read.',
        2,
      );
export const streamsBusy = (): Response =>
  busy(
    503,
    'too-many-streams',
    'As many pages stay open at the building as it can tell of changes.',
    'Close some, or come again.',
    30,
  );
export const queueFull = (): Response =>
  busy(
    503,
    'queue-full',
    'More messages wait for event-worker than it can soon do.',
    'Nothing was sent: come again in a moment.',
    2,
  );

function busy(status: 429 | 503, code: string, message: string, hint: string, retryAfterS: number): Response {
  const answer = errorAnswer(status, code, message, hint);
  answer.headers.set('retry-after', String(retryAfterS));
  return answer;
}
