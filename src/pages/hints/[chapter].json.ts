/** The hints of a chapter's exercises, by exercise and hint id: what the cards fetch when they are asked for one. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { loadExercises } from '../../exercises/definition/load.ts';

const chapterOf = (id: string) => id.slice(0, id.indexOf('/'));

export const getStaticPaths = (() =>
  [...new Set(loadExercises().map(({ id }) => chapterOf(id)))].map((chapter) => ({
    params: { chapter },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = ({ params }) => {
  const ofChapter = loadExercises().filter(({ id }) => chapterOf(id) === params['chapter']);
  return Response.json(Object.fromEntries(ofChapter.map(({ id, hints }) => [id, hints])));
};
