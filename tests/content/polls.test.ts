/** What a room can be asked: each question beside a slide that is there, short enough for a phone, one or more a chapter. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadExercises } from '../../src/exercises/definition/load.ts';
import { preparedPolls } from '../../src/present/room/room-polls.ts';
import { readChapters } from '../support/chapters.ts';

const polls = z
  .array(
    z.strictObject({
      id: z.string(),
      slide: z.strictObject({ chapter: z.string(), title: z.string() }),
      question: z.string(),
      options: z.array(z.string()).min(2).max(6),
    }),
  )
  .parse(parse(readFileSync('content/polls.yaml', 'utf8')));
const chapters = readChapters()
  .toSorted((a, b) => Number(a.frontmatter['order']) - Number(b.frontmatter['order']))
  .map(({ id, file }) => ({ id, name: id, body: readFileSync(file, 'utf8') }));
const prepared = preparedPolls(chapters, polls, loadExercises());

describe('content/polls.yaml', () => {
  test('has a question or more for each chapter, and predictions of exercises come with them', () => {
    for (const { id } of chapters)
      expect(polls.filter(({ slide }) => slide.chapter === id).length, id).toBeGreaterThan(0);
    expect(prepared.length).toBeGreaterThan(polls.length);
  });

  test.each(polls)(
    '$id is short, and can be answered in one way only',
    ({ id, slide, question, options }) => {
      expect(id.startsWith(`${slide.chapter}-`)).toBe(true);
      expect(question).toMatch(/\?$/);
      expect(question.length).toBeLessThan(90);
      for (const option of options) expect(option.length, option).toBeLessThan(60);
      expect(options).toEqual([...new Set(options)]);
    },
  );

  test('stands in the order of the talk, each under a name of its own', () => {
    const ids = prepared.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const order = prepared.map(({ section }) => chapters.findIndex(({ id }) => section.startsWith(`${id}-`)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    for (const { section } of prepared) expect(section).toMatch(/^[a-z]+-[a-z0-9-]+$/);
  });
});

test('a question beside a slide that was taken away is noticed', () => {
  const stray = { id: 'x', slide: { chapter: 'dev', title: 'Nowhere' }, question: 'q?', options: ['a', 'b'] };
  expect(() => preparedPolls(chapters, [stray], [])).toThrow('"x" stands beside "Nowhere"');
  const elsewhere = { ...stray, slide: { chapter: 'epilogue', title: 'Nowhere' } };
  expect(() => preparedPolls(chapters, [elsewhere], [])).toThrow('the chapter "epilogue"');
});

test('a question belongs to the section of its slide', () => {
  const body = '<Slide title="One">\n</Slide>\n<Slide title="Two">\n</Slide>';
  const two = { id: 'x', slide: { chapter: 'dev', title: 'Two' }, question: 'q?', options: ['a', 'b'] };
  const [poll] = preparedPolls([{ id: 'dev', name: 'Dev', body }], [two], []);
  expect(poll).toMatchObject({ section: 'dev-2', of: 'Dev: Two' });
});
