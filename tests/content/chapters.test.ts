/** The form of a chapter: a slide in each section, a real exercise, links that lead somewhere, a proper close. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attributesIn, parseChapter, readChapters } from '../support/chapters.ts';

const chapters = readChapters();
const ORDER = ['recap', 'dev', 'test', 'prod', 'future'];
const drawings = readdirSync('src/components/diagrams')
  .filter((name) => name.endsWith('.astro'))
  .map((name) => name.slice(0, -'.astro'.length));
/** What MDX may use without importing it, beside the drawings. */
const WORDS = [
  'Aside',
  'ChapterSources',
  'CodeSteps',
  'CostCalculator',
  'Exercise',
  'Fact',
  'Slide',
  'Step',
  'Steps',
  'TabItem',
  'Tabs',
  'Term',
  'TryInYourCode',
];
const CLOSING = new Set(['in-short', 'sources', 'where-to-go-next']);

test('the five chapters of the talk stand in their order', () => {
  const byOrder = chapters.toSorted(
    (a, b) => Number(a.frontmatter['order']) - Number(b.frontmatter['order']),
  );
  expect(byOrder.map(({ id }) => id)).toEqual(ORDER);
});

describe.each(chapters)('$file', ({ id, file, frontmatter, prose, headings, sections }) => {
  test('says at the top what the reader gains, needs and spends', () => {
    expect(Object.keys(frontmatter).toSorted()).toEqual([
      'lead',
      'minutes',
      'needs',
      'order',
      'outcomes',
      'title',
    ]);
    for (const outcome of frontmatter['outcomes'] as string[]) expect(outcome).toMatch(/^You can .+\.$/);
  });

  test('opens every section with a slide', () => {
    const without = sections.filter(
      ({ slug, prose: text }) => !CLOSING.has(slug) && !text.trimStart().startsWith('<Slide '),
    );
    expect(without.map(({ heading }) => heading)).toEqual([]);
  });

  test('is read in 15 to 25 minutes: 1,500 to 2,600 words', () => {
    const words = prose.replaceAll(/<[^>]*>/g, ' ').match(/[\p{L}\p{N}’'-]+/gu) ?? [];
    expect(words.length).toBeGreaterThan(1_500);
    expect(words.length).toBeLessThan(2_600);
  });

  test('uses only words that the site knows, and imports nothing', () => {
    const tags = new Set([...prose.matchAll(/<([A-Z]\w*)/g)].map(([, tag]) => tag));
    expect([...tags].filter((tag) => !WORDS.includes(tag ?? '') && !drawings.includes(tag ?? ''))).toEqual(
      [],
    );
    expect(prose).not.toMatch(/^(import|export) /m);
  });

  test('holds exercises of its own that exist', () => {
    const exercises = attributesIn(prose, 'Exercise', 'id');
    expect(exercises.length).toBeGreaterThan(0);
    for (const exercise of exercises) {
      expect(exercise.startsWith(`${id}/`), `${exercise} belongs to another chapter`).toBe(true);
      expect(existsSync(`content/exercises/${exercise}/exercise.yaml`), `${exercise} is not on disk`).toBe(
        true,
      );
    }
  });

  test('has headings with fragments that differ', () => {
    const slugs = headings.map(({ slug }) => slug);
    expect(slugs).toEqual([...new Set(slugs)]);
  });

  test('closes with a summary, three things to try and its own sources', () => {
    expect(sections.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['in-short', 'sources']));
    const [, toTry = ''] = /<TryInYourCode>([\s\S]*?)<\/TryInYourCode>/.exec(prose) ?? [];
    expect(toTry.match(/^\d\. /gm)).toHaveLength(3);
    expect(attributesIn(prose, 'ChapterSources', 'chapter')).toEqual([id]);
  });

  test('links only to pages that exist', () => {
    expect(brokenLinks(prose), file).toEqual([]);
  });

  test('names languages of tabs the same way everywhere', () => {
    expect(attributesIn(prose, 'Tabs', 'syncKey').every((key) => key === 'language')).toBe(true);
    const labels = attributesIn(prose, 'TabItem', 'label');
    expect(labels).toEqual(labels.map((_, index) => (index % 2 === 0 ? 'TypeScript' : 'Elixir')));
  });
});

/** Links within the site, written from its root, whose page or fragment does not exist. */
function brokenLinks(prose: string): string[] {
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href = '']) => href);
  return links.filter((href) => {
    if (/^https:\/\//.test(href)) return false;
    const [, page = '', fragment] = /^\/([a-z/-]*?)\/?(?:#(.+))?$/.exec(href) ?? [];
    const chapter = chapters.find(({ id }) => id === page);
    if (chapter) return fragment !== undefined && !chapter.headings.some(({ slug }) => slug === fragment);
    const guide = /^guides\/([a-z-]+)$/.exec(page)?.[1];
    return (
      !(guide && existsSync(`content/guides/${guide}.mdx`)) &&
      !['explore', 'present', 'present/preflight', 'join'].includes(page)
    );
  });
}

test('broken links are noticed', () => {
  const { prose } = parseChapter(
    'x',
    '---\ntitle: x\n---\n[a](/dev/) [b](/nowhere/) [c](/dev/#nothing) [d](dev) `[e](x)`',
  );
  expect(brokenLinks(prose)).toEqual(['/nowhere/', '/dev/#nothing', 'dev', 'x']);
});
