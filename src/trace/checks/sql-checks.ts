/**
 * What the learner asked, in SQL and in TraceQL, against what the server says happened. Only answers are looked at:
 * how a question is put is the learner's own.
 */
import type { SpanIndex } from '../model/types.ts';
import { evaluateTraceQL } from '../traceql/traceql.ts';
import { explainMiss } from './explain-miss.ts';
import { pointed } from './json-pointer.ts';
import { parseOnce } from './select-spans.ts';
import type { Cell, CheckResult, CheckRule, Evidence, TableAnswer } from './types.ts';
import { counted, listed, shorten } from './words.ts';

type SqlRows = Extract<CheckRule, { readonly type: 'sqlRows' }>;
type SqlReads = Extract<CheckRule, { readonly type: 'sqlReads' }>;
type TraceqlSelects = Extract<CheckRule, { readonly type: 'traceqlSelects' }>;
type Rows = Extract<TableAnswer, { readonly type: 'rows' }>;
type Wanted = Readonly<Record<string, Cell>>;

export function evaluateSqlRows({ equal }: SqlRows, { sql, responses }: Evidence): CheckResult {
  const wanted = wantedRows(pointed(responses, equal));
  const columns = Object.keys(wanted[0] ?? {});
  const expected = `${counted(wanted.length, 'row')} with ${listed(columns)}`;
  const result = (pass: boolean, seen: string): CheckResult => ({ pass, spans: [], expected, seen });
  if (wanted.length === 0) return result(false, 'no rows to compare with came from the server');
  if (sql?.type !== 'rows') return result(false, noRows(sql));
  const missing = columns.filter((name) => columnOf(sql, name) < 0);
  if (missing.length > 0)
    return result(false, `no column ${listed(missing)}; there are ${shorten(listed(sql.columns))}`);
  const wrong = firstWrongRow(sql, wanted, columns);
  if (sql.cut || sql.rows.length !== wanted.length) {
    const count = `${sql.cut ? 'more than ' : ''}${counted(sql.rows.length, 'row')}`;
    return result(false, wrong === undefined ? count : `${count}; ${wrong} is not what happened`);
  }
  return wrong === undefined
    ? result(true, `${counted(wanted.length, 'row')}, as it happened`)
    : result(false, `${wrong}, which is not what happened`);
}

export function evaluateSqlReads({ exactly }: SqlReads, { sql }: Evidence): CheckResult {
  const times = (count: number) => (count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`);
  const expected = `otel_traces is read ${times(exactly)}`;
  if (sql?.type !== 'rows') return { pass: false, spans: [], expected, seen: noRows(sql) };
  return { pass: sql.reads === exactly, spans: [], expected, seen: `read ${times(sql.reads)}` };
}

export function evaluateTraceqlSelects({ input, equal }: TraceqlSelects, evidence: Evidence): CheckResult {
  const { table, inputs, responses } = evidence;
  const wanted = spansOf(pointed(responses, equal), evidence);
  const expected = counted(wanted.size, 'span');
  const result = (pass: boolean, spans: readonly SpanIndex[], seen: string): CheckResult => ({
    pass,
    spans,
    expected,
    seen,
  });
  if (wanted.size === 0) return result(false, [], 'no spans to compare with came from the server');
  const query = Object.hasOwn(inputs, input) ? String(inputs[input]).trim() : '';
  if (query === '') return result(false, [], 'no query yet');
  const parsed = parseOnce(query);
  if (!parsed.ok) return result(false, [], `at character ${parsed.error.from + 1}: ${parsed.error.message}`);
  const { spans } = evaluateTraceQL(parsed.query, table);
  const right = spans.filter((span) => wanted.has(span));
  const isSame = right.length === spans.length && right.length === wanted.size;
  const seen = isSame
    ? 'those'
    : `${right.length} of those among the ${counted(spans.length, 'span')} it selects`;
  if (spans.length > 0) return result(isSame, spans, seen);
  return result(false, [], `it selects no span: ${explainMiss(parsed.query, table)}`);
}

function noRows(sql: Exclude<TableAnswer, Rows> | undefined): string {
  return sql === undefined ? 'no SQL was asked' : `no rows: ${shorten(sql.message)}`;
}

const columnOf = ({ columns }: Rows, name: string): number =>
  columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());

/** Each row may stand for one of the wanted; the first that stands for none, in words. */
function firstWrongRow(sql: Rows, wanted: readonly Wanted[], columns: readonly string[]): string | undefined {
  const at = columns.map((name) => columnOf(sql, name));
  const keyOf = (cells: readonly (Cell | undefined)[]) => JSON.stringify(cells.map((cell) => cellText(cell)));
  const open = new Map<string, number>();
  for (const row of wanted) {
    const key = keyOf(columns.map((name) => row[name]));
    open.set(key, (open.get(key) ?? 0) + 1);
  }
  for (const row of sql.rows) {
    const cells = at.map((column) => row[column]);
    const left = open.get(keyOf(cells)) ?? 0;
    if (left === 0)
      return shorten(columns.map((name, index) => `${name} ${cellText(cells[index])}`).join(', '));
    open.set(keyOf(cells), left - 1);
  }
  return undefined;
}

/** An attribute is a text in SQL, a number in the answer: what counts is what a reader sees. */
function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return 'NULL';
  return typeof cell === 'number' ? String(Number(cell.toPrecision(12))) : String(cell).trim();
}

function wantedRows(value: unknown): readonly Wanted[] {
  return Array.isArray(value) ? value.filter((row) => typeof row === 'object' && row !== null) : [];
}

function spansOf(value: unknown, { table }: Evidence): ReadonlySet<SpanIndex> {
  const ids = new Set(Array.isArray(value) ? value.map(String) : []);
  const found = new Set<SpanIndex>();
  for (let span = 0 as SpanIndex; span < table.spanCount; span++)
    if (ids.has(table.strings.get(table.columns.spanId[span] ?? 0))) found.add(span);
  return found;
}
