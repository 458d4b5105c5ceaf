/** The pictures for links to pages: which page has which, what is on them, in which colours. */
import { describe, expect, test } from 'vitest';
import { cardBars } from '../../../src/components/cards/card-bars.ts';
import { cardName } from '../../../src/components/cards/card-name.ts';
import { darkTokens } from '../../../src/components/cards/card-tokens.ts';
import { socialCard } from '../../../src/components/cards/social-card.ts';
import { recordingOf } from '../../support/replaying.ts';
import { traceText } from '../../support/trace-text.ts';

describe('the name of a picture', () => {
  test.each([
    ['/', '/', 'home'],
    ['/dev/', '/', 'dev'],
    ['/dev', '/', 'dev'],
    ['/guides/hosting/', '/', 'guides-hosting'],
    ['/workshop/guides/hosting/', '/workshop/', 'guides-hosting'],
    ['/workshop/', '/workshop/', 'home'],
    ['/404.html', '/', '404'],
  ])('of %s under %s is %s', (path, base, name) => {
    expect(cardName(path, base)).toBe(name);
  });
});

const identity = { traceId: '1', rootSpanId: '2', runId: '3', session: '4' };
const recording = {
  ...recordingOf('a', { identity, exchanges: [], feed: [] }),
  root: traceText(`
    workshop      run    |0-100ms|
      building-api  get  |10-60ms|
        elsewhere   read |20-30ms|
        elsewhere   tiny |31-32ms|
  `),
};

test('the bars of a picture are the longest spans, where they were, in the colours of their services', () => {
  expect(cardBars(recording, 3)).toEqual([
    { start: 0, width: 1, colour: 's1' },
    { start: 0.1, width: 0.5, colour: 's2' },
    { start: 0.2, width: 0.1, colour: 's5' },
  ]);
});

test('colours are those of the style sheet, and one that is not there is said so', () => {
  const colour = darkTokens();
  expect(colour('ground')).toMatch(/^#[0-9a-f]{6}$/);
  expect(colour('accent')).toBe(colour('trace'));
  expect(() => colour('no-such')).toThrow('--no-such');
});

test('a picture is a PNG of 1200 x 630, whatever is written on it', async () => {
  const hostile = { name: 'x', kicker: '<b>', title: 'A </div> & "more" '.repeat(9), lead: '' };
  const png = Buffer.from(await socialCard(hostile, cardBars(recording, 3)));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
});
