/** What the room is asked. On a phone options are pressed; on the wall they are bars. */
import type { RoomPoll, RoomVotes } from '../../../demo-server/protocol.ts';

export interface PollCardProps {
  readonly poll: RoomPoll;
  readonly votes: RoomVotes | null;
  readonly option?: number | null;
  /** Without it, nothing can be pressed. */
  readonly onAnswer?: (option: number) => void;
  /** Why the last answer was not taken. */
  readonly problem?: string | undefined;
}

export function PollCard({ poll, votes, option = null, onAnswer, problem }: PollCardProps) {
  const all = votes?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
  // On a phone the others' answers would be a hint.
  const showsVotes = onAnswer === undefined || option !== null || poll.closed === true;
  return (
    <section class="poll" aria-label="Question">
      <p class="poll-question">{poll.question}</p>
      <ul>
        {poll.options.map((text, index) => {
          const count = votes?.counts[index] ?? 0;
          const content = (
            <>
              <i
                class="poll-bar"
                style={{ inlineSize: showsVotes && all > 0 ? `${(100 * count) / all}%` : '0' }}
              />
              <span class="poll-text">{text}</span>
              {showsVotes && <b class="poll-count">{count}</b>}
            </>
          );
          return (
            <li key={`${poll.id} ${text}`}>
              {onAnswer ? (
                <button
                  type="button"
                  aria-pressed={option === index}
                  disabled={poll.closed === true}
                  onClick={() => onAnswer(index)}
                >
                  {content}
                </button>
              ) : (
                <div class="poll-option">{content}</div>
              )}
            </li>
          );
        })}
      </ul>
      <p class="faint" role={problem === undefined ? undefined : 'status'}>
        {problem ?? `${all === 1 ? '1 answer' : `${all} answers`}${poll.closed ? ', closed' : ''}`}
      </p>
    </section>
  );
}
