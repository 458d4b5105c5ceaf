/**
 * A talk's way into the room, for the pages of the stage. Everything but the question whether this browser is the
 * presenter's is loaded when it is.
 */
import type { SharedDeck } from '../shared-deck.ts';
import { presenterToken } from './presenter-keys.ts';
import type { PreparedPoll } from './room-polls.ts';

/** The deck: the same slide on all machines, and the wall behind a key; the answer shows it and takes it away. */
export async function joinDeckToRoom(talk: SharedDeck): Promise<() => void> {
  const token = presenterToken();
  if (token === undefined) return () => {};
  const [{ stageRoom }, { deckRoom }] = await Promise.all([
    import('./stage-room.ts'),
    import('./deck-room.tsx'),
  ]);
  return deckRoom(stageRoom(talk, token), pollsInPage()).toggle;
}

/** The speaker's view: the same slide on all machines, and the panel. */
export async function joinSpeakerToRoom(talk: SharedDeck): Promise<void> {
  const token = presenterToken();
  const holder = document.querySelector('[data-room-panel]');
  if (token === undefined || holder === null) return;
  const [{ stageRoom }, { showRoomPanel }] = await Promise.all([
    import('./stage-room.ts'),
    import('./room-panel.tsx'),
  ]);
  showRoomPanel(holder, stageRoom(talk, token).room, pollsInPage());
}

/** Written by the build. */
function pollsInPage(): readonly PreparedPoll[] {
  const text = document.querySelector('[data-room-polls]')?.textContent ?? '[]';
  return JSON.parse(text) as readonly PreparedPoll[];
}
