import { describe, expect, it } from 'vitest';
import { normaliseQueryText } from '../../../src/trace/analysis/query-text.ts';
import {
  findRepeated,
  findRepeatedQueries,
  type RepeatedGroup,
} from '../../../src/trace/analysis/repeated-queries.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { spanNamed, traceTable } from '../../support/trace-text.ts';

describe('repeated queries', () => {
  it('are siblings with the same statement, whatever its values', () => {
    const table = traceTable(`
      api  GET /units           |0-100ms|
        api  SELECT units       |1-2ms|    db.query.text="SELECT * FROM units"
        api  SELECT devices     |3-5ms|    db.query.text="SELECT * FROM devices WHERE unit_id = 1"
        api  SELECT devices     |6-8ms|    db.query.text="SELECT * FROM devices WHERE unit_id = 22"
        api  renamed            |9-12ms|   db.query.text="SELECT *\\n FROM devices WHERE unit_id = $1"
    `);
    expect(told(table, findRepeatedQueries(table))).toEqual([
      '3 x query "SELECT * FROM devices WHERE unit_id = ?" of api below GET /units: 7 ms',
    ]);
  });

  it('are looked for below one span only, when asked', () => {
    const table = traceTable(`
      api  one      |0-9ms|
        api  q      |1-2ms|  db.query.text="SELECT 1"
        api  deeper |3-9ms|
          api  q    |4-5ms|  db.query.text="SELECT 2"
          api  q    |6-7ms|  db.query.text="SELECT 3"
      api  two      |10-19ms|
        api  q      |11-12ms|  db.query.text="SELECT 1"
        api  q      |13-14ms|  db.query.text="SELECT 1"
    `);
    expect(told(table, findRepeatedQueries(table, { under: spanNamed(table, 'one') }))).toEqual([
      '2 x query "SELECT ?" of api below deeper: 2 ms',
    ]);
    expect(findRepeatedQueries(table)).toHaveLength(2);
  });

  it('without a query text are alike by name, service and kind', () => {
    const table = traceTable(`
      api  GET /units       |0-100ms|
        api  GET /devices   |1-2ms|  @kind=client
        api  GET /devices   |3-4ms|  @kind=client
        api  GET /devices   |5-6ms|  @kind=internal
        other  GET /devices |7-8ms|  @kind=client
    `);
    expect(told(table, findRepeated(table))).toEqual([
      '2 x name "GET /devices" of api below GET /units: 2 ms',
    ]);
    expect(findRepeatedQueries(table)).toEqual([]);
  });

  it('are not found among roots', () => {
    expect(findRepeated(traceTable('api  GET /  |0-1ms|\napi  GET /  |2-3ms|'))).toEqual([]);
  });
});

describe('a query text loses what differs from call to call', () => {
  const cases: readonly (readonly [text: string, normalised: string])[] = [
    ['SELECT * FROM t WHERE id = 17', 'SELECT * FROM t WHERE id = ?'],
    ["SELECT 'it''s' , \"Name\", `n`", 'SELECT ? , "Name", `n`'],
    ['a = $1 AND b = :b AND c = ? AND d::int = 2.5e3', 'a = ? AND b = ? AND c = ? AND d::int = ?'],
    ["id IN ($1, $2,$3) AND k IN ( 'a' , 'b' )", 'id IN (?) AND k IN ( ? )'],
    ["/* route='/units' */ SELECT 1 -- trailing", 'SELECT ?'],
    ['SELECT\n\t  a FROM table1', 'SELECT a FROM table1'],
    ["never closed '", 'never closed ?'],
    ['/* never closed', ''],
    ['', ''],
  ];
  for (const [text, normalised] of cases) {
    it(JSON.stringify(text), () => expect(normaliseQueryText(text)).toBe(normalised));
  }

  it('in one pass, however long and odd it is', () => {
    for (const odd of ['/*', "'", '"', '--', '$', ':', '?,', '((', ' ']) {
      expect(normaliseQueryText(odd.repeat(200_000)).length).toBeLessThanOrEqual(odd.length * 200_000);
    }
  });
});

function told(table: TraceReader, groups: readonly RepeatedGroup[]): readonly string[] {
  return groups.map(({ spans, type, text, service, parent, totalNs }) => {
    const name = table.strings.get(table.columns.name[parent] ?? 0);
    return `${spans.length} x ${type} "${text}" of ${service} below ${name}: ${totalNs / 1e6} ms`;
  });
}
