/** The words of the course and the ways through it: every reference leads somewhere. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadExercises } from '../../src/exercises/definition/load.ts';
import { attributesIn, readChapters } from '../support/chapters.ts';

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));

describe('content/glossary.yaml', () => {
  const terms = z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
        term: z.string().min(2),
        says: z.string().min(20).endsWith('.'),
        spec: z.url({ protocol: /^https$/ }).optional(),
      }),
    )
    .parse(read('content/glossary.yaml'));
  const ids = terms.map(({ id }) => id);

  test('no word stands twice', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(terms.map(({ term }) => term.toLowerCase())).size).toBe(terms.length);
  });

  test.each(readChapters())('$file explains words that are in it, each once', ({ prose }) => {
    const explained = attributesIn(prose, 'Term', 'id');
    expect(explained.filter((id) => !ids.includes(id))).toEqual([]);
    expect(explained.filter((id, index) => explained.indexOf(id) !== index)).toEqual([]);
    expect(explained.length).toBeGreaterThan(2);
  });
});

describe('content/paths.yaml', () => {
  const paths = z
    .array(z.object({ id: z.string(), exercises: z.array(z.string()).min(1) }))
    .parse(read('content/paths.yaml'));
  const exercises = loadExercises();

  test.each(paths)(
    '$id leads through exercises that exist, in the order of the course',
    ({ exercises: stops }) => {
      const numbers = stops.map((id) => exercises.find((exercise) => exercise.id === id)?.number);
      expect(numbers).not.toContain(undefined);
      expect(numbers).toEqual(numbers.toSorted());
    },
  );
});
