/** The room in the speaker's view: open it, see who is there, ask, end it. Graphs and traces are the wall's. */
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { countText } from '../../explore/parts/words.ts';
import { AskBar } from './ask-bar.tsx';
import { followRoomCode } from './follow-room-code.ts';
import { PollCard } from './poll-card.tsx';
import type { PresenterRoom } from './presenter-room.ts';
import type { PreparedPoll } from './room-polls.ts';
import './room-panel.css';

export function showRoomPanel(holder: Element, room: PresenterRoom, polls: readonly PreparedPoll[]): void {
  render(<RoomPanel room={room} polls={polls} />, holder);
}

function RoomPanel({
  room,
  polls,
}: {
  readonly room: PresenterRoom;
  readonly polls: readonly PreparedPoll[];
}) {
  useEffect(() => followRoomCode(room), [room]);
  const { status, view, refusal } = room.state.value;
  return (
    <section class="room-panel" aria-label="Room" data-status={status}>
      {refusal && (
        <p class="room-problem" role="alert">
          {refusal.message} {refusal.hint}
        </p>
      )}
      {view ? (
        <>
          <p class="room-who">
            Room <b>{view.code}</b> · <span data-phones={view.phones}>{countText(view.phones, 'phone')}</span>
            {status === 'lost' && ' · the line is lost, it is tried again'}
          </p>
          {view.poll && <PollCard poll={view.poll} votes={view.votes} />}
          <AskBar room={room} view={view} polls={polls} />
          <button type="button" class="room-button" onClick={() => void room.end()}>
            End the room
          </button>
        </>
      ) : (
        <button
          type="button"
          class="room-button"
          disabled={status === 'opening'}
          onClick={() => void room.open()}
        >
          Open a room
        </button>
      )}
    </section>
  );
}
