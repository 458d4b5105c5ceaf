import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import type { OtlpSpan, OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import {
  dedent,
  describeTree,
  spanNamed,
  TEXT_ORIGIN_NS,
  traceTable,
  traceText,
} from '../../support/trace-text.ts';

const TRACE = 'a'.repeat(32);
const FIRST = '1'.repeat(16);

describe('appending', () => {
  it('builds the tree whether parents or children come first', () => {
    const text = `
      building-api  GET /units            |0-120ms|
        building-api  SELECT units        |5-12ms|
        device-gateway  GET /devices      |20-90ms|
          device-gateway  ask hub         |30-80ms|
    `;
    const spans = spansOf(traceText(text));
    fc.assert(
      fc.property(fc.shuffledSubarray(spans, { minLength: spans.length }), (shuffled) => {
        const table = new TraceTable();
        for (const span of shuffled) table.appendTraces(span);
        expect(describeTree(table, { times: true })).toBe(describeTree(traceTable(text), { times: true }));
      }),
    );
  });

  it('comes to the same whatever order starts and ends arrive in, some of them twice', () => {
    const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(parents, fc.infiniteStream(fc.nat()), (given, picks) => {
        const spans = given.map((pick, i) => ({
          name: `span ${i}`,
          spanId: (i + 1).toString(16).padStart(16, '0'),
          ...(pick % (i + 1) === i
            ? {}
            : { parentSpanId: ((pick % (i + 1)) + 1).toString(16).padStart(16, '0') }),
          startTimeUnixNano: String(i + 1),
        }));
        const ends = spans.map((span, i) => request({ ...span, endTimeUnixNano: String(100 - i) }));
        const messages = [
          ...spans.map((span) => ['appendStarted', request(span)] as const),
          ...[...ends, ...ends.slice(0, 5)].map((end) => ['appendTraces', end] as const),
        ];
        const inOrder = new TraceTable();
        for (const end of ends) inOrder.appendTraces(end);
        const shuffled = messages
          .map((message) => [Number(picks.next().value), message] as const)
          .sort(([a], [b]) => a - b);
        const table = new TraceTable();
        for (const [, [append, message]] of shuffled) expect(table[append](message).problems).toEqual([]);
        expect(describeTree(table, { times: true })).toBe(describeTree(inOrder, { times: true }));
      }),
    );
  });

  it('fills in a started span when it ends, under the name it ended with', () => {
    const table = new TraceTable();
    table.appendStarted(request({ name: 'GET', startTimeUnixNano: '10' }));
    expect(describeTree(table)).toBe('unknown_service  GET  (open)');
    const report = table.appendTraces(
      request({ name: 'GET /units', startTimeUnixNano: '10', endTimeUnixNano: '30' }),
    );
    expect(report).toEqual({ added: 0, updated: 1, problems: [] });
    expect(describeTree(table)).toBe('unknown_service  GET /units');
  });

  it('does not reopen an ended span when its start comes late', () => {
    const table = new TraceTable();
    table.appendTraces(request({ name: 'GET /units', startTimeUnixNano: '10', endTimeUnixNano: '30' }));
    const before = table.version;
    const report = table.appendStarted(request({ name: 'GET', startTimeUnixNano: '10' }));
    expect(report).toEqual({ added: 0, updated: 0, problems: [] });
    expect(table.version).toBe(before);
    expect(describeTree(table)).toBe('unknown_service  GET /units');
  });

  it('takes a span that was sent twice once', () => {
    const table = new TraceTable();
    const sent = request({ name: 'GET', startTimeUnixNano: '10', endTimeUnixNano: '30' });
    table.appendTraces(sent);
    expect(table.appendTraces(sent)).toEqual({ added: 0, updated: 1, problems: [] });
    expect(table.spanCount).toBe(1);
  });

  it('keeps different spans that share an id, each once however often they are sent, and says so once', () => {
    const table = new TraceTable();
    const one = request({ name: 'one', startTimeUnixNano: '10', endTimeUnixNano: '30' });
    const other = request({ name: 'other', startTimeUnixNano: '20', endTimeUnixNano: '30' });
    const child = request({
      name: 'child',
      spanId: '2'.repeat(16),
      parentSpanId: FIRST,
      startTimeUnixNano: '11',
      endTimeUnixNano: '12',
    });
    table.appendTraces(one);
    expect(table.appendTraces(other).problems.map(({ type, kept }) => [type, kept])).toEqual([
      ['id-used-twice', true],
    ]);
    for (const again of [other, one, child, other]) expect(table.appendTraces(again).problems).toEqual([]);
    expect(describeTree(table)).toBe(
      dedent(`
        unknown_service  one
          unknown_service  child
        unknown_service  other
      `),
    );
  });

  it('keeps both spans of one id that two services sent at once', () => {
    const table = traceTable('client  GET /units  |0-9ms|\nserver  GET /units  |0-9ms|');
    const sameId = (traces: OtlpTraces) =>
      JSON.parse(JSON.stringify(traces).replaceAll(/"0{15}2"/g, `"${'0'.repeat(15)}1"`));
    const one = new TraceTable();
    one.appendTraces(sameId(toOtlpTraces(table)));
    expect(describeTree(one)).toBe('client  GET /units\nserver  GET /units');
  });

  it('follows a namesake from its start to its end', () => {
    const table = new TraceTable();
    table.appendTraces(request({ name: 'one', startTimeUnixNano: '10', endTimeUnixNano: '30' }));
    table.appendStarted(request({ name: 'other', startTimeUnixNano: '20' }));
    table.appendTraces(request({ name: 'other, renamed', startTimeUnixNano: '20', endTimeUnixNano: '25' }));
    expect(describeTree(table)).toBe('unknown_service  one\nunknown_service  other, renamed');
  });

  it('reads ids of either case as the same', () => {
    const table = new TraceTable();
    table.appendTraces(
      request({
        name: 'parent',
        traceId: 'AB'.repeat(16),
        spanId: 'CD'.repeat(8),
        startTimeUnixNano: '1',
        endTimeUnixNano: '9',
      }),
    );
    table.appendTraces(
      request({
        name: 'child',
        traceId: 'ab'.repeat(16),
        parentSpanId: 'cD'.repeat(8),
        startTimeUnixNano: '2',
        endTimeUnixNano: '3',
      }),
    );
    expect(describeTree(table)).toBe('unknown_service  parent\n  unknown_service  child');
    expect(table.findSpan('Ab'.repeat(16), 'cd'.repeat(8))).toBe(spanNamed(table, 'parent'));
    expect(table.findSpan('ab'.repeat(16), 'ffff')).toBeUndefined();
  });

  it('takes a parent from the same trace only', () => {
    const table = traceTable(`
      api  parent  |0-9ms|  @id=p
      ---
      api  child   |1-2ms|  @parent=p
    `);
    expect(describeTree(table)).toBe('api  parent\n---\napi  child  (orphan)');
  });

  it('moves a span that changes its parent between start and end', () => {
    const table = new TraceTable();
    const child = { name: 'child', spanId: '2'.repeat(16), startTimeUnixNano: '5' };
    table.appendStarted(request({ ...child, parentSpanId: '3'.repeat(16) }));
    table.appendTraces(request({ ...child, parentSpanId: FIRST, endTimeUnixNano: '6' }));
    table.appendTraces(request({ name: 'its parent', startTimeUnixNano: '2', endTimeUnixNano: '9' }));
    table.appendTraces(
      request({
        name: 'not its parent',
        spanId: '3'.repeat(16),
        startTimeUnixNano: '1',
        endTimeUnixNano: '9',
      }),
    );
    expect(describeTree(table)).toBe(
      dedent(`
        unknown_service  not its parent
        unknown_service  its parent
          unknown_service  child
      `),
    );
  });

  it('keeps indexes, and adds to the version only when something changed', () => {
    const table = new TraceTable();
    const versions = [table.version];
    for (const batch of [
      request({ startTimeUnixNano: '1', endTimeUnixNano: '2' }),
      {},
      { resourceSpans: [] },
    ]) {
      table.appendTraces(batch);
      versions.push(table.version);
    }
    expect(versions).toEqual([0, 1, 1, 1]);
  });
});

describe('times', () => {
  it('are exact to the nanosecond, from the first one that came', () => {
    const table = traceTable('api  a  |7ns-1234567890123ns|');
    expect(table.originUnixNano).toBe(TEXT_ORIGIN_NS + 7n);
    expect(table.columns.endNs[0]).toBe(1_234_567_890_116);
  });

  it('before the first one are negative', () => {
    const table = new TraceTable();
    table.appendTraces(
      request({
        name: 'late',
        startTimeUnixNano: '2000000000000000000',
        endTimeUnixNano: '2000000000000000009',
      }),
    );
    table.appendTraces(
      request({
        name: 'early',
        spanId: '2'.repeat(16),
        startTimeUnixNano: '1999999999999999999',
        endTimeUnixNano: '2000000000000000001',
      }),
    );
    expect(table.columns.startNs[1]).toBe(-1);
    expect(table.bounds()).toEqual({ startNs: -1, endNs: 9 });
  });

  it('may be numbers', () => {
    const table = new TraceTable();
    table.appendTraces(request({ startTimeUnixNano: 1.75e18, endTimeUnixNano: 1.75e18 + 256 }));
    expect(table.columns.endNs[0]).toBe(256);
  });

  it('bound the whole table, open spans counting by their start', () => {
    expect(new TraceTable().bounds()).toEqual({ startNs: 0, endNs: 0 });
    const table = traceTable('api  a  |1-5ms|\n  api  b  |9ms-|');
    expect(table.bounds()).toEqual({ startNs: 0, endNs: 8e6 });
  });
});

describe('attributes', () => {
  it('come back as JavaScript values', () => {
    const table = new TraceTable();
    const values = {
      text: { stringValue: '<img onerror=alert(1)>' },
      yes: { boolValue: true },
      int: { intValue: '42' },
      intAsNumber: { intValue: 42 },
      big: { intValue: '9223372036854775807' },
      double: { doubleValue: 1.5 },
      infinite: { doubleValue: '-Infinity' },
      bytes: { bytesValue: '+/8=' },
      list: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }, {}] } },
      map: { kvlistValue: { values: [{ key: '__proto__', value: { boolValue: false } }] } },
      empty: {},
    };
    const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
    const report = table.appendTraces(request({ startTimeUnixNano: '1', endTimeUnixNano: '2', attributes }));
    expect(report.problems).toEqual([]);
    expect(Object.fromEntries(table.attributes(0 as SpanIndex))).toEqual({
      text: '<img onerror=alert(1)>',
      yes: true,
      int: 42,
      intAsNumber: 42,
      big: 9223372036854775807n,
      double: 1.5,
      infinite: Number.NEGATIVE_INFINITY,
      bytes: new Uint8Array([0xfb, 0xff]),
      list: ['a', 1, null],
      map: Object.fromEntries([['__proto__', false]]),
      empty: null,
    });
    expect(table.attribute(0 as SpanIndex, 'int')).toBe(42);
    expect(table.attribute(0 as SpanIndex, 'nobody wrote this')).toBeUndefined();
  });

  it('of a resource and a scope are shared by their spans', () => {
    const table = traceTable('api  a  |0-1ms| @scope=drizzle\n  api  b  |0-1ms|');
    const b = spanNamed(table, 'b');
    expect(table.resourceAttributes(b)).toEqual(new Map([['service.name', 'api']]));
    expect(table.columns.resource[b]).toBe(table.columns.resource[spanNamed(table, 'a')]);
    expect(table.strings.get(table.columns.scope[spanNamed(table, 'a')] ?? 0)).toBe('drizzle');
  });

  it('are replaced as a whole when a span ends', () => {
    const table = new TraceTable();
    const key = (name: string) => ({ key: name, value: { intValue: '1' } });
    table.appendStarted(request({ startTimeUnixNano: '1', attributes: [key('a'), key('b')] }));
    table.appendTraces(
      request({ startTimeUnixNano: '1', endTimeUnixNano: '2', attributes: [key('b'), key('c')] }),
    );
    expect([...table.attributes(0 as SpanIndex).keys()]).toEqual(['b', 'c']);
  });
});

it('reads events and links', () => {
  const table = traceTable(`
    api  POST /events     |0-9ms|    @id=sent @kind=producer
    worker  process       |20-30ms|  @link=sent @kind=consumer @event=retry:25ms
  `);
  const span = spanNamed(table, 'process');
  const sent = spanNamed(table, 'POST /events');
  expect(table.events(span)).toEqual([{ timeNs: 25e6, name: 'retry', attributes: new Map() }]);
  expect(table.links(span).map(({ traceId, spanId }) => table.findSpan(traceId, spanId))).toEqual([sent]);
});

function request(span: OtlpSpan): OtlpTraces {
  return { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE, spanId: FIRST, ...span }] }] }] };
}

/** Each span in a request of its own. */
function spansOf(traces: OtlpTraces): OtlpTraces[] {
  return (traces.resourceSpans ?? []).flatMap((resource) =>
    (resource.scopeSpans ?? []).flatMap((scope) =>
      (scope.spans ?? []).map((span) => ({
        resourceSpans: [{ ...resource, scopeSpans: [{ ...scope, spans: [span] }] }],
      })),
    ),
  );
}
