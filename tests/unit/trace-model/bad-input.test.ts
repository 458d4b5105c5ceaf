import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH } from '../../../src/trace/model/any-value.ts';
import type { OtlpAnyValue, OtlpSpan, OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { logs, metrics, traces } from '../../support/otlp-arbitrary.ts';
import { describeTree } from '../../support/trace-text.ts';

const GOOD = {
  traceId: 'a'.repeat(32),
  spanId: '1'.repeat(16),
  name: 'good',
  startTimeUnixNano: '10',
  endTimeUnixNano: '20',
};

describe('a bad span is reported with its place and reason, and its neighbours are unharmed', () => {
  const cases: readonly (readonly [what: string, span: unknown, type: string, kept: boolean])[] = [
    ['no object', 7, 'not-a-record', false],
    ['null', null, 'not-a-record', false],
    ['no ids', { name: 'bad' }, 'bad-trace-id', false],
    ['a trace id of zeros', { ...GOOD, traceId: '0'.repeat(32) }, 'bad-trace-id', false],
    ['a base64 trace id', { ...GOOD, traceId: 'qqqqqqqqqqqqqqqqqqqqqg==' }, 'bad-trace-id', false],
    ['a short span id', { ...GOOD, spanId: 'abc' }, 'bad-span-id', false],
    [
      'a parent id that is none',
      { ...GOOD, spanId: '2'.repeat(16), parentSpanId: 'xyz' },
      'bad-parent-id',
      true,
    ],
    ['no start', { ...GOOD, spanId: '2'.repeat(16), startTimeUnixNano: undefined }, 'missing-start', true],
    ['a start of 0', { ...GOOD, spanId: '2'.repeat(16), startTimeUnixNano: '0' }, 'missing-start', true],
    ['no end', { ...GOOD, spanId: '2'.repeat(16), endTimeUnixNano: undefined }, 'missing-end', true],
    [
      'an end before its start',
      { ...GOOD, spanId: '2'.repeat(16), endTimeUnixNano: '9' },
      'ends-before-start',
      true,
    ],
    [
      'an end that is no time',
      { ...GOOD, spanId: '2'.repeat(16), endTimeUnixNano: 'noon' },
      'bad-time',
      true,
    ],
    [
      'an end beyond 64 bits',
      { ...GOOD, spanId: '2'.repeat(16), endTimeUnixNano: '18446744073709551616' },
      'bad-time',
      true,
    ],
    [
      'an infinite end',
      { ...GOOD, spanId: '2'.repeat(16), endTimeUnixNano: Number.POSITIVE_INFINITY },
      'bad-time',
      true,
    ],
    ['a name that is no text', { ...GOOD, spanId: '2'.repeat(16), name: {} }, 'bad-field', true],
    ['a kind by name', { ...GOOD, spanId: '2'.repeat(16), kind: 'SPAN_KIND_SERVER' }, 'bad-field', true],
    ['a kind out of range', { ...GOOD, spanId: '2'.repeat(16), kind: 99 }, 'bad-field', true],
    ['events that are no list', { ...GOOD, spanId: '2'.repeat(16), events: 'x' }, 'bad-field', true],
    [
      'an event without time',
      { ...GOOD, spanId: '2'.repeat(16), events: [{ name: 'e' }] },
      'missing-time',
      true,
    ],
    ['a link to nowhere', { ...GOOD, spanId: '2'.repeat(16), links: [{ traceId: 'x' }] }, 'bad-link', true],
    [
      'attributes as an object',
      { ...GOOD, spanId: '2'.repeat(16), attributes: { a: 1 } },
      'bad-attribute',
      true,
    ],
    [
      'an attribute without key',
      { ...GOOD, spanId: '2'.repeat(16), attributes: [{ value: {} }] },
      'bad-attribute',
      true,
    ],
    [
      'a plain attribute value',
      { ...GOOD, spanId: '2'.repeat(16), attributes: [{ key: 'k', value: 3 }] },
      'bad-attribute',
      true,
    ],
    [
      'an integer with a point',
      { ...GOOD, spanId: '2'.repeat(16), attributes: [{ key: 'k', value: { intValue: '1.5' } }] },
      'bad-attribute',
      true,
    ],
    [
      'bytes that are not base64',
      { ...GOOD, spanId: '2'.repeat(16), attributes: [{ key: 'k', value: { bytesValue: '***' } }] },
      'bad-attribute',
      true,
    ],
  ];
  for (const [what, span, type, kept] of cases) {
    it(`${what}: ${type}, ${kept ? 'kept' : 'left out'}`, () => {
      const table = new TraceTable();
      const report = table.appendTraces(request([span, GOOD]));
      const problem = report.problems.find((candidate) => candidate.type === type);
      expect(problem).toMatchObject({ kept, path: 'resourceSpans[0].scopeSpans[0].spans[0]' });
      expect(report.added).toBe(kept ? 2 : 1);
      expect(describeTree(table)).toContain('unknown_service  good');
    });
  }
});

it('places a span without a start at its end, or where its parent starts', () => {
  const table = new TraceTable();
  const child = { ...GOOD, parentSpanId: GOOD.spanId, startTimeUnixNano: '' };
  table.appendTraces(request([GOOD, { ...child, spanId: '2'.repeat(16) }]));
  table.appendStarted(request([{ ...child, spanId: '3'.repeat(16), endTimeUnixNano: '' }]));
  expect([...table.columns.startNs.slice(0, 3)]).toEqual([0, 10, 0]);
});

it('cuts values nested too deep, instead of following them', () => {
  let value: OtlpAnyValue = { stringValue: 'bottom' };
  for (let depth = 0; depth < 100_000; depth++) value = { arrayValue: { values: [value] } };
  const table = new TraceTable();
  const deep = [{ key: 'deep', value }];
  const report = table.appendTraces({
    resourceSpans: [
      {
        resource: { attributes: deep },
        scopeSpans: [{ scope: { attributes: deep }, spans: [{ ...GOOD, attributes: deep }] }],
      },
    ],
  });
  expect(report.problems.map(({ type }) => type)).toEqual([
    'bad-attribute',
    'bad-attribute',
    'bad-attribute',
  ]);
  expect(report.problems[0]?.message).toContain(`${MAX_DEPTH} levels`);
  expect(table.attribute(0 as SpanIndex, 'deep')).toBeInstanceOf(Array);
});

it('finds spans again in linear time when 50,000 share one id', () => {
  const table = new TraceTable();
  const spans = Array.from({ length: 50_000 }, (_, i) => ({
    ...GOOD,
    name: `span ${i}`,
    startTimeUnixNano: String(i + 1),
    endTimeUnixNano: '60000',
  }));
  expect(table.appendTraces(request(spans)).added).toBe(50_000);
  expect(table.appendTraces(request(spans))).toMatchObject({ added: 0, updated: 50_000, problems: [] });
});

it('never throws and always yields a whole tree, whatever arrives in the place of anything', () => {
  const signals = [
    [traces, 'appendTraces'],
    [logs, 'appendLogs'],
    [metrics, 'appendMetrics'],
  ] as const;
  for (const [arbitrary, append] of signals) {
    fc.assert(
      fc.property(arbitrary, fc.infiniteStream(fc.nat()), fc.anything(), (request, picks, junk) => {
        const table = new TraceTable();
        const broken = spoil(request, picks, junk);
        table[append](broken as never);
        table.appendStarted(broken as never);
        expect(buildTraceTree(table).order).toHaveLength(table.spanCount);
        for (let span = 0; span < table.spanCount; span++) table.attributes(span as SpanIndex);
      }),
      { numRuns: 300 },
    );
  }
});

/** The request with one node, found by a random walk, replaced. */
function spoil(value: unknown, picks: IterableIterator<number>, junk: unknown): unknown {
  if (typeof value !== 'object' || value === null) return junk;
  const keys = Object.keys(value);
  const pick = Number(picks.next().value) % (keys.length + 1);
  const key = keys[pick];
  if (key === undefined) return keys.length === 0 || Number(picks.next().value) % 4 === 0 ? junk : value;
  const held = (value as { readonly [key: string]: unknown })[key];
  if (Array.isArray(value)) return value.map((item, i) => (i === pick ? spoil(held, picks, junk) : item));
  return { ...value, [key]: spoil(held, picks, junk) };
}

function request(spans: readonly unknown[]): OtlpTraces {
  return { resourceSpans: [{ scopeSpans: [{ spans: spans as readonly OtlpSpan[] }] }] };
}

it('a first span without any time stands at the start, and bounds nothing that follows', () => {
  const table = new TraceTable();
  const span = { traceId: '1'.padStart(32, '0'), spanId: '1'.padStart(16, '0'), name: 'timeless' };
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  expect(table.columns.startNs[0]).toBe(0);
  expect(table.bounds()).toEqual({ startNs: 0, endNs: 0 });
});
