/** The exercises of the ninety minutes, in their order. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { AuthoredExercise } from '../../src/exercises/definition/exercise.ts';
import { loadExercises } from '../../src/exercises/definition/load.ts';

type AtLeastOne<Item> = readonly [Item, ...Item[]];

export function shortWay(): AtLeastOne<AuthoredExercise> {
  const all = loadExercises();
  const paths: readonly { readonly id: string; readonly exercises: readonly string[] }[] = parse(
    readFileSync('content/paths.yaml', 'utf8'),
  );
  const ids = paths.find(({ id }) => id === 'ninety-minutes')?.exercises ?? [];
  const [first, ...others] = ids.flatMap((id) => all.filter((exercise) => exercise.id === id));
  if (first === undefined) throw new Error('content/paths.yaml has no path "ninety-minutes" with exercises.');
  return [first, ...others];
}
