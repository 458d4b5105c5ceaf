import { describe, expect, it } from 'vitest';
import { splitDeck } from '../../../src/present/split-deck.ts';

describe('a chapter on stage', () => {
  it('is its slides, each with the commentary that follows', () => {
    const parts = splitDeck(
      '<h2>A</h2><!--stage:slide--><h2 class="headline">One &amp; <b>all</b></h2><!--/stage--><p>say this</p><!--stage:slide--><div class="fragment">two</div><span class="fragment"></span><!--/stage-->',
      'recap',
    );
    expect(parts).toEqual([
      {
        type: 'slide',
        id: 'recap/1',
        html: '<h2 class="headline">One &amp; <b>all</b></h2>',
        steps: 0,
        notesHtml: '<p>say this</p>',
      },
      {
        type: 'slide',
        id: 'recap/2',
        html: '<div class="fragment">two</div><span class="fragment"></span>',
        steps: 2,
        notesHtml: '',
      },
    ]);
  });

  it('gives an exercise a place of its own after its slide', () => {
    const parts = splitDeck(
      '<!--stage:slide-->s<!--/stage--><p>before</p><!--stage:exercise dev/n-plus-one--><section></section><!--/stage--><p>after</p>',
      'dev',
    );
    expect(parts.map(({ type, id, notesHtml }) => [type, id, notesHtml])).toEqual([
      ['slide', 'dev/1', '<p>before</p>'],
      ['exercise', 'dev/n-plus-one', '<p>after</p>'],
    ]);
  });

  it('of a chapter without slides is empty', () => {
    expect(splitDeck('<p>only words</p>', 'dev')).toEqual([]);
  });
});
