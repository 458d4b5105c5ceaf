/** DuckDB over telemetry, the engine of the page, run on Node: what can be asked, what is said, what is bounded. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openSqlDatabase } from '../../../scripts/sql-on-node.ts';
import type { SqlDatabase } from '../../../src/sql/engine/sql-engine.ts';
import { telemetryTables } from '../../../src/sql/tables/telemetry-tables.ts';
import type { TableAnswer } from '../../../src/trace/checks/types.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';

const START = 1_700_000_000_000_000_000n;
const traceId = '0af7651916cd43dd8448eb211c80319c';
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const resource = { attributes: [text('service.name', 'shop'), text('host.name', 'a')] };

function telemetry(): TraceTable {
  const table = new TraceTable();
  const span = (id: number, name: string, kind: number, ms: number, attributes: object[]) => ({
    traceId,
    spanId: id.toString(16).padStart(16, '0'),
    ...(id > 1 && { parentSpanId: '0000000000000001' }),
    name,
    kind,
    startTimeUnixNano: String(START + BigInt(id)),
    endTimeUnixNano: String(START + BigInt(id) + BigInt(ms) * 1_000_000n),
    attributes,
  });
  const spans = [
    span(1, 'GET /carts', 2, 120, [
      text('http.route', '/carts'),
      { key: 'items', value: { intValue: '3' } },
      { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { boolValue: true }] } } },
    ]),
    { ...span(2, 'SELECT carts', 3, 40, [text('note', "it's; <b>bold</b> \u{1F600}")]), status: { code: 2 } },
    { ...span(3, 'still open', 1, 0, []), endTimeUnixNano: '0' },
  ];
  table.appendTraces({
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'lib', version: '1.2' }, spans }] }],
  });
  table.appendLogs({
    resourceLogs: [
      {
        resource,
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: String(START),
                severityNumber: 13,
                severityText: 'WARN',
                eventName: 'cart.full',
                traceId,
                spanId: '0000000000000001',
                body: { stringValue: 'full' },
                attributes: [text('size', '3')],
              },
            ],
          },
        ],
      },
    ],
  });
  table.appendMetrics({
    resourceMetrics: [
      {
        resource,
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'carts',
                unit: '{cart}',
                sum: {
                  aggregationTemporality: 2,
                  isMonotonic: true,
                  dataPoints: [
                    { timeUnixNano: String(START), asInt: '7', attributes: [text('kind', 'new')] },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });
  return table;
}

let database: SqlDatabase;
beforeAll(async () => {
  database = await openSqlDatabase();
  database.load(telemetryTables(telemetry()));
});
function rowsOf(statement: string): Extract<TableAnswer, { type: 'rows' }> {
  const answer = database.ask(statement);
  if (answer.type !== 'rows') throw new Error(answer.message);
  return answer;
}
function problemOf(statement: string): Extract<TableAnswer, { type: 'problem' }> {
  const answer = database.ask(statement);
  if (answer.type !== 'problem') throw new Error(`answered ${JSON.stringify(answer.rows)}`);
  return answer;
}

describe('the tables', () => {
  test('a span is a row, named as the exporter for ClickHouse names its columns', () => {
    const { columns, rows } = rowsOf('SELECT * FROM otel_traces ORDER BY SpanId LIMIT 1');
    expect(Object.fromEntries(columns.map((name, index) => [name, rows[0]?.[index]]))).toEqual({
      Timestamp: '2023-11-14 22:13:20.000000',
      TraceId: traceId,
      SpanId: '0000000000000001',
      ParentSpanId: '',
      SpanName: 'GET /carts',
      SpanKind: 'Server',
      ServiceName: 'shop',
      ResourceAttributes: '{"service.name":"shop","host.name":"a"}',
      ScopeName: 'lib',
      ScopeVersion: '1.2',
      SpanAttributes: '{"http.route":"/carts","items":"3","tags":"[\\"a\\",true]"}',
      Duration: 120_000_000,
      StatusCode: 'Unset',
      StatusMessage: '',
    });
  });
  test('an attribute is a text, or NULL where there is none', () => {
    const statement =
      "SELECT SpanAttributes['http.route'] AS route, CAST(SpanAttributes['items'] AS INT) + 1 AS more FROM otel_traces ORDER BY SpanId";
    expect(rowsOf(statement).rows).toEqual([
      ['/carts', 4],
      [null, null],
      [null, null],
    ]);
  });
  test('an open span has no duration', () => {
    expect(rowsOf("SELECT Duration FROM otel_traces WHERE SpanName = 'still open'").rows).toEqual([[null]]);
  });
  test('what strangers wrote comes out as it went in', () => {
    const statement = "SELECT SpanAttributes['note'] FROM otel_traces WHERE StatusCode = 'Error'";
    expect(rowsOf(statement).rows).toEqual([["it's; <b>bold</b> \u{1F600}"]]);
  });
  test('logs and metric points are there too, and lead to their spans', () => {
    const statement =
      "SELECT SpanName, EventName, SeverityNumber, Body, LogAttributes['size'] FROM otel_logs JOIN otel_traces USING (TraceId, SpanId)";
    expect(rowsOf(statement).rows).toEqual([['GET /carts', 'cart.full', 13, 'full', '3']]);
    expect(rowsOf("SELECT MetricName, MetricType, Value, Attributes['kind'] FROM otel_metrics").rows).toEqual(
      [['carts', 'sum', 7, 'new']],
    );
  });
  test('telemetry without a row has its tables all the same', () => {
    database.load(telemetryTables(new TraceTable()));
    const counts = 'SELECT (SELECT count(*) FROM otel_traces), (SELECT count(*) FROM otel_logs)';
    expect(rowsOf(counts).rows).toEqual([[0, 0]]);
    database.load(telemetryTables(telemetry()));
    expect(rowsOf('SELECT count(*) FROM otel_traces').rows).toEqual([[3]]);
  });
});

describe('what is wrong is said at its place', () => {
  test.each([
    ['SELEC 1', 1, 1, /syntax error/],
    ['SELECT 1,\n  foo FROM otel_traces', 2, 3, /"foo" not found/],
    ['SELECT *\nFROM otel_spans', 2, 6, /otel_spans does not exist/],
    [`SELECT '${'x'.repeat(200)}' AS a, wrong FROM otel_traces`, 1, 217, /"wrong" not found/],
    ['SELECT 1; -- one\nSELECT 2', 2, 1, /second statement/],
    ["SELECT 'é'; SELECT 2", 1, 13, /second statement/],
    ['  ', 1, 1, /no statement/],
  ])('%s', (statement, line, column, message) => {
    expect(problemOf(statement)).toMatchObject({ line, column, message: expect.stringMatching(message) });
  });
  test('with what to do about it', () => {
    expect(problemOf('SELECT http.route FROM otel_traces').hint).toContain("SpanAttributes['http.route']");
    expect(problemOf('SELECT * FROM spans').hint).toContain('otel_traces');
  });
  test('a semicolon at the end, or in a text, is no second statement', () => {
    expect(rowsOf("SELECT 'a;b' AS x; -- done").rows).toEqual([['a;b']]);
  });
});

describe('a question can do no harm', () => {
  test.each([
    'DROP TABLE otel_traces',
    'DELETE FROM otel_traces',
    'CREATE TABLE mine AS SELECT 1',
    "COPY otel_traces TO 'out.csv'",
    "SELECT * FROM 'https://example.org/a.csv'",
    "SELECT * FROM read_text('/etc/passwd')",
    "ATTACH 'other.db'",
    'LOAD json',
    "SET memory_limit = '4GB'",
    'SET enable_external_access = true',
    'COMMIT; DROP TABLE otel_traces',
  ])('%s', (statement) => {
    expect(problemOf(statement).message).not.toBe('');
    expect(rowsOf('SELECT count(*) FROM otel_traces').rows).toEqual([[3]]);
  });
  test('rows beyond the bound are not fetched, and it says so', () => {
    const { rows, cut } = rowsOf('SELECT range FROM range(1_000_000_000)');
    expect([rows.length, cut]).toEqual([1_000, true]);
    expect(rowsOf('SELECT 1 AS one')).toMatchObject({ rows: [[1]], cut: false });
  });
  test('a long text is cut, and memory has an end', () => {
    expect(String(rowsOf("SELECT repeat('x', 5000) AS x").rows[0]?.[0])).toHaveLength(2_000);
    expect(problemOf('SELECT list(range) FROM range(200_000_000)').message).toContain('Out of Memory');
  });
});

describe('how often the spans are read is read off the plan', () => {
  test.each([
    ['SELECT count(*) FROM otel_traces', 1],
    ["SELECT 'otel_traces' AS otel_traces", 0],
    ['SELECT * FROM otel_logs', 0],
    ['SELECT * FROM otel_traces a JOIN otel_traces b ON a.SpanId = b.ParentSpanId', 2],
    [
      'WITH s AS MATERIALIZED (SELECT * FROM otel_traces) SELECT a.SpanId FROM s a JOIN s b USING (SpanId)',
      2,
    ],
    ['WITH s AS MATERIALIZED (SELECT * FROM otel_traces) SELECT count(*) FROM s', 1],
    ['SELECT SpanName FROM otel_traces UNION ALL SELECT SpanName FROM otel_traces', 2],
  ])('%s', (statement, reads) => {
    expect(rowsOf(statement).reads).toBe(reads);
  });
});

test('times, dates, lists and numbers of every size are cells', () => {
  const statement = `SELECT TIMESTAMP '2024-02-03 04:05:06.789012' AS t, DATE '2024-02-03' AS d, [1, NULL] AS l,
    9007199254740993::BIGINT AS big, 1.50::DECIMAL(4, 2) AS price, true AS yes, NULL AS nothing`;
  expect(rowsOf(statement).rows).toEqual([
    ['2024-02-03 04:05:06.789012', '2024-02-03', '[1,null]', 9007199254740992, 1.5, true, null],
  ]);
});

test('so are times before 1970, to the microsecond, and years that JavaScript does not know', () => {
  const statement = `SELECT TIMESTAMP '1969-12-31 23:59:59.999001' AS t, DATE '12345-06-07' AS d, DATE '290000-01-01' AS far`;
  expect(rowsOf(statement).rows).toEqual([
    ['1969-12-31 23:59:59.999001', '+012345-06-07', 9_089_348_860_800_000],
  ]);
});
