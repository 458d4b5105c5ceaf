/** TraceQL over 100,000 spans: 1,000 traces of 100 spans, in three services. Median of several runs, parsing included. */

import { findSpans } from '../../src/timeline/search/find-spans.ts';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import {
  evaluateMetrics,
  evaluateTraceQL,
  finished,
  parseAnyTraceQL,
  parseTraceQL,
} from '../../src/trace/traceql/traceql.ts';
import {
  completeTraceQL,
  highlightTraceQL,
  type KnownFields,
  knownFields,
} from '../../src/trace/traceql/writing.ts';
import { type Bench, median } from './bench.ts';

const TRACES = 1_000;
const SPANS_PER_TRACE = 100;
const RUNS = 21;

const QUERIES = [
  { name: 'filter by name', text: '{ name = "SELECT devices" }', budgetMs: 20 },
  {
    name: 'filter by attribute, kind and duration',
    text: '{ span.db.system.name = "postgresql" && kind = client && duration > 3ms }',
    budgetMs: 50,
  },
  { name: 'filter by regular expression', text: '{ name =~ "SELECT.*|GET .*/7" }', budgetMs: 50 },
  {
    name: 'descendants, counted',
    text: '{ kind = server } >> { span.db.system.name != nil } | count() > 2',
    budgetMs: 150,
  },
] as const;

const KEYSTROKE = '{ span.db.system.name = "postgresql" && duration > 3ms }';
const METRICS = [
  { name: 'rate by service', text: '{ } | rate() by (resource.service.name)', budgetMs: 100 },
  {
    name: 'quantiles of durations by name',
    text: '{ kind = client } | quantile_over_time(duration, 0.5, 0.99) by (name)',
    budgetMs: 250,
  },
  { name: 'compare', text: '{ } | compare({ duration > 5ms })', budgetMs: 1_500 },
] as const;

export const benches: readonly Bench[] = [
  {
    name: 'traceql',
    async run() {
      const table = hundredThousandSpans();
      const known = knownFields(table);
      const figure = ({ name, budgetMs }: { name: string; budgetMs: number }, work: () => void) => ({
        name: `traceql: 100,000 spans, ${name}, median`,
        value: Number(medianMs(work).toFixed(2)),
        unit: 'ms',
        better: 'lower' as const,
        budget: budgetMs,
      });
      return [
        ...QUERIES.map((query) => figure(query, () => search(query.text, table))),
        figure({ name: 'a keystroke in the search line: colours, completion, matches', budgetMs: 50 }, () =>
          keystroke(KEYSTROKE, table, known),
        ),
        ...METRICS.map((query) => figure(query, () => measure(query.text, table))),
      ];
    },
  },
];

function search(text: string, table: TraceTable): void {
  const parsed = parseTraceQL(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { spans } = evaluateTraceQL(parsed.query, table);
  if (spans.length === 0) throw new Error(`The benchmark's query found nothing: ${text}`);
}

function measure(text: string, table: TraceTable): void {
  const parsed = parseAnyTraceQL(text);
  if (!parsed.ok || parsed.type !== 'metrics') throw new Error(`This is no metrics query: ${text}`);
  const { series } = evaluateMetrics(parsed.query, table);
  if (series.length === 0) throw new Error(`The benchmark's query made no series: ${text}`);
}

/** What the search line does at each key, before anything is drawn. */
function keystroke(text: string, table: TraceTable, known: KnownFields): void {
  highlightTraceQL(text);
  completeTraceQL(text, text.length, known);
  const found = finished(findSpans(table, text));
  if (found.type !== 'matches' || found.spans.length === 0) throw new Error(`Nothing was found: ${text}`);
}

function medianMs(work: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const startedMs = performance.now();
    work();
    return performance.now() - startedMs;
  });
  return median(times);
}

/** Each trace: a request, ten calls below it, and below those the queries. */
function hundredThousandSpans(): TraceTable {
  const table = new TraceTable();
  const services = ['building-api', 'device-gateway', 'event-worker'];
  for (const [which, service] of services.entries()) {
    const spans = [];
    for (let trace = 0; trace < TRACES; trace++) {
      for (let index = 0; index < SPANS_PER_TRACE; index++) {
        const depth = index === 0 ? 0 : index <= 10 ? 1 : 2;
        if ((index === 0 ? 0 : index % services.length) === which) spans.push(span(trace, index, depth));
      }
    }
    table.appendTraces({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
          scopeSpans: [{ spans }],
        },
      ],
    } satisfies OtlpTraces);
  }
  return table;
}

function span(trace: number, index: number, depth: number) {
  const startNs = 1_750_000_000_000_000_000n + BigInt(trace) * 1_000_000_000n + BigInt(index) * 1_000_000n;
  const isQuery = depth === 2;
  return {
    traceId: (trace + 1).toString(16).padStart(32, '0'),
    spanId: (trace * SPANS_PER_TRACE + index + 1).toString(16).padStart(16, '0'),
    ...(depth === 0 ? {} : { parentSpanId: parentId(trace, index, depth) }),
    name:
      depth === 0
        ? 'GET /buildings/:id'
        : isQuery
          ? `SELECT ${index % 5 === 0 ? 'devices' : 'units'}`
          : `GET /units/${index}`,
    kind: depth === 0 ? 2 : 3,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + BigInt(1 + (index % 7)) * 1_000_000n),
    attributes: [
      { key: 'http.route', value: { stringValue: '/buildings/:id' } },
      { key: 'bldg.unit.id', value: { intValue: String(index) } },
      ...(isQuery ? [{ key: 'db.system.name', value: { stringValue: 'postgresql' } }] : []),
    ],
  };
}

function parentId(trace: number, index: number, depth: number): string {
  const parent = depth === 1 ? 0 : 1 + (index % 10);
  return (trace * SPANS_PER_TRACE + parent + 1).toString(16).padStart(16, '0');
}
