/** A large document read in slices is the document read as a whole: the same records, with the same places. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DocumentSlicer, type Slice } from '../../../src/trace/formats/document-slicer.ts';
import { readTelemetry, TelemetryReader } from '../../../src/trace/formats/telemetry-reader.ts';
import { toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';

type Json = { readonly [key: string]: unknown };
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** Texts that could be taken for structure. */
const text = fc.oneof(
  fc.constantFrom('"', '\\', '\\"', ']}]}', '{"spans":[', ',', '\n', 'räume 🏢'),
  fc.string(),
);
const record = fc.record({
  name: text,
  attributes: fc.array(fc.record({ key: text, value: fc.jsonValue() })),
});
const documents = fc
  .tuple(
    fc.constantFrom(
      ['resourceSpans', 'scopeSpans', 'spans'] as const,
      ['batches', 'scopeSpans', 'spans'] as const,
      ['resourceLogs', 'scopeLogs', 'logRecords'] as const,
      ['resourceMetrics', 'scopeMetrics', 'metrics'] as const,
    ),
    fc.array(fc.array(fc.array(record, { maxLength: 6 }), { maxLength: 4 }), { maxLength: 4 }),
    fc.constantFrom('named', 'named last', 'unnamed'),
    fc.dictionary(fc.constantFrom('total', 'errors'), fc.jsonValue()),
  )
  .map(([[outer, scopes, records], tree, named, others]) => {
    const named_ = (name: string, value: Json, list: Json) =>
      named === 'unnamed'
        ? list
        : named === 'named'
          ? { [name]: value, ...list }
          : { ...list, [name]: value };
    const elements = tree.map((scopeList, r) =>
      named_(
        'resource',
        { attributes: [{ key: 'n', value: { intValue: r } }] },
        {
          [scopes]: scopeList.map((list, s) => named_('scope', { name: `${r}.${s}` }, { [records]: list })),
          schemaUrl: 'https://example.test',
        },
      ),
    );
    return { outer, scopes, records, document: { [outer]: elements, ...others } as Json };
  });

function sliced(texts: readonly string[], sliceChars: number): readonly Slice[] {
  const slices: Slice[] = [];
  const slicer = new DocumentSlicer((slice) => {
    slices.push(slice);
    return true;
  }, sliceChars);
  const ends = texts.map((piece) => slicer.push(piece)).filter((end) => end !== undefined);
  expect(ends).toHaveLength(1);
  return [...slices, slicer.rest()];
}

const chunks = (whole: string, size: number) =>
  Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => whole.slice(i * size, (i + 1) * size));

function at(value: unknown, place: string): unknown {
  return place
    .split(/[.[\]]+/)
    .filter((key) => key !== '')
    .reduce((inner, key) => (inner as Json)[key], value);
}

describe('slices of a document', () => {
  test('hold its records in their order, each with its place, resource and scope', () => {
    let cuts = 0;
    fc.assert(
      fc.property(
        documents,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(undefined, 2),
        ({ outer, scopes, records, document }, sliceChars, size, indent) => {
          const slices = sliced(chunks(JSON.stringify(document, null, indent), size), sliceChars);
          cuts += slices.length - 1;
          const found: string[] = [];
          for (const { text: json, placeOf } of slices) {
            const part = JSON.parse(json) as Json;
            for (const [r, element] of (part[outer] as readonly Json[]).entries()) {
              for (const [s, scope] of (element[scopes] as readonly Json[]).entries()) {
                const holder = `${outer}[${r}].${scopes}[${s}]`;
                for (const [i, one] of (scope[records] as readonly unknown[]).entries()) {
                  const place = placeOf(`${holder}.${records}[${i}]`);
                  expect(at(document, place)).toEqual(one);
                  found.push(place);
                }
                expect(scope['scope']).toEqual((at(document, placeOf(holder)) as Json)['scope']);
              }
              expect(element['resource']).toEqual(
                (at(document, placeOf(`${outer}[${r}]`)) as Json)['resource'],
              );
            }
          }
          const all = (document[outer] as readonly Json[]).flatMap((element, r) =>
            (element[scopes] as readonly Json[]).flatMap((scope, s) =>
              (scope[records] as readonly unknown[]).map(
                (_, i) => `${outer}[${r}].${scopes}[${s}].${records}[${i}]`,
              ),
            ),
          );
          expect(found).toEqual(all);
        },
      ),
    );
    expect(cuts).toBeGreaterThan(100);
  });

  test('are of Jaeger traces as wholes, and of nothing else', () => {
    const traces = Array.from({ length: 20 }, (_, i) => ({
      traceID: `${i}`,
      spans: [1, 2],
      processes: { p1: {} },
    }));
    const slices = sliced([JSON.stringify({ data: traces, total: 20 })], 100);
    expect(slices.length).toBeGreaterThan(5);
    expect(slices.flatMap(({ text: json }) => (JSON.parse(json) as { data: unknown[] }).data)).toEqual(
      traces,
    );
    expect(sliced([JSON.stringify({ list: traces, spans: traces })], 100)).toHaveLength(1);
  });
});

/** One resource with one scope, as one program exports: more than a million characters. */
function large(spans: number, indent?: number): string {
  const list = Array.from({ length: spans }, (_, i) => ({
    traceId: hex(1, 32),
    spanId: i === 7_000 ? 'none' : hex(i + 1, 16),
    ...(i === 0 ? {} : { parentSpanId: hex(Math.floor((i - 1) / 4) + 1, 16) }),
    name: `step "${i % 9}"`,
    startTimeUnixNano: String(1_790_000_000_000_000_000n + BigInt(i)),
    endTimeUnixNano: String(1_790_000_000_000_001_000n + BigInt(i)),
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  return JSON.stringify(
    { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'http' }, spans: list }] }] },
    null,
    indent,
  );
}

function read(json: string, size = 65_536) {
  const table = new TraceTable();
  const reader = new TelemetryReader(table, 'shop.json');
  for (const piece of chunks(json, size)) reader.push(piece);
  return { table, report: reader.end() };
}
const issuesIn = ({ issues }: ReturnType<typeof read>['report']) =>
  issues.map(({ type, count, examples: [example] }) => [type, count, example?.place]);

describe('a large file', () => {
  const whole = new TraceTable();
  whole.appendTraces(JSON.parse(large(10_000)));

  test.each([
    ['on one line', large(10_000)],
    ['on one line, with a line end', `${large(10_000)}\n`],
    ['on many lines', large(10_000, 2)],
  ])('%s is read in slices, and faults have their places', (_, json) => {
    const { table, report } = read(json);
    expect(toOtlpTraces(table)).toEqual(toOtlpTraces(whole));
    expect(report).toMatchObject({ formats: ['OTLP JSON'], spans: 9_999 });
    expect(issuesIn(report)).toEqual([['bad-span-id', 1, 'resourceSpans[0].scopeSpans[0].spans[7000]']]);
    // Each slice is an append.
    expect(table.version).toBeGreaterThan(3);
  });

  test('of lines may have large ones: the place tells which', () => {
    const { table, report } = read(`${large(10_000)}\n\n{"resourceSpans":[]}\n${large(10_000)}\nno JSON`);
    expect(table.spanCount).toBe(9_999);
    expect(issuesIn(report)).toEqual([
      ['bad-span-id', 2, 'resourceSpans[0].scopeSpans[0].spans[7000]'],
      ['not-json', 1, 'line 5'],
    ]);
    expect(report.issues[0]?.examples[1]?.place).toBe('line 4, resourceSpans[0].scopeSpans[0].spans[7000]');
  });

  test('that breaks off is shown up to there', () => {
    const json = large(10_000);
    const { table, report } = read(json.slice(0, json.length - 300_000));
    expect(table.spanCount).toBeGreaterThan(8_000);
    expect(issuesIn(report)).toEqual([
      ['bad-span-id', 1, 'resourceSpans[0].scopeSpans[0].spans[7000]'],
      ['not-json', 1, ''],
    ]);
    expect(report.issues[1]?.examples[0]?.message).toMatch(/^It breaks off \(.*Was it cut off on its way\?$/);
  });

  test('with a broken line harms no other line', () => {
    const json = large(10_000);
    const { table, report } = read(`${json.slice(0, 1_800_000)}\n${large(12_000)}\n`);
    expect(table.spanCount).toBe(11_999);
    expect(issuesIn(report).map(([type]) => type)).toEqual(['bad-span-id', 'not-json']);
  });

  test('with a fault in the middle loses that part alone', () => {
    const json = large(10_000);
    const { table, report } = read(
      json.replace('"step \\"3\\""', '"step \\"3\\""'.slice(1)).replaceAll('\n', ''),
    );
    const later = json.replace(new RegExp(`"spanId":"${hex(9_001, 16)}",`), `"spanId":${hex(9_001, 16)},`);
    expect(table.spanCount).toBe(0);
    expect(issuesIn(report).map(([type]) => type)).toEqual(['not-json']);
    const second = read(later);
    expect(second.table.spanCount).toBeGreaterThan(7_000);
    expect(issuesIn(second.report)).toContainEqual(['not-json', 1, '']);
  });

  test('of another format is read as a whole', () => {
    const data = [
      {
        traceID: 'a1',
        spans: Array.from({ length: 9_000 }, (_, i) => ({
          traceID: 'a1',
          spanID: hex(i + 1, 16),
          operationName: `step ${i % 5}`,
          startTime: 1_790_000_000_000_000 + i,
          duration: 5,
          processID: 'p1',
        })),
        processes: { p1: { serviceName: 'shop' } },
      },
    ];
    const inSlices = read(JSON.stringify({ data }));
    const once = new TraceTable();
    const report = readTelemetry(once, JSON.stringify({ data }), 'shop.json');
    expect(inSlices.report).toEqual(report);
    expect(toOtlpTraces(inSlices.table)).toEqual(toOtlpTraces(once));
  });
});
