/**
 * What a room can be asked: the questions of `content/polls.yaml`, each beside its slide, and the predictions of the
 * exercises, which ask for one before anything is run. In the order of the talk.
 */
import type { RoomPoll } from '../../../demo-server/protocol.ts';
import type { Exercise } from '../../exercises/definition/exercise.ts';
import { sectionId } from '../split-deck.ts';

export interface PreparedPoll extends RoomPoll {
  /** The section of the deck it belongs to. */
  readonly section: string;
  /** For a list: the chapter, and the slide or exercise. */
  readonly of: string;
}
export interface WrittenPoll {
  readonly id: string;
  readonly slide: { readonly chapter: string; readonly title: string };
  readonly question: string;
  readonly options: readonly string[];
}
export interface PolledChapter {
  readonly id: string;
  readonly name: string;
  /** Its MDX. */
  readonly body: string;
}

/** Throws when a question stands beside a slide that is not there: its chapter was rewritten. */
export function preparedPolls(
  chapters: readonly PolledChapter[],
  polls: readonly WrittenPoll[],
  exercises: readonly Exercise[],
): readonly PreparedPoll[] {
  const stray = polls.find(({ slide }) => !chapters.some(({ id }) => id === slide.chapter));
  if (stray) throw new Error(`content/polls.yaml: "${stray.id}" names the chapter "${stray.slide.chapter}".`);
  return chapters.flatMap((chapter) => [
    ...besideSlides(chapter, polls),
    ...exercises.filter(({ id }) => id.startsWith(`${chapter.id}/`)).flatMap(predictionsOf),
  ]);
}

function besideSlides({ id: chapter, name, body }: PolledChapter, polls: readonly WrittenPoll[]) {
  const titles = [...body.matchAll(/<Slide title="([^"]*)"/g)].map(([, title]) => title);
  return polls
    .filter(({ slide }) => slide.chapter === chapter)
    .map(({ id, slide, question, options }) => {
      const at = titles.indexOf(slide.title);
      if (at < 0)
        throw new Error(
          `content/polls.yaml: "${id}" stands beside "${slide.title}", a slide that ${chapter} has not.`,
        );
      return {
        at,
        poll: {
          id,
          question,
          options,
          section: sectionId(`${chapter}/${at + 1}`),
          of: `${name}: ${slide.title}`,
        },
      };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ poll }) => poll);
}

function predictionsOf({ id, number, title, inputs }: Exercise): readonly PreparedPoll[] {
  return inputs.flatMap((input) =>
    input.role === 'prediction' && input.type === 'one'
      ? [
          {
            id: `${id} ${input.id}`,
            question: input.label,
            options: input.options.map(({ label }) => label),
            section: sectionId(id),
            of: `Exercise ${number}: ${title}`,
          },
        ]
      : [],
  );
}
