/**
 * A chapter's MDX as Markdown that makes sense without components: for readers who are programs, and for those who
 * read with `curl`. Works on the source line by line; code blocks pass untouched.
 */
import type { Exercise } from '../exercises/definition/exercise.ts';

export interface PlainSources {
  /** The address behind a fact; undefined drops the citation. */
  factSource(id: string): string | undefined;
  exercise(id: string): Exercise | undefined;
}

const FENCE = /^\s*```/;

export function plainChapter(mdx: string, sources: PlainSources): string {
  let inCode = false;
  const lines = mdx.split('\n').map((line) => {
    if (FENCE.test(line)) inCode = !inCode;
    return inCode || FENCE.test(line) ? line : plainLine(line, sources);
  });
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function plainLine(line: string, { factSource, exercise }: PlainSources): string {
  return line
    .replace(/<Fact id="([^"]+)" \/>/g, (_, id: string) => {
      const source = factSource(id);
      return source === undefined ? '' : ` ([source](${source}))`;
    })
    .replace(/<Exercise id="([^"]+)" \/>/g, (_, id: string) => exerciseText(exercise(id)))
    .replace(/<Slide title="([^"]+)"[^>]*>/g, '*On the wall: $1*')
    .replace(/<TabItem label="([^"]+)">/g, '$1:')
    .replace(/<\/?[A-Z][^>]*>/g, '')
    .trimEnd();
}

function exerciseText(exercise: Exercise | undefined): string {
  if (exercise === undefined) return '';
  const { number, title, goal, steps, checks } = exercise;
  return [
    `### Exercise ${number}: ${title}`,
    '',
    goal,
    '',
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    'It is solved when:',
    '',
    ...checks.map(({ say }) => `- ${say}`),
  ].join('\n');
}
