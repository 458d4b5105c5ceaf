/**
 * Reads every exercise from disk, for the build, the proof and the tests; never for the page. A broken exercise fails
 * the build: no page is made from half of the content.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { AuthoredExercise } from './exercise.ts';
import { parseExercise } from './parse.ts';

/** Sorted by number. `folder` holds `<chapter>/<slug>/exercise.yaml`. */
export function loadExercises(folder = 'content/exercises'): AuthoredExercise[] {
  const exercises: AuthoredExercise[] = [];
  const problems: string[] = [];
  for (const id of exerciseIds(folder)) {
    const file = join(folder, id, 'exercise.yaml');
    const parsed = parseExercise(readFileSync(file, 'utf8'), file, id, codeIn(join(folder, id)));
    if (parsed.type === 'exercise') exercises.push(parsed.exercise);
    else problems.push(...parsed.problems);
  }
  for (const [index, { number, id }] of exercises.entries()) {
    const first = exercises.find((other) => other.number === number);
    if (first !== exercises[index]) problems.push(`${id}  number: ${number} is taken by ${first?.id}`);
  }
  if (problems.length > 0) throw new Error(`The exercises do not hold together:\n${problems.join('\n')}`);
  return exercises.sort((a, b) => a.number.localeCompare(b.number));
}

export function loadExercise(id: string, folder = 'content/exercises'): AuthoredExercise {
  const exercises = loadExercises(folder);
  const exercise = exercises.find((candidate) => candidate.id === id);
  if (exercise) return exercise;
  const known = exercises.map((candidate) => candidate.id).join(', ');
  throw new Error(`There is no exercise "${id}" in ${folder}; there are ${known || 'none'}.`);
}

function exerciseIds(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const folders = (path: string) =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  return folders(folder)
    .flatMap((chapter) => folders(join(folder, chapter)).map((slug) => `${chapter}/${slug}`))
    .filter((id) => existsSync(join(folder, id, 'exercise.yaml')));
}

/** Text by path below the folder, `/` between the steps. */
function codeIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|yaml|sql)$/.test(file) && file !== 'exercise.yaml')
    .sort();
  return new Map(files.map((file) => [file.split(sep).join('/'), readFileSync(join(folder, file), 'utf8')]));
}
