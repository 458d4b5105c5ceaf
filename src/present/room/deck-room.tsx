/** The wall over the slides: one key shows it, the same key or Escape takes it away. Loaded when it is first needed. */
import { render } from 'preact';
import { followRoomCode } from './follow-room-code.ts';
import { PollCard } from './poll-card.tsx';
import type { PresenterRoom } from './presenter-room.ts';
import type { PreparedPoll } from './room-polls.ts';
import type { StageRoom } from './stage-room.ts';
import { Wall } from './wall.tsx';
import './wall.css';

/** What the room is asked, in a corner of the slides. */
function AskedOverDeck({ room }: { readonly room: PresenterRoom }) {
  const { poll = null, votes = null } = room.state.value.view ?? {};
  return poll && <PollCard poll={poll} votes={votes} />;
}

export interface DeckRoom {
  toggle(): void;
}

export function deckRoom({ token, room }: StageRoom, polls: readonly PreparedPoll[]): DeckRoom {
  followRoomCode(room);
  const holder = document.createElement('div');
  holder.className = 'wall-page wall-over-deck';
  holder.hidden = true;
  holder.setAttribute('role', 'region');
  holder.setAttribute('aria-label', 'The room');
  document.body.append(holder);
  const asked = document.createElement('div');
  asked.className = 'poll-over-deck';
  document.body.append(asked);
  render(<AskedOverDeck room={room} />, asked);
  const show = (isShown: boolean) => {
    holder.hidden = !isShown;
    // The wall has the question too.
    asked.hidden = isShown;
    render(isShown ? <Wall token={token} room={room} polls={polls} /> : null, holder);
  };
  // Before the deck hears of it, wherever the focus is: below the wall nothing opens. A dialog above has its own Escape.
  document.addEventListener('keydown', (event) => {
    if (holder.hidden || event.key !== 'Escape' || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest('dialog') !== null) return;
    event.stopPropagation();
    show(false);
  });
  return { toggle: () => show(holder.hidden !== false) };
}
