/** SQL over 100,000 spans: from the columns of the page to the tables of DuckDB, and a question over all of them. */
import { openSqlDatabase } from '../../scripts/sql-on-node.ts';
import { telemetryTables } from '../../src/sql/tables/telemetry-tables.ts';
import type { OtlpSpan } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { type Bench, median } from './bench.ts';

const SPANS = 100_000;
const RUNS = 5;
const QUESTION = `SELECT SpanAttributes['http.route'] AS route, count(*), quantile_cont(Duration, 0.99)
  FROM otel_traces GROUP BY route`;

export const benches: readonly Bench[] = [
  {
    name: 'sql',
    async run() {
      const telemetry = new TraceTable();
      telemetry.appendTraces({
        resourceSpans: [{ scopeSpans: [{ spans: Array.from({ length: SPANS }, (_, n) => span(n)) }] }],
      });
      const beforeOpen = performance.now();
      const database = await openSqlDatabase();
      const openMs = performance.now() - beforeOpen;
      const loads: number[] = [];
      const questions: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        const beforeLoad = performance.now();
        database.load(telemetryTables(telemetry));
        const loaded = performance.now();
        const answer = database.ask(QUESTION);
        if (answer.type !== 'rows' || answer.rows.length !== 10)
          throw new Error('the question was not answered');
        loads.push(loaded - beforeLoad);
        questions.push(performance.now() - loaded);
      }
      return [
        { name: 'sql: DuckDB opened', value: openMs, unit: 'ms', better: 'lower' },
        {
          name: 'sql: 100,000 spans as tables',
          value: median(loads),
          unit: 'ms',
          better: 'lower',
          budget: 2_000,
        },
        { name: 'sql: quantile by route over them', value: median(questions), unit: 'ms', better: 'lower' },
      ];
    },
  },
];

function span(n: number): OtlpSpan {
  const attributes = {
    'http.request.method': 'GET',
    'http.route': `/carts/${n % 10}`,
    'url.path': `/carts/${n % 1_000}`,
    'bldg.device.id': String(n % 72),
    'bldg.run.id': 'run',
    'session.id': 'session-of-a-bench',
  };
  return {
    traceId: (n >> 5).toString(16).padStart(32, 'a'),
    spanId: (n + 1).toString(16).padStart(16, '0'),
    name: `GET /carts/${n % 10}`,
    kind: 2,
    startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(n) * 1_000n),
    endTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(n) * 1_900n + 1_000_000n),
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  };
}
