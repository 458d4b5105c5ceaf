import { describe, expect, it } from 'vitest';
import { loadExercise } from '../../../src/exercises/definition/load.ts';
import { plainChapter } from '../../../src/llms/plain-chapter.ts';

const sources = {
  factSource: (id: string) => (id === 'known' ? 'https://example.org/known' : undefined),
  exercise: (id: string) => (id === 'recap/purpose' ? loadExercise(id) : undefined),
};
const plain = (mdx: string) => plainChapter(mdx, sources);

describe('a chapter as plain Markdown', () => {
  it('turns citations into links', () => {
    expect(plain('It is so.<Fact id="known" />')).toBe('It is so. ([source](https://example.org/known))');
    expect(plain('It is so.<Fact id="unknown" />')).toBe('It is so.');
  });

  it('keeps the words of a slide and drops its drawing', () => {
    expect(plain('<Slide title="N+1">\n\n<DiagramNPlusOne />\n\nThirteen.\n\n</Slide>')).toBe(
      '*On the wall: N+1*\n\nThirteen.',
    );
  });

  it('keeps the word that a term explains', () => {
    expect(plain('A <Term id="span">span</Term> ends.')).toBe('A span ends.');
  });

  it('writes an exercise out', () => {
    const text = plain('<Exercise id="recap/purpose" />');
    expect(text).toContain('### Exercise 1.1: Purpose is what it does');
    expect(text).toContain('1. The documents describe');
    expect(text).toContain('- No span has lost its parent');
  });

  it('leaves code alone', () => {
    const code = '```tsx\n<Card title="x" />\n```';
    expect(plain(code)).toBe(code);
  });
});
