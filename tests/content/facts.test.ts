/** Facts and citations hold each other: nothing is claimed without a source, and no source lies around unused. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseInfluences } from '../../src/components/diagrams/influences.ts';
import { attributesIn, readChapters } from '../support/chapters.ts';

const factsSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    claim: z.string().min(20),
    figure: z.string().optional(),
    source: z.url({ protocol: /^https$/ }),
    checked: z.iso.date(),
  }),
);
type Fact = z.infer<typeof factsSchema>[number];

/** What is wrong between facts and citations, in words; nothing when all is well. */
function disagreements(facts: readonly Fact[], cited: ReadonlyMap<string, string>): string[] {
  const known = new Set(facts.map(({ id }) => id));
  return [
    ...facts
      .filter(({ id }, index) => facts.findIndex((other) => other.id === id) !== index)
      .map(({ id }) => `fact ${id} stands twice in content/facts.yaml`),
    ...[...cited]
      .filter(([id]) => !known.has(id))
      .map(([id, file]) => `${file} cites ${id}, which is no fact`),
    ...facts.filter(({ id }) => !cited.has(id)).map(({ id }) => `nobody cites the fact ${id}`),
  ];
}

const citedIn = new Map(
  readChapters().flatMap(({ file, prose }) =>
    attributesIn(prose, 'Fact', 'id').map((id) => [id, file] as const),
  ),
);
const facts: unknown = parse(readFileSync('content/facts.yaml', 'utf8'));
const sample: Fact = {
  id: 'a-fact',
  claim: 'Something that was observed.',
  source: 'https://example.org/',
  checked: '2026-11-22',
};

describe('content/facts.yaml', () => {
  test('gives every fact a claim, a source and the day it was checked', () => {
    expect(factsSchema.safeParse(facts).error?.issues ?? []).toEqual([]);
  });

  test('agrees with the chapters', () => {
    expect(disagreements(factsSchema.parse(facts), citedIn)).toEqual([]);
  });

  test('is held by checks that notice', () => {
    const { source: _, ...sourceless } = sample;
    expect(factsSchema.safeParse([sourceless]).success).toBe(false);
    expect(factsSchema.safeParse([{ ...sample, source: 'a book' }]).success).toBe(false);
    expect(factsSchema.safeParse([{ ...sample, checked: 'yesterday' }]).success).toBe(false);
    expect(disagreements([sample], new Map())).toEqual(['nobody cites the fact a-fact']);
    expect(disagreements([], new Map([['a-fact', 'dev.mdx']]))).toEqual([
      'dev.mdx cites a-fact, which is no fact',
    ]);
    expect(disagreements([sample, sample], new Map([['a-fact', 'dev.mdx']]))).toHaveLength(1);
  });
});

describe('content/influences.yaml', () => {
  const yaml = readFileSync('content/influences.yaml', 'utf8');

  test('holds as many entries as the text says, in the order of time, each with an address', () => {
    const influences = parseInfluences(yaml);
    const dates = influences.map(({ date }) => date);
    expect(influences).toHaveLength(18);
    expect(dates).toEqual(dates.toSorted());
    expect(new Set(influences.map(({ source }) => source)).size).toBe(influences.length);
  });

  test('is refused with the name of the field that is wrong', () => {
    expect(() => parseInfluences("- date: '2022-01-19'\n  title: No source")).toThrow(/source/);
  });
});
