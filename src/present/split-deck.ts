/**
 * A chapter's rendered HTML, taken apart for the stage. `StageSlide.astro` and `StageExercise.astro` put comments
 * around what they draw; whatever stands outside of them is commentary, which is what the speaker says.
 *
 *   <!--stage:slide-->…<!--/stage--> …commentary… <!--stage:exercise recap/purpose-->…<!--/stage--> …commentary…
 *        '-- one part                             '-- notes of the part before          '-- one part
 */

export interface DeckPart {
  readonly type: 'slide' | 'exercise';
  /** `recap/2` for a slide, `recap/purpose` for an exercise. */
  readonly id: string;
  readonly html: string;
  /** How many things appear one after the other. */
  readonly steps: number;
  /** The commentary that follows it, up to the next part. */
  readonly notesHtml: string;
}

const MARK = /<!--stage:(?:slide|exercise ([a-z0-9/-]+))-->([\s\S]*?)<!--\/stage-->/g;
const FRAGMENT = /class="fragment"/g;

/**
 * Slides are numbered as in the article: in the order in which they stand in the chapter's file. Commentary before the
 * first part belongs to nobody on stage and is left out.
 */
export function splitDeck(html: string, chapter: string): readonly DeckPart[] {
  const marks = [...html.matchAll(MARK)];
  let slides = 0;
  return marks.map((mark, index) => {
    const [whole, exercise, inner = ''] = mark;
    if (exercise === undefined) slides += 1;
    return {
      ...(exercise === undefined
        ? { type: 'slide' as const, id: `${chapter}/${slides}` }
        : { type: 'exercise' as const, id: exercise }),
      html: inner.trim(),
      steps: inner.match(FRAGMENT)?.length ?? 0,
      notesHtml: html.slice(mark.index + whole.length, marks[index + 1]?.index).trim(),
    };
  });
}

/** As the address has it: `recap-2`, `recap-purpose`. */
export const sectionId = (part: string): string => part.replace('/', '-');
