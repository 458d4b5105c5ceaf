import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseExercise } from '../../../src/exercises/definition/parse.ts';
import { substituteBody, substituteText } from '../../../src/exercises/definition/substitute.ts';

const FILE = 'content/exercises/recap/purpose/exercise.yaml';
const TEXT = readFileSync(FILE, 'utf8');
type Fields = Record<string, unknown>;

/** The problems of a real exercise with one thing changed. */
function problemsOf(change: (fields: Fields) => void, id = 'recap/purpose'): readonly string[] {
  const fields = parse(TEXT) as Fields;
  change(fields);
  const parsed = parseExercise(stringify(fields), FILE, id);
  return parsed.type === 'problems' ? parsed.problems : [];
}
const checks = (fields: Fields) => fields['checks'] as Fields[];

describe('an exercise file', () => {
  test('that is whole becomes an exercise', () => {
    expect(parseExercise(TEXT, FILE, 'recap/purpose')).toMatchObject({
      type: 'exercise',
      exercise: {
        id: 'recap/purpose',
        checks: [{ type: 'prediction' }, { type: 'linksTo' }, { type: 'noOrphans' }],
      },
    });
  });

  test('names file, line and field of what is missing', () => {
    const [problem] = problemsOf((fields) => {
      delete fields['goal'];
    });
    expect(problem).toMatch(/^content\/exercises\/recap\/purpose\/exercise\.yaml:\d+ {2}goal: /);
  });

  test.each<[what: string, says: RegExp, change: (fields: Fields) => void]>([
    [
      'an unknown rule',
      /unknown rule "noGhosts"; the rules are traceql/,
      (f) => checks(f).push({ say: 'x', noGhosts: true }),
    ],
    [
      'two rules in one check',
      /exactly one rule, has noOrphans and overlap/,
      (f) => checks(f).push({ say: 'x', noOrphans: true, overlap: '{ }' }),
    ],
    ['a check without a rule', /exactly one rule, has none/, (f) => checks(f).push({ say: 'x' })],
    [
      'a query that is none',
      /checks\[3\]\.onlyRoot: must be a TraceQL query/,
      (f) => checks(f).push({ say: 'x', onlyRoot: 'root' }),
    ],
    [
      'a hint that is not there',
      /there is no hint "lost"/,
      (f) => checks(f).push({ say: 'x', hint: 'lost', noOrphans: true }),
    ],
    [
      'a hint that nobody cites',
      /hints\.spare: no check names this hint/,
      (f) => Object.assign(f['hints'] as Fields, { spare: ['x'] }),
    ],
    [
      'a prediction without its input',
      /there is no input "mood"/,
      (f) => checks(f).push({ say: 'x', prediction: { input: 'mood', count: '{ }' } }),
    ],
    [
      'an estimate of nothing',
      /"a" is not under values/,
      (f) => checks(f).push({ say: 'x', estimate: { value: 'a', truth: 'b', within: 1 } }),
    ],
    [
      'a placeholder without its input',
      /\$\{mood\} names no prediction or knob/,
      (f) => Object.assign((f['runs'] as Fields[])[0] ?? {}, { body: { a: '$' + '{mood}' } }),
    ],
    [
      'an option that is not offered',
      /solution\.effects: must be a list of nothing, device-row/,
      (f) => Object.assign(f, { solution: { effects: ['magic'] } }),
    ],
    [
      'a cheat caught by no check',
      /caughtBy: there is no check 9/,
      (f) => Object.assign((f['cheats'] as Fields[])[0] ?? {}, { caughtBy: 9 }),
    ],
    ['a misspelt field', /Unrecognized key: "stepz"/, (f) => Object.assign(f, { stepz: [] })],
  ])('says what to do about %s', (_, says, change) => {
    expect(problemsOf(change).join('\n')).toMatch(says);
  });

  test('must lie in the folder that its id says', () => {
    expect(problemsOf((fields) => Object.assign(fields, { id: 'dev/purpose' }))[0]).toMatch(
      'must be "recap/purpose"',
    );
  });

  test('that is no YAML is a problem, not an exception', () => {
    expect(parseExercise('a: [', FILE, 'recap/purpose').type).toBe('problems');
    expect(parseExercise('', FILE, 'recap/purpose').type).toBe('problems');
  });
});

describe('placeholders', () => {
  const inputs = { way: 'a b', ratio: 0.5, keep: 'true', ticks: ['x', 'y'] };
  const hole = (id: string) => `\${${id}}`;

  test('keep the type of the value where they stand alone', () => {
    const body = { ratio: hole('ratio'), keep: hole('keep'), ticks: hole('ticks'), none: hole('nobody') };
    expect(substituteBody(body, inputs)).toEqual({ ratio: 0.5, keep: true, ticks: ['x', 'y'], none: null });
  });
  test('are text inside of text, and escaped in a path', () => {
    expect(substituteBody([`${hole('way')}!`], inputs)).toEqual(['a b!']);
    expect(substituteText(`/api/${hole('way')}`, inputs)).toBe('/api/a%20b');
  });
});
