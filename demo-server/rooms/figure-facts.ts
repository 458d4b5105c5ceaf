/**
 * The seconds that the replicas tell, as the seconds of the room: one figure when all of them have told theirs.
 *
 *   A  |--2 taps--|--1 tap---|           A, B told: figure of both     A told again, and B never did: figure of A alone
 *   B    |--3 taps--|--4 taps--|
 *
 * Replicas tell sums since they started. What a second had is the difference to what was heard before, so that a second
 * that is lost, or told again, is made good by the next. Quantiles are of the times of all taps, never of quantiles.
 *
 * Invariants: what a replica counted is in exactly one figure; what is kept is bounded.
 */
import type { SecondEntry, Sums } from './room-entry.ts';
import type { RoomFigure, RoomTotals } from './room-protocol.ts';

const PAST_SECONDS = 180;
/** A second, of all replicas. */
const MAX_SAMPLES = 4_000;

interface ReplicaFigures {
  readonly sums: Sums;
  /** How many times of taps were heard. */
  readonly taps: number;
  readonly underWay: number;
  readonly waiting: number;
  readonly atOnce: number;
  /** Will tell its next second too. */
  readonly isTelling: boolean;
}
/** The second that not all replicas have told yet. */
interface OpenSecond {
  readonly toldBy: readonly string[];
  readonly connections: number;
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  readonly tapsMs: readonly number[];
}
export interface FigureFacts {
  readonly replicas: ReadonlyMap<string, ReplicaFigures>;
  readonly open: OpenSecond;
  /** Messages sent and not yet processed. */
  readonly queued: number;
  /** Oldest first. */
  readonly past: readonly RoomFigure[];
}

export const NO_SUMS: Sums = {
  tapped: 0,
  served: 0,
  refused: 0,
  failed: 0,
  spans: 0,
  sent: 0,
  processed: 0,
  connections: 0,
  inserts: 0,
  updates: 0,
  deletes: 0,
};
const NOT_TOLD: ReplicaFigures = {
  sums: NO_SUMS,
  taps: 0,
  underWay: 0,
  waiting: 0,
  atOnce: 0,
  isTelling: false,
};
const NOTHING: OpenSecond = { toldBy: [], connections: 0, inserts: 0, updates: 0, deletes: 0, tapsMs: [] };
export const NO_FIGURES: FigureFacts = { replicas: new Map(), open: NOTHING, queued: 0, past: [] };

/** `answers` are counted by the log itself. */
export function afterSecond(
  facts: FigureFacts,
  told: SecondEntry,
  from: string,
  at: { readonly atUnixMs: number; readonly answers: number },
): FigureFacts {
  const before = facts.open.toldBy.includes(from) ? closed(facts, at) : facts;
  const known = before.replicas.get(from) ?? NOT_TOLD;
  const more = (what: keyof Sums) => Math.max(0, told.sums[what] - known.sums[what]);
  const { open } = before;
  const tapsMs = told.tapsMs.slice(Math.max(0, known.taps - told.firstTap));
  const after: FigureFacts = {
    ...before,
    replicas: new Map(before.replicas).set(from, {
      sums: told.sums,
      taps: Math.max(known.taps, told.firstTap + told.tapsMs.length),
      underWay: told.underWay,
      waiting: told.waiting,
      atOnce: told.atOnce,
      isTelling: told.more,
    }),
    open: {
      toldBy: [...open.toldBy, from],
      connections: open.connections + more('connections'),
      inserts: open.inserts + more('inserts'),
      updates: open.updates + more('updates'),
      deletes: open.deletes + more('deletes'),
      tapsMs: [...open.tapsMs, ...tapsMs].slice(0, MAX_SAMPLES),
    },
    // What was sent before anybody counted is not counted below nothing.
    queued: Math.max(0, before.queued + more('sent') - more('processed')),
  };
  return isWhole(after) ? closed(after, at) : after;
}

/** A replica that is gone: what it had under way was not answered, and nobody waits for its next second. */
export function afterReplicaLeft(facts: FigureFacts, replica: string): FigureFacts {
  const known = facts.replicas.get(replica);
  if (known === undefined) return facts;
  const { sums, underWay, waiting } = known;
  return {
    ...facts,
    replicas: new Map(facts.replicas).set(replica, {
      ...known,
      // Should it come back, it tells its own sums, and these are forgotten.
      sums: { ...sums, failed: sums.failed + underWay + waiting },
      underWay: 0,
      waiting: 0,
      atOnce: 0,
      isTelling: false,
    }),
  };
}

/** `own`: with the sums that this replica has not told yet. */
export function totalsOf(
  { replicas }: FigureFacts,
  answers: number,
  own?: { readonly replica: string; readonly sums: Sums },
): RoomTotals {
  const totals = { tapped: 0, served: 0, refused: 0, failed: 0, answers, spans: 0 };
  const add = (sums: Sums) => {
    for (const what of ['tapped', 'served', 'refused', 'failed', 'spans'] as const)
      totals[what] += sums[what];
  };
  for (const [replica, { sums }] of replicas) if (replica !== own?.replica) add(sums);
  if (own) add(own.sums);
  return totals;
}

function isWhole({ replicas, open }: FigureFacts): boolean {
  for (const [replica, { isTelling }] of replicas)
    if (isTelling && !open.toldBy.includes(replica)) return false;
  return true;
}

function closed(
  facts: FigureFacts,
  { atUnixMs, answers }: { atUnixMs: number; answers: number },
): FigureFacts {
  const { toldBy: _, tapsMs, ...counts } = facts.open;
  const sorted = tapsMs.toSorted((a, b) => a - b);
  const at = (p: number): number | null => sorted[Math.ceil(p * sorted.length) - 1] ?? null;
  const sum = (what: 'underWay' | 'waiting' | 'atOnce') =>
    [...facts.replicas.values()].reduce((all, replica) => all + replica[what], 0);
  const figure: RoomFigure = {
    atUnixMs,
    ...counts,
    queueDepth: facts.queued,
    tapsUnderWay: sum('underWay'),
    tapsWaiting: sum('waiting'),
    tapsAtOnce: sum('atOnce'),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    totals: totalsOf(facts, answers),
  };
  return { ...facts, open: NOTHING, past: [...facts.past, figure].slice(-PAST_SECONDS) };
}
