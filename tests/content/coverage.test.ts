/** Nothing of the talk is lost: every slide and topic has a section, and every section is there for one of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readChapters } from '../support/chapters.ts';

const at = z.string().regex(/^[a-z]+#[a-z0-9-]+$/);
const coverageSchema = z.strictObject({
  talk: z.array(z.strictObject({ slide: z.string(), at })),
  topics: z.array(z.strictObject({ topic: z.string(), at })),
});

const chapters = readChapters();
const headings = new Set(chapters.flatMap(({ id, headings: all }) => all.map(({ slug }) => `${id}#${slug}`)));
const coverage = coverageSchema.parse(parse(readFileSync('content/coverage.yaml', 'utf8')));
const entries = [
  ...coverage.talk.map(({ slide, at: place }) => ({ what: slide, place })),
  ...coverage.topics.map(({ topic, at: place }) => ({ what: topic, place })),
];
/** Sections that close a chapter and stand for no slide of their own. */
const CLOSING = new Set(['in-short', 'sources']);

describe('content/coverage.yaml', () => {
  test.each(entries)('$what has its section ($place)', ({ place }) => {
    expect(headings).toContain(place);
  });

  test('names every section of every chapter at least once', () => {
    const places = new Set(entries.map(({ place }) => place));
    const unnamed = chapters.flatMap(({ id, sections }) =>
      sections
        .filter(({ slug }) => !CLOSING.has(slug) && !places.has(`${id}#${slug}`))
        .map(({ slug }) => `${id}#${slug}`),
    );
    expect(unnamed).toEqual([]);
  });

  test('names no slide and no topic twice', () => {
    const names = entries.map(({ what }) => what);
    expect(names.length).toBe(new Set(names).size);
  });
});
