/**
 * What the windows of a talk say to one another, and how what arrives is read: it may come from another build of the
 * site, or over a network, and is believed only as far as it has the right shape.
 */
import type { DeckState, StageServer, TalkClock } from './deck-state.ts';

/** `deck`: a wall; `speaker`: who leads; `room`: a server that carries the state between machines. */
export type DeckRole = 'deck' | 'speaker' | 'room';

export type DeckMessage =
  /** Somebody came: whoever knows the state says it. */
  | { readonly type: 'hello'; readonly from: DeckRole }
  | { readonly type: 'state'; readonly from: DeckRole; readonly state: DeckState }
  | { readonly type: 'stage'; readonly from: DeckRole; readonly report: StageReport }
  | { readonly type: 'bye'; readonly from: DeckRole };

/** What only the wall knows, in words: the speaker's view never asks a server itself. */
export interface StageReport {
  readonly server: string;
  /** `filled`: it answers; `half`: under way; `empty`: recordings. */
  readonly shape: 'filled' | 'half' | 'empty';
  /** Of the exercise on show. */
  readonly exercise?: { readonly id: string; readonly state: string };
}

const MAX_SECTIONS = 500;
const MAX_STEPS = 1_000;
const ROLES: readonly unknown[] = ['deck', 'speaker', 'room'] satisfies DeckRole[];
const SERVERS: readonly unknown[] = ['automatic', 'in-browser', 'recorded'] satisfies StageServer[];
const SHAPES: readonly unknown[] = ['filled', 'half', 'empty'] satisfies StageReport['shape'][];

export function readDeckMessage(value: unknown): DeckMessage | undefined {
  if (!isRecord(value) || !ROLES.includes(value['from'])) return undefined;
  const from = value['from'] as DeckRole;
  switch (value['type']) {
    case 'hello':
    case 'bye':
      return { type: value['type'], from };
    case 'state': {
      const state = readDeckState(value['state']);
      return state && { type: 'state', from, state };
    }
    case 'stage': {
      const report = readReport(value['report']);
      return report && { type: 'stage', from, report };
    }
    default:
      return undefined;
  }
}

export function readDeckState(value: unknown): DeckState | undefined {
  if (!isRecord(value)) return undefined;
  const { revision, section, step, black, server, skipped } = value;
  const clock = readClock(value['clock']);
  if (!isCount(revision, Number.MAX_SAFE_INTEGER) || !isId(section) || !isCount(step, MAX_STEPS))
    return undefined;
  if (typeof black !== 'boolean' || !SERVERS.includes(server) || clock === undefined) return undefined;
  if (!Array.isArray(skipped) || skipped.length > MAX_SECTIONS || !skipped.every(isId)) return undefined;
  return { revision, section, step, black, server: server as StageServer, skipped, clock };
}

function readClock(value: unknown): TalkClock | undefined {
  if (!isRecord(value) || !isRecord(value['spentMs'])) return undefined;
  const { startedAtMs, countingSinceMs } = value;
  const spent = Object.entries(value['spentMs']);
  if (!isTime(startedAtMs) || !isTime(countingSinceMs) || spent.length > MAX_SECTIONS) return undefined;
  if (!spent.every(([id, ms]) => isId(id) && isTime(ms) && ms !== undefined)) return undefined;
  return { startedAtMs, countingSinceMs, spentMs: Object.fromEntries(spent) as Record<string, number> };
}

function readReport(value: unknown): StageReport | undefined {
  if (!isRecord(value)) return undefined;
  const { server, shape, exercise } = value;
  if (!isWords(server) || !SHAPES.includes(shape)) return undefined;
  const report = { server, shape: shape as StageReport['shape'] };
  if (!isRecord(exercise)) return report;
  const { id, state } = exercise;
  return isWords(id) && isWords(state) ? { ...report, exercise: { id, state } } : report;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,99}$/.test(value);
const isWords = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;
const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
/** JSON has no undefined: what is missing, or null, is none. */
const isTime = (value: unknown): value is number | undefined =>
  value === undefined || (Number.isFinite(value) && (value as number) >= 0);
