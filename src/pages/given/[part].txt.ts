/** What the program of a part is given, as text; a card fetches it when the learner asks. See `given-types.ts`. */
import { readFileSync } from 'node:fs';
import type { APIRoute, GetStaticPaths } from 'astro';
import type { PartName } from '../../../demo-server/protocol.ts';
import { givenTypes } from '../../exercises/definition/given-types.ts';
import { loadExercises } from '../../exercises/definition/load.ts';

export const getStaticPaths = (() => {
  const parts = loadExercises().flatMap(({ code }) => (code?.language === 'typescript' ? [code.part] : []));
  return [...new Set(parts)].map((part) => ({ params: { part } }));
}) satisfies GetStaticPaths;

export const GET: APIRoute = ({ params }) =>
  new Response(givenTypes(params['part'] as PartName, (path) => readFileSync(path, 'utf8')));
