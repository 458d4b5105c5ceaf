/**
 * Where a talk is: one small value that all of its windows hold alike, and everything that can happen to it. Pure: the
 * time is given, how the value travels is `shared-deck.ts`'s affair.
 *
 *   outline   talk-0 | recap-0 | recap-1 . . | recap-purpose | recap-2 ...      sections, each with its steps
 *   state                          ^ section "recap-1", step 1
 *
 * Invariants: section and step exist in the outline; a new value has a higher revision; an action that changes nothing
 * gives the same value back.
 */
export interface DeckSection {
  /** As in the address: `recap-2`, `recap-purpose`. */
  readonly id: string;
  /** How many things appear one after the other once it is shown. */
  readonly steps: number;
}
export interface DeckPlace {
  readonly section: string;
  readonly step: number;
}
/** Where runs on the slides go: what works best, or one of the others in any case. */
export type StageServer = 'automatic' | 'in-browser' | 'recorded';

export interface TalkClock {
  readonly startedAtMs: number | undefined;
  /** Since when the section on show is counted; undefined while the clock stands. */
  readonly countingSinceMs: number | undefined;
  /** Counted so far, by section. */
  readonly spentMs: Readonly<Record<string, number>>;
}
export interface DeckState extends DeckPlace {
  readonly revision: number;
  readonly black: boolean;
  readonly server: StageServer;
  /** Sections that next and previous pass over; one can still go there. */
  readonly skipped: readonly string[];
  readonly clock: TalkClock;
}
export type DeckAction =
  | ({ readonly type: 'go' } & DeckPlace)
  | { readonly type: 'next' | 'previous' | 'first' | 'last' }
  | { readonly type: 'toggle-black' }
  | { readonly type: 'use-server'; readonly server: StageServer }
  | { readonly type: 'skip'; readonly sections: readonly string[] }
  | { readonly type: 'start-clock' | 'stop-clock' | 'reset-clock' };

const NO_CLOCK: TalkClock = { startedAtMs: undefined, countingSinceMs: undefined, spentMs: {} };

export function firstState(outline: readonly DeckSection[]): DeckState {
  return {
    revision: 0,
    section: outline[0]?.id ?? '',
    step: 0,
    black: false,
    server: 'automatic',
    skipped: [],
    clock: NO_CLOCK,
  };
}

export function afterAction(
  state: DeckState,
  action: DeckAction,
  outline: readonly DeckSection[],
  nowMs: number,
): DeckState {
  const change = changeBy(state, action, outline, nowMs);
  return change === undefined ? state : { ...state, ...change, revision: state.revision + 1 };
}

function changeBy(
  state: DeckState,
  action: DeckAction,
  outline: readonly DeckSection[],
  nowMs: number,
): Partial<DeckState> | undefined {
  const { clock } = state;
  switch (action.type) {
    case 'go':
    case 'next':
    case 'previous':
    case 'first':
    case 'last': {
      const place = action.type === 'go' ? placeIn(outline, action) : placeAfter(state, action.type, outline);
      if (place === undefined || (isSamePlace(place, state) && !state.black)) return undefined;
      return { ...place, black: false, clock: settled(state, nowMs) };
    }
    case 'toggle-black':
      return { black: !state.black };
    case 'use-server':
      return action.server === state.server ? undefined : { server: action.server };
    case 'skip':
      return action.sections.join() === state.skipped.join() ? undefined : { skipped: action.sections };
    case 'start-clock':
      if (clock.countingSinceMs !== undefined) return undefined;
      return { clock: { ...clock, startedAtMs: clock.startedAtMs ?? nowMs, countingSinceMs: nowMs } };
    case 'stop-clock':
      if (clock.countingSinceMs === undefined) return undefined;
      return { clock: { ...settled(state, nowMs), countingSinceMs: undefined } };
    case 'reset-clock':
      return clock.startedAtMs === undefined ? undefined : { clock: NO_CLOCK };
  }
}

export const isSamePlace = (a: DeckPlace, b: DeckPlace): boolean =>
  a.section === b.section && a.step === b.step;

/** The place as the outline has it, or undefined if it has no such section. */
export function placeIn(
  outline: readonly DeckSection[],
  { section, step }: DeckPlace,
): DeckPlace | undefined {
  const found = outline.find(({ id }) => id === section);
  return found && { section, step: Math.max(0, Math.min(step, found.steps)) };
}

/** Where `next`, `previous`, `first` and `last` lead; the place itself where there is nothing further. */
export function placeAfter(
  state: Pick<DeckState, 'section' | 'step' | 'skipped'>,
  move: 'next' | 'previous' | 'first' | 'last',
  outline: readonly DeckSection[],
): DeckPlace {
  const { section, step, skipped } = state;
  const at = outline.findIndex(({ id }) => id === section);
  const isShown = ({ id }: DeckSection) => !skipped.includes(id);
  const startOf = (found: DeckSection | undefined) =>
    found ? { section: found.id, step: 0 } : { section, step };
  const endOf = (found: DeckSection | undefined) =>
    found ? { section: found.id, step: found.steps } : { section, step };
  switch (move) {
    case 'next':
      if (step < (outline[at]?.steps ?? 0)) return { section, step: step + 1 };
      return startOf(outline.slice(at + 1).find(isShown));
    case 'previous':
      if (step > 0) return { section, step: step - 1 };
      return endOf(outline.slice(0, Math.max(at, 0)).findLast(isShown));
    case 'first':
      return startOf(outline.find(isShown));
    case 'last':
      return endOf(outline.findLast(isShown));
  }
}

/** The clock with the time since it was last looked at on the account of the section on show. */
function settled({ clock, section }: DeckState, nowMs: number): TalkClock {
  if (clock.countingSinceMs === undefined) return clock;
  return { ...clock, countingSinceMs: nowMs, spentMs: spentBySection({ clock, section }, nowMs) };
}

/** Time on each section until now, the one on show included. */
export function spentBySection(
  { clock, section }: Pick<DeckState, 'clock' | 'section'>,
  nowMs: number,
): Readonly<Record<string, number>> {
  if (clock.countingSinceMs === undefined) return clock.spentMs;
  // A machine's clock may be set back in the middle of a talk.
  const sinceMs = Math.max(0, nowMs - clock.countingSinceMs);
  return { ...clock.spentMs, [section]: (clock.spentMs[section] ?? 0) + sinceMs };
}

export function elapsedMs(state: Pick<DeckState, 'clock' | 'section'>, nowMs: number): number {
  return Object.values(spentBySection(state, nowMs)).reduce((sum, ms) => sum + ms, 0);
}
