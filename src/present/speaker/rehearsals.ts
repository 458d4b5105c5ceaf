/** The times that a talk was held, as they are kept in this browser and as a file: the newest first, and not for ever. */
import type { DeckState } from '../deck-state.ts';
import { elapsedMs, spentBySection } from '../deck-state.ts';
import type { MsBySection } from './talk-plan.ts';

export interface Rehearsal {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly plannedMs: number;
  readonly spentMs: MsBySection;
}

const FILE_TYPE = 'telemetry-driven-development/rehearsals';
const FILE_VERSION = 1;
const MAX_KEPT = 20;
/** Whoever stops earlier was trying the buttons. */
const SHORTEST_MS = 30_000;

/** What a talk that ends now leaves; undefined if it was too short to tell anything. */
export function rehearsalOf(state: DeckState, nowMs: number, plannedMs: number): Rehearsal | undefined {
  const { startedAtMs } = state.clock;
  if (startedAtMs === undefined || elapsedMs(state, nowMs) < SHORTEST_MS) return undefined;
  return { startedAt: new Date(startedAtMs).toISOString(), plannedMs, spentMs: spentBySection(state, nowMs) };
}

export const withRehearsal = (kept: readonly Rehearsal[], one: Rehearsal): readonly Rehearsal[] =>
  [one, ...kept.filter(({ startedAt }) => startedAt !== one.startedAt)].slice(0, MAX_KEPT);

export function writeRehearsals(rehearsals: readonly Rehearsal[]): string {
  return `${JSON.stringify({ type: FILE_TYPE, version: FILE_VERSION, rehearsals }, null, 2)}\n`;
}

/** Of a text that is no such file there are none; an entry that is damaged is left out. */
export function readRehearsals(text: string | undefined): readonly Rehearsal[] {
  try {
    const file: unknown = JSON.parse(text ?? 'null');
    if (!isRecord(file) || file['type'] !== FILE_TYPE || !Array.isArray(file['rehearsals'])) return [];
    return file['rehearsals'].filter(isRehearsal).slice(0, MAX_KEPT);
  } catch {
    return [];
  }
}

function isRehearsal(value: unknown): value is Rehearsal {
  if (!isRecord(value) || !isRecord(value['spentMs'])) return false;
  const { startedAt, plannedMs, spentMs } = value;
  return (
    typeof startedAt === 'string' &&
    !Number.isNaN(Date.parse(startedAt)) &&
    isMs(plannedMs) &&
    Object.values(spentMs as object).every(isMs)
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isMs = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
