/** The wall over the slides: one key shows it, the same key or Escape takes it away. Loaded when it is first needed. */
import { render } from 'preact';
import { followRoomCode } from './follow-room-code.ts';
import type { PreparedPoll } from './room-polls.ts';
import type { StageRoom } from './stage-room.ts';
import { Wall } from './wall.tsx';
import './wall.css';

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
  const show = (isShown: boolean) => {
    holder.hidden = !isShown;
    render(isShown ? <Wall token={token} room={room} polls={polls} /> : null, holder);
  };
  holder.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    show(false);
  });
  return { toggle: () => show(holder.hidden !== false) };
}
