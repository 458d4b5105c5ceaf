import { describe, expect, it } from 'vitest';
import { FileTable } from '../../../src/trace/formats/file-table.ts';
import type { ImportReport } from '../../../src/trace/formats/import-report.ts';
import { readTelemetry, TelemetryReader } from '../../../src/trace/formats/telemetry-reader.ts';
import { SpanTable } from '../../../src/trace/model/span-table.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { describeTree, spanNamed, traceText } from '../../support/trace-text.ts';

const OTLP = traceText(`
  api  GET /units       |0-9ms|  @kind=server
    db  SELECT units    |1-2ms|  @status=error
`);
const TREE = 'api  GET /units\n  db  SELECT units  (error)';

function read(content: unknown): { readonly table: TraceTable; readonly report: ImportReport } {
  const table = new TraceTable();
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { table, report: readTelemetry(table, text, 'trace.json') };
}

describe('a file of OTLP JSON', () => {
  it.each([
    ['a request', OTLP],
    ['a list of requests', [OTLP]],
    ['Tempo, batches', { batches: OTLP.resourceSpans }],
    ['Tempo, a trace', { trace: OTLP }],
    ['a request written over many lines', JSON.stringify(OTLP, null, 2)],
    ['a line', `${JSON.stringify(OTLP)}\n`],
    ['with a byte order mark', `\ufeff${JSON.stringify(OTLP)}\r\n`],
  ])('is read when it is %s', (_, content) => {
    const { table, report } = read(content);
    expect(describeTree(table)).toBe(TREE);
    expect(report).toMatchObject({ spans: 2, issues: [] });
  });

  it('may be of lines, with log records and metrics between the spans', () => {
    const logs = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '5', severityText: 'INFO' }] }] }],
    };
    const metrics = {
      resourceMetrics: [
        {
          scopeMetrics: [
            { metrics: [{ name: 'load', gauge: { dataPoints: [{ timeUnixNano: '5', asInt: '1' }] } }] },
          ],
        },
      ],
    };
    const { report } = read([logs, OTLP, metrics].map((line) => JSON.stringify(line)).join('\n\n'));
    expect(report).toMatchObject({ spans: 2, logs: 1, metrics: 1, issues: [], formats: ['OTLP JSON'] });
  });

  it('says that a view of spans leaves metrics out', () => {
    const report = readTelemetry(new SpanTable(), '{"resourceMetrics":[]}', 'm.json');
    expect(report.issues).toMatchObject([{ type: 'metrics', kept: false, count: 1 }]);
  });

  it('is read with names for enums and base64 for ids, as protobuf printers write it', () => {
    const span = {
      traceId: 'qqqqqqqqqqqqqqqqqqqqqg==',
      spanId: 'u7u7u7u7u7s=',
      name: 'call',
      kind: 'SPAN_KIND_CLIENT',
      status: { code: 'STATUS_CODE_ERROR' },
      startTimeUnixNano: '5',
      endTimeUnixNano: '6',
    };
    const { table, report } = read({ batches: [{ instrumentationLibrarySpans: [{ spans: [span] }] }] });
    expect(report.issues).toEqual([]);
    expect(table.findSpan('a'.repeat(32), 'b'.repeat(16))).toBe(0);
    expect([table.columns.kind[0], table.columns.status[0]]).toEqual([3, 2]);
  });
});

describe('a file of Jaeger JSON', () => {
  const span = (spanID: string, more: object = {}) => ({
    traceID: 'abc123',
    spanID,
    operationName: spanID,
    startTime: 1_750_000_000_000_000,
    duration: 1500,
    processID: 'p1',
    ...more,
  });
  const processes = {
    p1: { serviceName: 'shop', tags: [{ key: 'host.name', type: 'string', value: 'h1' }] },
  };
  const ref = (refType: string, spanID: string, traceID = 'abc123') => ({ refType, traceID, spanID });

  it('has its tree, tags, logs, process and microseconds', () => {
    const { table, report } = read({
      data: [
        {
          traceID: 'abc123',
          processes,
          spans: [
            span('a', {
              tags: [
                { key: 'span.kind', type: 'string', value: 'server' },
                { key: 'error', type: 'bool', value: true },
                { key: 'http.status_code', type: 'int64', value: 500 },
                { key: 'load', type: 'float64', value: 2 },
                { key: 'otel.scope.name', type: 'string', value: 'net/http' },
              ],
              logs: [
                {
                  timestamp: 1_750_000_000_000_700,
                  fields: [
                    { key: 'event', type: 'string', value: 'retry' },
                    { key: 'n', type: 'int64', value: 1 },
                  ],
                },
              ],
            }),
            span('b', { references: [ref('CHILD_OF', 'a'), ref('FOLLOWS_FROM', 'c', 'def')] }),
            span('c', { references: [ref('FOLLOWS_FROM', 'b')] }),
          ],
        },
      ],
    });
    expect(report).toMatchObject({ spans: 3, issues: [], formats: ['Jaeger JSON'] });
    expect(describeTree(table, { kinds: true })).toBe(
      'shop  a  @kind=server  (error)\n  shop  b  @kind=unspecified\n    shop  c  @kind=unspecified',
    );
    const a = spanNamed(table, 'a');
    expect([...table.attributes(a)]).toEqual([
      ['http.status_code', 500],
      ['load', 2],
    ]);
    expect([...table.resourceAttributes(a)]).toEqual([
      ['service.name', 'shop'],
      ['host.name', 'h1'],
    ]);
    expect(table.events(a)).toMatchObject([{ name: 'retry', timeNs: 700_000 }]);
    expect((table.columns.endNs[a] ?? 0) - (table.columns.startNs[a] ?? 0)).toBe(1_500_000);
    expect(table.links(spanNamed(table, 'b'))).toMatchObject([{ spanId: '000000000000000c' }]);
  });

  it('names the place of a fault as it is in the file, and keeps the neighbours', () => {
    const { table, report } = read({
      data: [
        {
          traceID: 'abc123',
          processes,
          spans: [span('a'), null, span('not hex'), span('b', { processID: 'p9' })],
        },
        7,
      ],
    });
    expect(table.spanCount).toBe(2);
    expect(report.issues.map(({ type, kept, examples }) => [type, kept, examples[0]?.place])).toEqual([
      ['not-a-record', false, 'data[0], spans[1]'],
      ['no-process', true, 'data[0], spans[3]'],
      ['bad-span-id', false, 'data[0], spans[2]'],
    ]);
    expect(report.issues[0]).toMatchObject({ count: 2 });
  });
});

describe('a file of Zipkin JSON', () => {
  it('has both halves of a shared span', () => {
    const { table, report } = read([
      [
        {
          traceId: '1',
          id: 'a',
          name: 'get',
          kind: 'CLIENT',
          timestamp: 1e15,
          duration: 50,
          localEndpoint: { serviceName: 'web' },
          tags: { error: 'boom' },
        },
        {
          traceId: '1',
          id: 'a',
          name: 'get',
          kind: 'SERVER',
          timestamp: 1e15 + 5,
          duration: 40,
          localEndpoint: { serviceName: 'api' },
          shared: true,
        },
        {
          traceId: '1',
          id: 'b',
          parentId: 'a',
          name: 'ping',
          timestamp: 1e15 + 6,
          duration: 4,
          localEndpoint: { serviceName: 'api' },
          annotations: [{ timestamp: 1e15 + 7, value: 'sent' }],
        },
      ],
    ]);
    expect(report).toMatchObject({ spans: 3, issues: [], formats: ['Zipkin JSON'] });
    expect(describeTree(table, { kinds: true })).toBe(
      'web  get  @kind=client  (error)\n  api  get  @kind=server\n  api  ping  @kind=unspecified',
    );
    expect(table.events(2 as SpanIndex)).toMatchObject([{ name: 'sent' }]);
  });

  it('leaves a shared half whose other half is elsewhere under its own id', () => {
    const { table } = read([{ traceId: '1', id: 'a', shared: true, timestamp: 5, duration: 1 }]);
    expect(table.findSpan('1'.padStart(32, '0'), 'a'.padStart(16, '0'))).toBe(0);
  });
});

describe('a file that is not as it should be', () => {
  it.each([
    ['', 'empty', /nothing in it/],
    ['hello', 'not-json', /should hold OTLP JSON/],
    [JSON.stringify(OTLP).slice(0, 300), 'not-json', /cut off/],
    ['{"rows": []}', 'not-telemetry', /an object with "rows"/],
    ['[[[[[1]]]]]', 'not-telemetry', /a list/],
    ['[]', 'empty', /list is empty/],
    ['null', 'not-telemetry', /null/],
  ])('says what it is: %j', (text, type, message) => {
    const { report } = read(text);
    expect(report.issues.map((issue) => issue.type)).toEqual([type]);
    expect(report.issues[0]?.examples[0]?.message).toMatch(message);
  });

  it('keeps the lines beside a broken one, be it the first', () => {
    const good = JSON.stringify(OTLP);
    for (const text of [`{"resourceSp\n${good}`, `${good}\n{"resourceSp`, `${good}\nnull`]) {
      const { table, report } = read(text);
      expect(table.spanCount).toBe(2);
      expect(report.issues).toHaveLength(1);
      expect(report.issues[0]?.examples[0]?.place).toMatch(/^line [12]$/);
    }
  });

  it('counts faults of a kind and names the first few', () => {
    const spans = Array.from({ length: 40 }, (_, i) => ({ traceId: 'x', spanId: String(i) }));
    const { report } = read({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    expect(report.issues).toMatchObject([{ type: 'bad-trace-id', kept: false, count: 40 }]);
    expect(report.issues[0]?.examples).toHaveLength(5);
  });
});

it('reads the same however the text is cut into pieces', () => {
  const text = [OTLP, traceText('other  second  |3-4ms|  @id=z')]
    .map((line) => JSON.stringify(line))
    .join('\n');
  for (const size of [1, 7, 64, 1_000]) {
    const table = new TraceTable();
    const reader = new TelemetryReader(table, 'pieces');
    for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
    expect(reader.end()).toMatchObject({ spans: 3, issues: [{ type: 'id-used-twice', kept: true }] });
    expect(table.spanCount).toBe(3);
  }
});

it('reports of metrics may be more than a call may have arguments', () => {
  const table = new FileTable();
  table.appendMetrics({ resourceMetrics: Array.from({ length: 200_000 }, () => ({})) });
  expect(table.reports).toHaveLength(200_000);
});
