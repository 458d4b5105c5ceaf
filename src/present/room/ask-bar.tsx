/** The presenter's question to the room: that of the exercise on show, or another; one at a time. */
import { useSignal } from '@preact/signals';
import type { PresenterRoom } from './presenter-room.ts';
import type { PreparedPoll } from './room-polls.ts';
import type { RoomView } from './room-view.ts';

export function AskBar({
  room,
  view,
  polls,
}: {
  readonly room: PresenterRoom;
  readonly view: RoomView;
  readonly polls: readonly PreparedPoll[];
}) {
  const chosen = useSignal('');
  const { poll } = view;
  if (poll)
    return (
      <div class="ask-bar">
        <button
          type="button"
          class="room-button"
          onClick={() => void room.ask({ ...poll, closed: poll.closed !== true })}
        >
          {poll.closed ? 'Take answers again' : 'Close the question'}
        </button>
        <button type="button" class="room-button" onClick={() => void room.ask(null)}>
          Take the question away
        </button>
      </div>
    );
  if (polls.length === 0) return null;
  const here = polls.find(({ section }) => section === view.place?.section);
  const id = chosen.value || here?.id || polls[0]?.id || '';
  const ask = () => {
    const poll = polls.find((candidate) => candidate.id === id);
    if (poll) void room.ask({ id: poll.id, question: poll.question, options: poll.options });
    chosen.value = '';
  };
  return (
    <div class="ask-bar">
      <select
        aria-label="Question"
        value={id}
        onChange={({ currentTarget }) => {
          chosen.value = currentTarget.value;
        }}
      >
        {polls.map((poll) => (
          <option value={poll.id} key={poll.id} selected={poll.id === id}>
            {poll.of}
          </option>
        ))}
      </select>
      <button type="button" class="room-button" onClick={ask}>
        Ask the room
      </button>
    </div>
  );
}
