/** The exercises of a chapter as the deck's cards need them, by id. They are no part of its page: one is shown at a time. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { staticCode } from '../../../components/article/static-code.ts';
import { type CardFile, chapterOf } from '../../../exercises/card/card-file.ts';
import { shownExercise } from '../../../exercises/definition/exercise.ts';
import { loadExercises } from '../../../exercises/definition/load.ts';

export const getStaticPaths = (() =>
  [...new Set(loadExercises().map(({ id }) => chapterOf(id)))].map((chapter) => ({
    params: { chapter },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ params }) => {
  const ofChapter = loadExercises().filter(({ id }) => chapterOf(id) === params['chapter']);
  const cards = ofChapter.map(async (authored): Promise<readonly [string, CardFile]> => {
    const exercise = shownExercise(authored);
    const { code } = exercise;
    return [exercise.id, { exercise, ...(code && { start: await staticCode(code.start, code.language) }) }];
  });
  return Response.json(Object.fromEntries(await Promise.all(cards)));
};
