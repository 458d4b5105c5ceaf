/**
 * The shared deck of a page: a channel between the windows of this browser, and a memory that outlives them, so that
 * neither a reload nor a crash costs a speaker the clock.
 */
import { thisBrowser } from '../storage/browser-storage.ts';
import { type DeckRole, readDeckState } from './deck-message.ts';
import type { DeckPlace, DeckSection, DeckState } from './deck-state.ts';
import { createSharedDeck, type DeckLine, type SharedDeck } from './shared-deck.ts';

/** Sites below different paths of one origin are different talks. */
const NAME = `deck ${import.meta.env.BASE_URL}`;
/** A talk that stood still for longer is over. */
const KEPT_MS = 12 * 60 * 60_000;

export function pageDeck(
  role: DeckRole,
  outline: readonly DeckSection[],
  opensAt: DeckPlace | undefined,
): SharedDeck {
  const remembered = recall();
  // A deck without an address opens at its title; only the clock of the talk is taken over.
  const place = role === 'deck' && opensAt === undefined ? { section: outline[0]?.id ?? '', step: 0 } : {};
  const deck = createSharedDeck({
    role,
    outline,
    lines: [windowsLine()],
    nowMs: () => Date.now(),
    remembered: remembered && { ...remembered, ...place },
    opensAt,
  });
  deck.subscribe(remember);
  addEventListener('pagehide', () => deck.leave());
  // The browser may keep a page as it is and bring it back.
  addEventListener('pageshow', ({ persisted }) => persisted && deck.join(windowsLine()));
  return deck;
}

function windowsLine(): DeckLine {
  const channel = new BroadcastChannel(NAME);
  return {
    send: (message) => channel.postMessage(message),
    listen(listener) {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => listener(data);
      return () => channel.close();
    },
  };
}

/** Where storage is refused, the talk lasts as long as one of its windows. */
function remember(state: DeckState): void {
  const isUnderWay = state.clock.startedAtMs !== undefined;
  thisBrowser.write(NAME, isUnderWay ? JSON.stringify({ atMs: Date.now(), state }) : undefined);
}

function recall(): DeckState | undefined {
  try {
    const kept = JSON.parse(thisBrowser.read(NAME) ?? 'null') as {
      atMs?: unknown;
      state?: unknown;
    } | null;
    if (typeof kept?.atMs !== 'number' || Date.now() - kept.atMs > KEPT_MS) return undefined;
    return readDeckState(kept.state);
  } catch {
    return undefined;
  }
}
