/** What the stage is made of: addresses, keys, notes, and the words of code that move. */
import { describe, expect, it } from 'vitest';
import { codeSources, plainText } from '../../../src/present/code-source.ts';
import { keyedSteps } from '../../../src/present/code-step-keys.ts';
import { addressOf, placeOf } from '../../../src/present/deck-address.ts';
import { commandOf, DECK_KEYS } from '../../../src/present/deck-keys.ts';
import { minutesToSay, speakerNotes } from '../../../src/present/speaker-notes.ts';

describe('the address of a place', () => {
  const outline = [
    { id: 'recap-1', steps: 2 },
    { id: 'recap-purpose', steps: 0 },
  ];
  it('is read as it is written', () => {
    for (const place of [
      { section: 'recap-1', step: 0 },
      { section: 'recap-1', step: 2 },
      { section: 'recap-purpose', step: 0 },
    ])
      expect(placeOf(addressOf(place), outline)).toEqual(place);
  });
  it('of a step that is not there is the last there is', () => {
    expect(placeOf('#/recap-1/9', outline)).toEqual({ section: 'recap-1', step: 2 });
  });
  it.each(['', '#', '#/', '#/gone', '#/recap-1/x', '#/<b>'])('%j leads nowhere', (hash) => {
    expect(placeOf(hash, outline)).toBeUndefined();
  });
});

describe('keys', () => {
  const press = (key: string, held: object = {}) =>
    commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

  it('mean one thing each', () => {
    const all = DECK_KEYS.flatMap(({ keys }) => keys.flatMap((entry) => entry.keys));
    expect(all).toEqual([...new Set(all)]);
  });
  it('of a pointer for slides move and darken', () => {
    expect(['PageDown', 'PageUp', '.'].map((key) => press(key))).toEqual(['next', 'previous', 'black']);
  });
  it('are the same with Shift, and the browser’s with any other modifier', () => {
    expect(press('B')).toBe('black');
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
      expect(press('r', held)).toBeUndefined();
    expect(press('Enter', { ctrlKey: true })).toBe('run');
    expect(press('Enter')).toBeUndefined();
  });
});

describe('notes', () => {
  const heading = (text: string) =>
    `<div class="sl-heading-wrapper level-h2"><h2 id="x">${text}</h2><a href="#x" class="sl-anchor-link"><span>#</span></a></div>`;
  const block =
    '<div class="expressive-code"><link rel="stylesheet" href="/x.css"><figure class="frame"><pre><code>if</code></pre><div class="copy"><button data-code="if (a &#x26;&#x26; b &#x3C; 1) {\u007f  go(&#x22;x&#x22;);\u007f}"></button></div></figure></div>';

  it('leave out the heading that belongs to the next slide, and keep those inside', () => {
    expect(speakerNotes(`<p>say</p>${heading('In short')}<p>more</p>\n${heading('Next')}`)).toBe(
      '<p>say</p><h3>In short</h3><p>more</p>',
    );
    expect(speakerNotes(`<p>say</p>${heading('A <em>b</em>')}\n${heading('B')}`)).toBe('<p>say</p>');
  });
  it('show code as text, as it was written', () => {
    const notes = speakerNotes(`<p>look</p>${block}`);
    expect(notes).toBe(
      '<p>look</p><pre class="code-note"><code>if (a &amp;&amp; b &lt; 1) {\n  go("x");\n}</code></pre>',
    );
    expect(codeSources(block)).toEqual(['if (a && b < 1) {\n  go("x");\n}']);
  });
  it('take as long as their words, not their code', () => {
    const words = Array.from({ length: 130 }, () => 'word').join(' ');
    expect(minutesToSay(`<p>${words}</p><pre>${words}</pre>`)).toBe(1);
    expect(minutesToSay('')).toBe(0);
  });
  it('are plain once their tags and entities are gone', () => {
    expect(plainText('a <b>&amp;</b> &#39;b&#x27; &unknown;')).toBe("a & 'b' &unknown;");
  });
});

describe('code in steps', () => {
  const lines = (text: string) => text.split('\n').map((line) => [{ text: line }]);
  const keysOf = (steps: readonly string[]) =>
    keyedSteps(steps.map(lines)).map((step) =>
      step.map((line) =>
        line
          .filter(({ key }) => key !== undefined)
          .map(({ text, key }) => `${text}:${key}`)
          .join(' '),
      ),
    );

  it('keeps the key of a word that stays, whatever comes around it', () => {
    const [before, after] = keysOf(['send(id)', 'const answer = await send(id)']);
    expect(before).toEqual(['send:0 (:1 id:2 ):3']);
    expect(after).toEqual(['const:4 answer:5 =:6 await:7 send:0 (:1 id:2 ):3']);
  });
  it('moves a whole line that went elsewhere', () => {
    const [before, after] = keysOf(['span.end()\nspan.set(a)', 'span.set(a)\nspan.end()']);
    expect([...(after ?? [])].reverse()).toEqual(before);
  });
  it('has every key once in a step, and every character of the text', () => {
    const steps = ['a b a b', 'b a b a\na a', 'a'];
    const keyed = keyedSteps(steps.map(lines));
    for (const [index, step] of keyed.entries()) {
      const keys = step.flat().flatMap(({ key }) => key ?? []);
      expect(keys).toEqual([...new Set(keys)]);
      expect(step.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(steps[index]);
    }
  });
});
