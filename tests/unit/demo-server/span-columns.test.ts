/**
 * The short way of spans, from the wire straight into columns, against the long one over objects: whatever arrives, both
 * take the same spans, say the same of them, and tell the sender the same.
 */
import { context, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptTraces } from '../../../demo-server/otlp/accept.ts';
import { Findings } from '../../../demo-server/otlp/findings.ts';
import { readRequest } from '../../../demo-server/otlp/protobuf/request.ts';
import { SpanScanner } from '../../../demo-server/otlp/protobuf/span-scanner.ts';
import { decodeSpans } from '../../../demo-server/otlp/protobuf/traces.ts';
import { seededRandom } from '../../../demo-server/seeded-random.ts';
import { RecurringTexts } from '../../../demo-server/store/recurring-texts.ts';
import { SpanColumns } from '../../../demo-server/store/span-columns.ts';
import { harmed, harms } from '../../support/harmed-bytes.ts';
import { traces } from '../../support/otlp-arbitrary.ts';
import { writeTraces } from '../../support/otlp-protobuf-writer.ts';
import { decodeTraces } from '../../support/plain-traces.ts';

const FUZZ = { seed: 20_261_124 } as const;
const encode = (text: string) => new TextEncoder().encode(text);

/** All that the columns say, texts as such, and the OTLP without lists of nothing, which mean nothing. */
function told(columns: SpanColumns) {
  const { arrays } = columns.rows;
  return Array.from({ length: columns.length }, (_, row) => ({
    traceId: columns.traceId(row),
    spanId: columns.spanIds[row],
    parentSpanId: columns.parentSpanIds[row],
    name: columns.name(row),
    traceState: columns.text(arrays.traceState[row]),
    statusMessage: columns.text(arrays.statusMessage[row]),
    kind: arrays.kind[row],
    statusCode: arrays.statusCode[row],
    session: columns.session(row),
    run: columns.text(arrays.run[row]),
    startNs: columns.startNs(row),
    endNs: columns.endNs(row),
    keys: keysOf(columns, row),
    source: columns.source(row),
    otlp: JSON.parse(columns.otlp[row] ?? '', (key, value) =>
      ['attributes', 'events', 'links'].includes(key) && value.length === 0 ? undefined : value,
    ),
  }));
}
function keysOf({ rows, keys, texts }: SpanColumns, row: number): string[] {
  const first = rows.arrays.firstKey[row] ?? 0;
  const ids = keys.arrays.key.subarray(first, first + (rows.arrays.keys[row] ?? 0));
  return Array.from(ids, (id) => texts.get(id));
}

interface Result {
  readonly spans: ReturnType<typeof told> | 'undecodable';
  readonly rejected: number;
  readonly message: string;
}
function result(decode: (findings: Findings) => SpanColumns): Result {
  const findings = new Findings();
  try {
    const spans = told(decode(findings));
    return { spans, rejected: findings.rejected, message: findings.message };
  } catch {
    return { spans: 'undecodable', rejected: 0, message: '' };
  }
}
const short = (bytes: Uint8Array) => result((findings) => decodeSpans(bytes, findings));
const long = (bytes: Uint8Array) =>
  result((findings) => acceptTraces(decodeTraces(bytes, findings), findings));

describe('the short way says what the long one says', () => {
  test('of whatever is well formed, as any writer may write it', () => {
    fc.assert(
      fc.property(traces, fc.nat(), (body, seed) => {
        const plain = writeTraces(body);
        expect(short(plain)).toEqual(long(plain));
        const odd = writeTraces(body, seededRandom(seed));
        expect(short(odd)).toEqual(long(odd));
      }),
      { ...FUZZ, numRuns: 60 },
    );
  });

  test('of whatever is not', () => {
    fc.assert(
      fc.property(traces, harms(3), (body, where) => {
        const bytes = harmed(writeTraces(body), where);
        expect(short(bytes)).toEqual(long(bytes));
      }),
      { ...FUZZ, numRuns: 200 },
    );
  });
});

/** How many of the spans had to go the long way. */
function unusual(bytes: Uint8Array): { readonly columns: SpanColumns; readonly left: number } {
  const columns = new SpanColumns();
  const scanner = new SpanScanner(bytes, columns);
  let left = 0;
  const skipped = (pbf: Parameters<SpanScanner['scan']>[0]) => {
    const row = scanner.scan(pbf);
    if (row !== undefined) return row;
    left++;
    pbf.skip(2);
    return undefined;
  };
  for (const { resource, scopes } of readRequest(bytes, 'span', skipped, new Findings()))
    for (const { scope, records } of scopes) columns.place(records, resource, scope);
  return { columns, left };
}

test('what an SDK sends goes the short way, whatever it holds of text, numbers, events and links', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('tests', '1');
  const link = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED };
  const attributes = {
    text: 'said "so" \\ \n\u0001 \u2028',
    umlaut: 'grün 🌱',
    int: 7,
    big: 2 ** 40,
    double: -0.25,
    no: false,
    yes: true,
    list: ['a', 'b'],
    numbers: [1, 2.5],
    empty: '',
    'session.id': 'abcdefgh-session',
    'bldg.run.id': 'run-1',
  };
  const root = tracer.startSpan('root', {
    kind: SpanKind.SERVER,
    attributes,
    links: [{ context: link, attributes }],
  });
  const child = tracer.startSpan('child', {}, traceOf(root));
  child.addEvent('thrown', attributes).addEvent('bare');
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no' }).end();
  root.end();
  const bytes = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? new Uint8Array();
  const { columns, left } = unusual(bytes);
  expect(left).toBe(0);
  expect(told(columns)).toEqual(long(bytes).spans);
  expect(told(columns).map(({ name, session, run }) => ({ name, session, run }))).toEqual([
    { name: 'child', session: undefined, run: '' },
    { name: 'root', session: 'abcdefgh-session', run: 'run-1' },
  ]);
});
const traceOf = (span: Parameters<typeof trace.setSpan>[1]) => trace.setSpan(context.active(), span);

test('an odd span costs its neighbours nothing, not even their way', () => {
  const span = (over: object) => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'n', ...over });
  const odd = { attributes: [{ key: 'k', value: { kvlistValue: { values: [] } } }] };
  const body = {
    resourceSpans: [{ scopeSpans: [{ spans: [span({}), span(odd), span({ name: 'last' })] }] }],
  };
  const { columns, left } = unusual(writeTraces(body));
  expect([left, columns.length, columns.name(1)]).toEqual([1, 2, 'last']);
  expect(short(writeTraces(body))).toEqual(long(writeTraces(body)));
});

test('a text is one number by its string and by its bytes, however many there are', () => {
  const texts = new RecurringTexts();
  const words = Array.from({ length: 5_000 }, (_, n) => `word ${n % 2_500} ä`);
  const bytes = encode(words.join('|'));
  let at = 0;
  for (const word of words) {
    const end = at + encode(word).length;
    const id = texts.internBytes(bytes, at, end);
    expect([texts.get(id), texts.intern(word)]).toEqual([word, id]);
    at = end + 1;
  }
});
