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

describe('an exercise whose code is edited', () => {
  const files = { 'start.ts': 'start', 'solution.ts': 'solution', 'cheats/guess.ts': 'guess' };
  const asCode = (fields: Fields) => {
    Object.assign(fields, { mode: 'code', part: 'units-route' });
    fields['cheats'] = [{ name: 'guess', file: 'cheats/guess.ts', caughtBy: 0 }];
  };
  const parsed = (texts: Readonly<Record<string, string>>, change: (fields: Fields) => void = asCode) => {
    const fields = parse(TEXT) as Fields;
    change(fields);
    return parseExercise(stringify(fields), FILE, 'recap/purpose', new Map(Object.entries(texts)));
  };
  const problems = (...args: Parameters<typeof parsed>): string => {
    const result = parsed(...args);
    return result.type === 'problems' ? result.problems.join('\n') : '';
  };

  test('has the texts of its files, and cheats have the inputs of the solution', () => {
    const { solution } = parse(TEXT) as Fields;
    expect(parsed(files)).toMatchObject({
      type: 'exercise',
      exercise: {
        code: { part: 'units-route', language: 'typescript', start: 'start', solution: 'solution' },
        cheats: [{ name: 'guess', source: 'guess', inputs: solution, caughtBy: 0 }],
      },
    });
  });

  test('in SQL stands in for no part, and has files of its own', () => {
    const sql = { 'start.sql': 'start', 'solution.sql': 'solution', 'cheats/guess.sql': 'guess' };
    const asSql = (fields: Fields) => {
      Object.assign(fields, { mode: 'code', language: 'sql' });
      fields['cheats'] = [{ name: 'guess', file: 'cheats/guess.sql', caughtBy: 0 }];
    };
    expect(parsed(sql, asSql)).toMatchObject({
      exercise: {
        code: { language: 'sql', start: 'start', solution: 'solution' },
        cheats: [{ source: 'guess' }],
      },
    });
    const both = (fields: Fields) => {
      asSql(fields);
      fields['part'] = 'units-route';
    };
    expect(problems(sql, both)).toContain('SQL stands in for no part');
    expect(problems(files, asSql)).toContain('needs start.sql');
  });

  test.each<[what: string, says: RegExp, texts: Record<string, string>, change?: (fields: Fields) => void]>([
    [
      'a start that is missing',
      /:\d+ {2}mode: .*needs start\.ts/,
      { 'solution.ts': '', 'cheats/guess.ts': '' },
    ],
    [
      'a cheat that is missing',
      /cheats\[0\]\.file: there is no cheats\/guess\.ts/,
      { 'start.ts': '', 'solution.ts': '' },
    ],
    ['a file that nobody uses', /cheats\/b\.ts is used by no cheat/, { ...files, 'cheats/b.ts': '' }],
    [
      'a part that does not exist',
      /:\d+ {2}part: there is no part "lift"; there are units-route/,
      files,
      (f) => {
        asCode(f);
        f['part'] = 'lift';
      },
    ],
    [
      'a part that is not named',
      /names the `part`/,
      files,
      (f) => {
        asCode(f);
        delete f['part'];
      },
    ],
    [
      'a cheat that is no different',
      /cheats\[0\]: needs a `file`/,
      { 'start.ts': '', 'solution.ts': '' },
      (f) => {
        asCode(f);
        f['cheats'] = [{ name: 'guess', caughtBy: 0 }];
      },
    ],
    [
      'code in another mode',
      /start\.ts belongs to an exercise with `mode: code`/,
      { 'start.ts': '' },
      () => {},
    ],
  ])('says what to do about %s', (_, says, texts, change) => {
    expect(problems(texts, change)).toMatch(says);
  });
});
