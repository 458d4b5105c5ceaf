import { describe, expect, test } from 'vitest';
import { loadBabel } from '../../../src/exercises/code/babel.ts';
import { compile } from '../../../src/exercises/code/compile.ts';

const babel = await loadBabel();
const compiled = (source: string) => compile(babel, { part: 'units-route', source });
const problems = (source: string) => {
  const result = compiled(source);
  return result.type === 'problems' ? result.problems : [];
};
const program = (source: string) => {
  const result = compiled(source);
  if (result.type === 'problems') throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.program;
};
const ROUTE = 'export const unitsRoute = async () => [];';

describe('a program', () => {
  test('has no async function, no await and no types left, and keeps its lines', () => {
    const { javascript } = program(
      [
        "import type { UnitsRoute } from '#building';",
        'async function* numbers(): AsyncGenerator<number> {',
        '  yield await Promise.resolve(1);',
        '}',
        'class Reader { async read(): Promise<void> { for await (const n of numbers()) await n; } }',
        'export const unitsRoute: UnitsRoute = async () => {',
        '  await new Reader().read();',
        '  return here;',
        '};',
      ].join('\n'),
    );
    expect(javascript).not.toMatch(/\basync (function|\w+\(|\()|\bawait\b|UnitsRoute/);
    expect(javascript.split('\n')[7]).toContain('return here;');
  });

  test('names what it imports as values, with the places; types are no imports', () => {
    const { imports } = program(
      `import { eq } from 'drizzle-orm';\nimport { UnitsRoute, units } from '#building';\nexport const unitsRoute: UnitsRoute = async ({ db }) => db.select().from(units).where(eq(units.id, 1));`,
    );
    expect(imports).toEqual([
      { module: 'drizzle-orm', name: 'eq', line: 1, column: 10, endColumn: 12 },
      { module: '#building', name: 'units', line: 2, column: 22, endColumn: 27 },
    ]);
  });

  test('marks each await with its place', () => {
    const { javascript } = program('export const unitsRoute = async (x) => {\n  await x;\n};');
    expect(javascript).toContain('yield __awaited(x, 2, 3)');
  });

  test.each([
    ['a list', 'export const a = 1, unitsRoute = async () => [];'],
    ['a declaration', 'export async function unitsRoute() { return []; }'],
    ['a name given later', 'const mine = async () => [];\nexport { mine as unitsRoute };'],
  ])('may export by %s', (_, source) => expect(problems(source)).toEqual([]));
});

describe('what is wrong is said at its place', () => {
  test.each<[what: string, source: string, problem: object]>([
    ['a slip', `${ROUTE}\nconst a = ;`, { type: 'syntax', line: 2, column: 11, message: 'Unexpected token' }],
    [
      'a module that there is not',
      `import fs from 'node:fs';\n${ROUTE}`,
      { type: 'import', line: 1, column: 16, hint: expect.stringMatching(/"drizzle-orm"/) },
    ],
    ['a module that is handed on', `${ROUTE}\nexport * from 'lodash';`, { type: 'import', line: 2 }],
    [
      'an import while it runs',
      `${ROUTE}\nconst a = () => import('hono');`,
      { type: 'import', line: 2, column: 17 },
    ],
    ['an import by require', `import fs = require('fs');\n${ROUTE}`, { type: 'import', line: 1 }],
    [
      'no export',
      'const a = 1;',
      { type: 'export', line: 1, message: expect.stringMatching(/`unitsRoute`/) },
    ],
    ['a type in the place of the export', 'export type unitsRoute = number;', { type: 'export', line: 1 }],
    [
      'a default export',
      '\nexport default async () => [];',
      { type: 'export', line: 2, message: expect.stringMatching(/not as the default/) },
    ],
    ['an await outside of functions', `${ROUTE}\nawait 1;`, { type: 'syntax', line: 2 }],
    ['a text too long', `${ROUTE}${' '.repeat(100_000)}`, { type: 'syntax', line: 1 }],
  ])('%s', (_, source, problem) => {
    expect(problems(source)).toMatchObject([problem]);
  });

  test('everything at once', () => {
    const types = problems("import a from 'a';\nimport b from 'b';\na(b);").map(({ type, line }) => [
      type,
      line,
    ]);
    expect(types).toEqual([
      ['import', 1],
      ['import', 2],
      ['export', 1],
    ]);
  });
});
