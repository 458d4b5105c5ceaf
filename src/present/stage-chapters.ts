/** The chapters of the talk in their order, with their words ready to be rendered as a page of the stage wants them. */
import { getCollection, render } from 'astro:content';
import { courseChapters } from '../components/course/outline.ts';

export async function stageChapters() {
  const entries = await getCollection('chapters');
  return Promise.all(
    (await courseChapters()).map(async (chapter) => {
      const entry = entries.find(({ id }) => id === chapter.id);
      if (!entry)
        throw new Error(
          `The outline names the chapter "${chapter.id}", which content/chapters does not have.`,
        );
      return { chapter, outcomes: entry.data.outcomes, Content: (await render(entry)).Content };
    }),
  );
}
