import { describe, expect, test } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { TableAnswer } from '../../../src/trace/checks/types.ts';
import { evidenceOf, namesOf } from './evidence.ts';

const TEXT = `
building-api  POST /commands  |0-200ms|  @kind=server @id=slow building=2 firmware=old a=1
  building-api  hub  |1-150ms|
---
building-api  POST /commands  |0-10ms|  @kind=server building=1 firmware=new
`;
const rows = [
  { building: 2, firmware: 'old', slow: 1 },
  { building: 1, firmware: 'new', slow: 0 },
];
const answer = (more: Partial<Extract<TableAnswer, { type: 'rows' }>> = {}): TableAnswer => ({
  type: 'rows',
  columns: ['building', 'firmware', 'slow'],
  rows: [
    ['1', 'new', 0],
    ['2', 'old', 1],
  ],
  cut: false,
  tookMs: 1,
  reads: 1,
  ...more,
});
const problem: TableAnswer = { type: 'problem', line: 1, column: 1, message: 'no such thing', hint: '' };

describe('sqlRows', () => {
  const rule = { type: 'sqlRows', equal: '/0/body/rows' } as const;
  const check = (sql: TableAnswer | undefined, wanted: unknown = rows) =>
    evaluateCheck(
      rule,
      evidenceOf(TEXT, { responses: [{ status: 200, body: { rows: wanted } }], ...(sql && { sql }) }),
    );

  test('passes on the same rows, in any order, as text or as number', () => {
    expect(check(answer())).toMatchObject({
      pass: true,
      expected: '2 rows with building, firmware and slow',
      seen: '2 rows, as it happened',
    });
  });
  test('more columns, and names in another case, do no harm', () => {
    const more = {
      columns: ['n', 'SLOW', 'firmware', 'Building'],
      rows: [
        [9, 1, 'old', 2],
        [9, 0, 'new', 1],
      ],
    };
    expect(check(answer(more))).toMatchObject({ pass: true });
  });
  test.each<[what: string, sql: TableAnswer | undefined, seen: string]>([
    ['no question', undefined, 'no SQL was asked'],
    ['a question with a slip', problem, 'no rows: no such thing'],
    [
      'a missing column',
      answer({ columns: ['building', 'fw', 'slow'] }),
      'no column firmware; there are building, fw and slow',
    ],
    ['a row too few', answer({ rows: [['2', 'old', 1]] }), '1 row'],
    [
      'the same row twice',
      answer({
        rows: [
          ['2', 'old', 1],
          ['2', 'old', 1],
        ],
      }),
      'building 2, firmware old, slow 1, which is not what happened',
    ],
    [
      'another figure',
      answer({
        rows: [
          ['1', 'new', 0],
          ['2', 'old', 2],
        ],
      }),
      'building 2, firmware old, slow 2, which is not what happened',
    ],
    [
      'NULL',
      answer({
        rows: [
          [null, 'new', 0],
          ['2', 'old', 1],
        ],
      }),
      'building NULL, firmware new, slow 0, which is not what happened',
    ],
    ['rows without end', answer({ cut: true }), 'more than 2 rows'],
  ])('fails on %s', (_, sql, seen) => {
    expect(check(sql)).toMatchObject({ pass: false, seen });
  });
  test('fails when the server has nothing to compare with', () => {
    for (const wanted of [null, [], 'rows', [null]]) expect(check(answer(), wanted).pass).toBe(false);
  });
});

test('sqlReads counts by the plan, and a slip reads nothing', () => {
  const check = (sql: TableAnswer) =>
    evaluateCheck({ type: 'sqlReads', exactly: 1 }, evidenceOf(TEXT, { sql }));
  expect(check(answer())).toMatchObject({
    pass: true,
    expected: 'otel_traces is read once',
    seen: 'read once',
  });
  expect(check(answer({ reads: 3 }))).toMatchObject({ pass: false, seen: 'read 3 times' });
  expect(check(answer({ reads: 0 }))).toMatchObject({ pass: false, seen: 'read never' });
  expect(check(problem)).toMatchObject({ pass: false, seen: 'no rows: no such thing' });
});

describe('traceqlSelects', () => {
  const evidence = evidenceOf(TEXT);
  const { table } = evidence;
  const slow = table.strings.get(table.columns.spanId[0] ?? 0);
  const check = (question: string, ids: unknown = [slow]) =>
    evaluateCheck(
      { type: 'traceqlSelects', input: 'question', equal: '/0/body/ids' },
      { ...evidence, inputs: { question }, responses: [{ status: 200, body: { ids } }] },
    );

  test('passes on the very spans, however they are asked for', () => {
    for (const question of ['{ span.building = 2 }', '{ name = "POST /commands" && duration > 100ms }']) {
      const result = check(question);
      expect(result).toMatchObject({ pass: true, expected: '1 span', seen: 'those' });
      expect(namesOf(evidence, result.spans)).toEqual(['POST /commands']);
    }
  });
  test.each([
    ['{ duration > 100ms }', '1 of those among the 2 spans it selects'],
    ['{ span.building = 1 }', '0 of those among the 1 span it selects'],
    ['{ span.building = 7 }', /^it selects no span: none of \d+ spans has span\.building = 7$/],
    [
      '{ name = "POST /commands" && span.building = "2" }',
      /^it selects no span: POST \/commands.*, but span\.building is \d/,
    ],
    ['  ', 'no query yet'],
    ['{ span.building = }', /^at character \d+: /],
  ])('fails on %s', (question, seen) => {
    const expected = typeof seen === 'string' ? seen : expect.stringMatching(seen);
    expect(check(question)).toMatchObject({ pass: false, seen: expected });
  });
  test('fails when the server names no spans', () => {
    for (const ids of [undefined, [], ['ffffffffffffffff']]) expect(check('{ }', ids).pass).toBe(false);
  });
});

test('attributeCount looks at the span with the fewest', () => {
  const check = (select: string, atLeast: number) =>
    evaluateCheck({ type: 'attributeCount', select, atLeast }, evidenceOf(TEXT));
  expect(check('{ name = "POST /commands" }', 2)).toMatchObject({
    pass: true,
    expected: 'at least 2 attributes on each span',
  });
  expect(check('{ name = "POST /commands" }', 3)).toMatchObject({
    pass: false,
    seen: '2 attributes on the one with the fewest of 2 spans',
  });
  expect(check('{ name = "nothing" }', 0)).toMatchObject({ pass: false });
});
