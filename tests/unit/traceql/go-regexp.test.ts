import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goRegexp } from '../../../src/trace/traceql/go-regexp/go-regexp.ts';

function matches(pattern: string, text: string): boolean {
  const compiled = goRegexp(pattern);
  if (!compiled.ok) throw new Error(`${pattern}: ${compiled.message}`);
  return compiled.matches(text);
}

describe('patterns, anchored at both ends', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['GET|POST', 'POST', true],
    ['GET|POST', 'GET|POST', false],
    ['a.c', 'abc', true],
    ['a.c', 'a\nc', false],
    ['(?s)a.c', 'a\nc', true],
    ['(?s:a.c)|x.y', 'x\ny', false],
    ['prod-.*', 'prod-eu', true],
    ['prod', 'prod-eu', false],
    ['^prod$', 'prod', true],
    ['\\Aprod\\z', 'prod', true],
    ['(?m)a$\\n^b', 'a\nb', true],
    ['a$\\nb', 'a\nb', false],
    ['(?i)MySQL', 'mysql', true],
    ['(?i:my)SQL', 'MYsql', false],
    ['(?i)(?-i:a)b', 'aB', true],
    ['(?i)(?-i:a)b', 'AB', false],
    ['((?i)a)b', 'AB', false],
    ['[a-c0-2]+', 'b1a2', true],
    ['[^a-c]+', 'xyz', true],
    ['[^a-c]+', 'xbz', false],
    ['(?i)[^a]', 'A', false],
    ['[]a]+', ']a]', true],
    ['[a-]+', 'a-', true],
    ['[\\d.]+', '10.0', true],
    ['[[:alpha:]]+[[:^digit:]]', 'ab-', true],
    ['\\d{3}', '404', true],
    ['\\d{3}', '40', false],
    ['\\d{2,}', '404', true],
    ['\\d{1,2}', '404', false],
    ['a{,2}', 'a{,2}', true],
    ['x{0}', '', true],
    ['\\w+\\b \\B', 'ab ', true],
    ['\\Qa.b\\E+', 'a.bb', true],
    ['\\pL+', 'größe', true],
    ['\\p{Greek}+', 'λόγος', true],
    ['\\P{Lu}+', 'Abc', false],
    ['\\x41\\x{1F600}', 'A😀', true],
    ['.', '😀', true],
    ['(?P<verb>GET|PUT) /(?<rest>.*)', 'PUT /x', true],
    ['a*?b+?', 'aab', true],
    ['(a|ab)(c|bcd)(d*)', 'abcd', true],
    ['()*', '', true],
    ['(a*)*b', 'aab', true],
  ])('%s on %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

describe('what Go cannot read', () => {
  it.each([
    ['(', 'a "(" is not closed.'],
    ['a)', 'a ")" closes nothing.'],
    ['[a', 'a "[" is not closed.'],
    ['*a', 'there is nothing before "*" to repeat.'],
    ['a**', 'two repetition signs follow each other.'],
    ['(?=a)', 'Go has no look-ahead or look-behind. Use !~, or two conditions joined by &&.'],
    ['(?<!a)b', 'Go has no look-ahead or look-behind. Use !~, or two conditions joined by &&.'],
    ['(a)\\1', 'Go has no back references.'],
    ['a{2,1}', '"{2,1}" is not a repetition: it counts up, to 1000 at most.'],
    ['a{1001}', '"{1001}" is not a repetition: it counts up, to 1000 at most.'],
    ['[z-a]', 'a range in "[...]" runs backwards.'],
    ['\\p{Klingon}', 'there is no class of characters called "Klingon".'],
    ['a\\', 'it ends in a single backslash.'],
    ['\\y', '"\\y" is not an escape.'],
    ['(?x)a', '"(?x" is not known; the flags are i, m, s and U.'],
  ])('%s', (pattern, message) => {
    expect(goRegexp(pattern)).toEqual({ ok: false, message });
  });

  it('nor what would be too large', () => {
    expect(goRegexp('((a{1000}){1000}){1000}')).toMatchObject({ ok: false });
    expect(goRegexp('('.repeat(5000) + ')'.repeat(5000))).toMatchObject({ ok: false });
    expect(matches('((){1000}){1000}', '')).toBe(true);
  });
});

describe('against the language', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$', '()');
  const pattern: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      atom,
      fc.array(tie('pattern'), { maxLength: 3 }).map((parts) => parts.join('')),
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,}', '*?'))
        .map(([inner, repetition]) => `(?:${inner})${repetition}`),
    ),
  })).pattern;

  it('agrees with RegExp where both read the same syntax', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 }),
        (source, text) => {
          expect(matches(source, text)).toBe(new RegExp(`^(?:${source})$`, 'u').test(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('takes time in proportion where RegExp would not return', () => {
    expect(matches('(a+)+b', 'a'.repeat(5_000))).toBe(false);
    expect(matches('(a|a)*(a|aa)+c', 'a'.repeat(5_000))).toBe(false);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab()[]{}*+?|\\^$.-,:<>=!pPQEx0129dwi'), maxLength: 12 }),
        (source) => {
          const compiled = goRegexp(source);
          if (compiled.ok) compiled.matches('ab(1');
          else expect(compiled.message).not.toBe('');
        },
      ),
      { numRuns: 5000 },
    );
  });
});
