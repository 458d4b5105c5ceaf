/** What a room can be asked: the predictions of the exercises, which ask for one before anything is run. */
import type { RoomPoll } from '../../../demo-server/protocol.ts';
import type { Exercise } from '../../exercises/definition/exercise.ts';

export interface PreparedPoll extends RoomPoll {
  /** The section of the deck it belongs to. */
  readonly section: string;
  /** For a list: the exercise, and its number. */
  readonly of: string;
}

export function preparedPolls(exercises: readonly Exercise[]): readonly PreparedPoll[] {
  const inOrder = exercises.toSorted((a, b) => a.number.localeCompare(b.number, 'en', { numeric: true }));
  return inOrder.flatMap(({ id, number, title, inputs }) =>
    inputs.flatMap((input) =>
      input.role === 'prediction' && input.type === 'one'
        ? [
            {
              id: `${id} ${input.id}`,
              question: input.label,
              options: input.options.map(({ label }) => label),
              section: id.replace('/', '-'),
              of: `${number} ${title}`,
            },
          ]
        : [],
    ),
  );
}
