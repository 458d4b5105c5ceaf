import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFile, type FileFormat } from '../../../src/trace/formats/encode-file.ts';
import { readTelemetry } from '../../../src/trace/formats/telemetry-reader.ts';
import { toOtlpLogs, toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { logs, traces } from '../../support/otlp-arbitrary.ts';

const KEYS = [
  'resourceSpans',
  'resourceLogs',
  'scopeSpans',
  'spans',
  'resource',
  'attributes',
  'batches',
  'trace',
  'data',
  'processes',
  'traceID',
  'spanID',
  'references',
  'tags',
  'logs',
  'fields',
  'startTime',
  'duration',
  'traceId',
  'id',
  'annotations',
  'localEndpoint',
  'shared',
  'kind',
  'status',
  'links',
  'instrumentationLibrarySpans',
];
/** Anything JSON can say, with the formats' own keys in all the wrong places. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>(null, true, 0, -1, 1e300, 1.5, '', 'abc', 'ff', '5', '__proto__'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }),
  ),
})).value;

const read = (text: string) => {
  const table = new TraceTable();
  return { table, report: readTelemetry(table, text, 'f') };
};
const goodLine = (id: number) =>
  JSON.stringify({
    data: [
      {
        traceID: '1',
        processes: {},
        spans: [
          {
            traceID: '1',
            spanID: (id + 1).toString(16),
            operationName: `good ${id}`,
            startTime: 5,
            duration: 1,
            processID: 'p1',
          },
        ],
      },
    ],
  });

describe('whatever a file holds', () => {
  it('is read without a throw, and what was left out is counted', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const { table, report } = read(JSON.stringify(value));
        expect(report.spans).toBe(table.spanCount);
        for (const issue of report.issues) expect(issue.count).toBeGreaterThanOrEqual(issue.examples.length);
      }),
      { numRuns: 500 },
    );
  });

  it('is read without a throw when it is not JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => text.slice(0, -1)),
        ),
        (text) => {
          read(text);
        },
      ),
    );
  });

  it('never costs a line its neighbours', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            anything.map((value) => JSON.stringify(value)),
            fc.constant('{"data":['),
            fc.constant('good'),
          ),
        ),
        (lines) => {
          const good = lines.filter((line) => line === 'good').length;
          const text = lines.map((line, at) => (line === 'good' ? goodLine(at) : line)).join('\n');
          const { table } = read(text);
          const names = Array.from({ length: table.spanCount }, (_, span) =>
            table.strings.get(table.columns.name[span] ?? 0),
          );
          expect(names.filter((name) => name.startsWith('good'))).toHaveLength(good);
        },
      ),
    );
  });

  it('never costs a span of a Jaeger trace its neighbours', () => {
    const good = (spanID: string) => ({
      traceID: '1',
      spanID,
      operationName: 'good',
      startTime: 5,
      duration: 1,
      processID: 'p1',
    });
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 5 }), anything, (junk, processes) => {
        const spans = [good('aa'), ...junk, good('bb')];
        const { table } = read(JSON.stringify({ data: [{ traceID: '1', spans, processes }] }));
        expect([
          table.findSpan('1'.padStart(32, '0'), 'aa'.padStart(16, '0')),
          table.findSpan('1'.padStart(32, '0'), 'bb'.padStart(16, '0')),
        ]).not.toContain(undefined);
      }),
    );
  });
});

describe('what is written, read again', () => {
  const written = (table: TraceTable, format: FileFormat) => [...encodeFile(table, format)].join('');

  it.each(['otlp-json', 'otlp-jsonl'] as const)('is the same spans: %s', (format) => {
    fc.assert(
      fc.property(traces, (request) => {
        const table = new TraceTable();
        table.appendTraces(request);
        const again = read(written(table, format)).table;
        expect(toOtlpTraces(again)).toEqual(toOtlpTraces(table));
      }),
    );
  });

  it('is the same log records, in a file of lines', () => {
    fc.assert(
      fc.property(logs, (request) => {
        const table = new TraceTable();
        table.appendLogs(request);
        const again = read(written(table, 'otlp-jsonl')).table;
        expect(toOtlpLogs(again)).toEqual(toOtlpLogs(table));
      }),
    );
  });

  it('is the same Jaeger JSON the second time', () => {
    fc.assert(
      fc.property(traces, (request) => {
        const table = new TraceTable();
        table.appendTraces(request);
        const first = written(read(written(table, 'jaeger-json')).table, 'jaeger-json');
        const second = written(read(first).table, 'jaeger-json');
        expect(JSON.parse(second)).toEqual(JSON.parse(first));
      }),
    );
  });
});
