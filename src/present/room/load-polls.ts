/** The polls of the talk as the build reads them; never for the page. */
import { getCollection } from 'astro:content';
import { courseChapters } from '../../components/course/outline.ts';
import { loadExercises } from '../../exercises/definition/load.ts';
import { type PreparedPoll, preparedPolls } from './room-polls.ts';

export async function loadPolls(): Promise<readonly PreparedPoll[]> {
  const [outline, entries, polls] = await Promise.all([
    courseChapters(),
    getCollection('chapters'),
    getCollection('polls'),
  ]);
  const chapters = outline.map(({ id, name }) => ({
    id,
    name,
    body: entries.find((entry) => entry.id === id)?.body ?? '',
  }));
  return preparedPolls(
    chapters,
    polls.map(({ data }) => data),
    loadExercises(),
  );
}
