/** All chapters as one Markdown text. */
import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { loadExercises } from '../exercises/definition/load.ts';
import { plainChapter } from '../llms/plain-chapter.ts';

export const GET: APIRoute = async () => {
  const [chapters, facts] = await Promise.all([getCollection('chapters'), getCollection('facts')]);
  const exercises = loadExercises();
  const sources = {
    factSource: (id: string) => facts.find((fact) => fact.id === id)?.data.source,
    exercise: (id: string) => exercises.find((exercise) => exercise.id === id),
  };
  const texts = chapters
    .sort((a, b) => a.data.order - b.data.order)
    .map(
      ({ id, data, body = '' }) =>
        `# ${data.order} ${id}: ${data.title}\n\n${data.lead}\n\n${plainChapter(body, sources)}\n`,
    );
  return new Response(texts.join('\n'));
};
