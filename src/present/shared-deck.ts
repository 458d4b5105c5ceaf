/**
 * One talk in several windows: each holds the state, whoever acts tells the others, and the newest value holds. Lines
 * carry the messages: a channel between the windows of a browser, and a room's server when there is one.
 *
 *   deck <----- line -----> speaker's view            speaker's view -- line to a room --> wall, phones
 *
 * Invariants: a window that comes asks before it tells; while nobody leads, decks are independent of one another, so
 * that two people (or two tabs) may look at different slides.
 */
import { type DeckMessage, type DeckRole, readDeckMessage, type StageReport } from './deck-message.ts';
import {
  afterAction,
  type DeckAction,
  type DeckPlace,
  type DeckSection,
  type DeckState,
  firstState,
  placeIn,
} from './deck-state.ts';

export interface DeckLine {
  send(message: DeckMessage): void;
  /** Calls back with whatever the others say; the answer stops that. */
  listen(listener: (message: unknown) => void): () => void;
}
export interface SharedDeckOptions {
  readonly role: DeckRole;
  readonly outline: readonly DeckSection[];
  readonly lines: readonly DeckLine[];
  readonly nowMs: () => number;
  /** What a window before this one left; its place holds where no other is asked for. */
  readonly remembered?: DeckState | undefined;
  /** Where this window was asked to open; holds unless a talk is under way elsewhere. */
  readonly opensAt?: DeckPlace | undefined;
}
export interface SharedDeck {
  state(): DeckState;
  act(action: DeckAction): void;
  /** Calls back at once, and with each change. */
  subscribe(listener: (state: DeckState) => void): () => void;
  /** The wall's own news, for the speaker. */
  report(report: StageReport): void;
  /** Undefined when a wall was closed; others that are open report again. */
  subscribeReports(listener: (report: StageReport | undefined) => void): () => void;
  /** One more line, such as a room opened in the middle of a talk; the answer takes it away again. */
  join(line: DeckLine): () => void;
  leave(): void;
}

export function createSharedDeck(options: SharedDeckOptions): SharedDeck {
  const { role, outline, nowMs } = options;
  const listeners = new Set<(state: DeckState) => void>();
  const reportListeners = new Set<(report: StageReport | undefined) => void>();
  const lines = new Map<DeckLine, () => void>();
  let state = firstIn(options);
  let lastReport: StageReport | undefined;
  let heardReport: StageReport | undefined;
  let isLed = role !== 'deck';
  /** Until somebody who leads has been heard, the address is what the reader wants. */
  let opensAt = options.opensAt;

  const tell = (message: DeckMessage) => {
    for (const line of lines.keys()) line.send(message);
  };
  const tellState = () => tell({ type: 'state', from: role, state });

  function enter(next: DeckState): void {
    if (next === state) return;
    state = next;
    for (const listener of [...listeners]) listener(state);
  }

  function act(action: DeckAction): void {
    const next = afterAction(state, action, outline, nowMs());
    if (next === state) return;
    enter(next);
    tellState();
  }

  function hear(value: unknown, heardOn: DeckLine): void {
    const message = readDeckMessage(value);
    if (message === undefined || !lines.has(heardOn)) return;
    switch (message.type) {
      case 'hello':
        if (message.from !== 'deck') isLed = true;
        heardOn.send({ type: 'state', from: role, state });
        if (lastReport) heardOn.send({ type: 'stage', from: role, report: lastReport });
        return;
      case 'bye':
        if (message.from === 'deck') hearOfClosedWall(heardOn);
        else if (role === 'deck') isLed = false;
        return;
      case 'stage':
        enterReport(message.report);
        return;
      case 'state':
        hearState(message.state, message.from, heardOn);
    }
  }

  function enterReport(report: StageReport | undefined): void {
    heardReport = report;
    for (const listener of [...reportListeners]) listener(report);
  }

  function hearOfClosedWall(heardOn: DeckLine): void {
    enterReport(undefined);
    if (reportListeners.size > 0) heardOn.send({ type: 'hello', from: role });
  }

  function hearState(theirs: DeckState, from: DeckRole, heardOn: DeckLine): void {
    if (from !== 'deck') isLed = true;
    if (!isLed) return;
    const place = placeIn(outline, theirs);
    // Of another build, which has other slides.
    if (place === undefined) return;
    const wanted = from === 'deck' ? undefined : opensAt;
    if (from !== 'deck') opensAt = undefined;
    const isTie = theirs.revision === state.revision && !isSameState(theirs, state);
    if (theirs.revision > state.revision || (isTie && outranks(from, role))) {
      enter({ ...theirs, ...place });
      passOn(heardOn);
    } else if (theirs.revision < state.revision) {
      heardOn.send({ type: 'state', from: role, state });
    }
    if (wanted && state.clock.startedAtMs === undefined) act({ type: 'go', ...wanted });
  }

  /** A window with two lines is the bridge between them. */
  function passOn(heardOn: DeckLine): void {
    for (const line of lines.keys()) if (line !== heardOn) line.send({ type: 'state', from: role, state });
  }

  function join(line: DeckLine): () => void {
    lines.set(
      line,
      line.listen((message) => hear(message, line)),
    );
    line.send({ type: 'hello', from: role });
    return () => part(line);
  }

  function part(line: DeckLine): void {
    const stop = lines.get(line);
    lines.delete(line);
    line.send({ type: 'bye', from: role });
    stop?.();
  }

  for (const line of options.lines) join(line);
  return {
    state: () => state,
    act,
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => void listeners.delete(listener);
    },
    report(report) {
      lastReport = report;
      tell({ type: 'stage', from: role, report });
    },
    subscribeReports(listener) {
      reportListeners.add(listener);
      if (heardReport) listener(heardReport);
      return () => void reportListeners.delete(listener);
    },
    join,
    leave() {
      for (const line of [...lines.keys()]) part(line);
    },
  };
}

/** Two that acted at the same moment agree on the one who leads. */
const RANKS: readonly DeckRole[] = ['deck', 'room', 'speaker'];
const outranks = (a: DeckRole, b: DeckRole): boolean => RANKS.indexOf(a) > RANKS.indexOf(b);
const isSameState = (a: DeckState, b: DeckState): boolean => JSON.stringify(a) === JSON.stringify(b);

function firstIn({ outline, remembered, opensAt }: SharedDeckOptions): DeckState {
  const first = firstState(outline);
  const wanted = opensAt && placeIn(outline, opensAt);
  const place = wanted ?? (remembered && placeIn(outline, remembered)) ?? { section: first.section, step: 0 };
  // A place that was asked for is newer than what was left.
  const revision = (remembered?.revision ?? 0) + (wanted ? 1 : 0);
  return { ...first, ...remembered, ...place, revision };
}
