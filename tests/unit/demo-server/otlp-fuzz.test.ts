/**
 * Both decoders under everything that may arrive: what means the same is read the same, and what is broken never throws
 * anything but {@link Undecodable}, never hangs, and never takes a neighbour with it.
 *
 * Longer than other files: what a hostile sender may try stands together, field by field, with one oracle for all of it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sessions } from '../../../demo-server/feed/sessions.ts';
import { Findings } from '../../../demo-server/otlp/findings.ts';
import { IngestLog } from '../../../demo-server/otlp/ingest/ingest-log.ts';
import { readLogs, readMetrics, readTraces } from '../../../demo-server/otlp/json/requests.ts';
import { decodeLogs } from '../../../demo-server/otlp/protobuf/logs.ts';
import { decodeMetrics } from '../../../demo-server/otlp/protobuf/metrics.ts';
import { decodeSpans } from '../../../demo-server/otlp/protobuf/traces.ts';
import { createReceiver } from '../../../demo-server/otlp/receiver.ts';
import { Undecodable } from '../../../demo-server/otlp/undecodable.ts';
import type { OtlpSignal } from '../../../demo-server/protocol.ts';
import { seededRandom } from '../../../demo-server/seeded-random.ts';
import { memoryTraceStore } from '../../../demo-server/store/memory.ts';
import { recentSignals } from '../../../demo-server/store/recent-requests.ts';
import { toOtlpLogs, toOtlpMetrics, toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { harmed, harms } from '../../support/harmed-bytes.ts';
import { logs, metrics, traces } from '../../support/otlp-arbitrary.ts';
import {
  LOG_RECORD,
  METRIC,
  SPAN,
  varint,
  wrapped,
  write,
  writeLogs,
  writeMetrics,
  writeTraces,
} from '../../support/otlp-protobuf-writer.ts';
import { decodeTraces, tracesOf } from '../../support/plain-traces.ts';

/** The same requests each time; fast-check prints the seed and the smallest request that fails. */
const FUZZ = { seed: 20_261_123 } as const;
const encode = (body: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(body));

interface Signal {
  readonly name: OtlpSignal;
  readonly requests: fc.Arbitrary<object>;
  readonly write: (body: object, random?: () => number) => Uint8Array;
  readonly decode: (bytes: Uint8Array, findings: Findings) => object;
  readonly read: (bytes: Uint8Array, findings: Findings) => object;
  /** What is stored of a request, whichever way it came. */
  readonly stored: (body: object) => object;
  /** One record that is as it should be, told apart by a number, and the way to where records are. */
  readonly record: (n: number) => object;
  readonly writeRecord: (record: object) => Uint8Array;
  readonly groups: readonly [string, string, string];
}

const SIGNALS: readonly Signal[] = [
  {
    name: 'traces',
    requests: traces,
    write: writeTraces,
    decode: (bytes, findings) => tracesOf(decodeSpans(bytes, findings)),
    read: readTraces,
    stored(body) {
      const table = new TraceTable();
      table.appendTraces(body);
      return toOtlpTraces(table);
    },
    record: (n) => ({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: `b7ad6b716920333${n}`,
      name: `span ${n}`,
      kind: 2,
      startTimeUnixNano: '1790000000000000000',
      endTimeUnixNano: '1790000000025000000',
      attributes: [{ key: 'n', value: { intValue: String(n) } }],
      status: { code: 2, message: 'no' },
    }),
    writeRecord: (record) => write(SPAN, record),
    groups: ['resourceSpans', 'scopeSpans', 'spans'],
  },
  {
    name: 'logs',
    requests: logs,
    write: writeLogs,
    decode: decodeLogs,
    read: readLogs,
    stored(body) {
      const table = new TraceTable();
      table.appendLogs(body);
      return toOtlpLogs(table);
    },
    record: (n) => ({
      timeUnixNano: '1790000000000000000',
      severityNumber: 9,
      body: { kvlistValue: { values: [{ key: 'n', value: { intValue: String(n) } }] } },
      attributes: [{ key: 'list', value: { arrayValue: { values: [{ doubleValue: 0.5 }] } } }],
    }),
    writeRecord: (record) => write(LOG_RECORD, record),
    groups: ['resourceLogs', 'scopeLogs', 'logRecords'],
  },
  {
    name: 'metrics',
    requests: metrics,
    write: writeMetrics,
    decode: decodeMetrics,
    read: readMetrics,
    stored(body) {
      const table = new TraceTable();
      table.appendMetrics(body);
      return toOtlpMetrics(table);
    },
    record: (n) => ({
      name: `metric ${n}`,
      unit: 's',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [
          {
            timeUnixNano: '1790000000000000000',
            count: '3',
            sum: 4.5,
            explicitBounds: [1],
            bucketCounts: ['1', '2'],
          },
        ],
      },
    }),
    writeRecord: (record) => write(METRIC, record),
    groups: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  },
];

/** A receiver with all that is behind it, for bytes of which nobody knows what they are. */
function receiver() {
  const clock = new FakeClock();
  const store = memoryTraceStore();
  const receives = createReceiver({
    sessions: new Sessions(clock),
    store,
    recent: recentSignals(),
    log: new IngestLog(clock),
  });
  return {
    store,
    /** What the sender is told; rejects with what is no answer. */
    async take(
      signal: OtlpSignal,
      type: 'json' | 'x-protobuf',
      bytes: Uint8Array,
    ): Promise<Findings | 'undecodable'> {
      try {
        return await receives.receive(`application/${type}`, bytes, {
          signal,
          transport: 'http',
          contentType: '',
          compression: '',
          wireBytes: undefined,
          sender: '',
          isForwarded: false,
        });
      } catch (error) {
        if (error instanceof Undecodable) return 'undecodable';
        throw error;
      }
    },
  };
}

const requestOf = ({ groups: [resources, scopes, records] }: Signal, list: readonly unknown[]) => ({
  [resources]: [{ resource: { attributes: [] }, [scopes]: [{ scope: { name: 's' }, [records]: list }] }],
});
/** The same, of records that are written already. */
const bytesOf = (records: readonly Iterable<number>[]): Uint8Array =>
  Uint8Array.from(
    wrapped(
      1,
      wrapped(
        2,
        records.flatMap((record) => wrapped(2, record)),
      ),
    ),
  );
const recordsIn = ({ groups: [resources, scopes, records] }: Signal, body: object): readonly object[] =>
  Reflect.get(body, resources)[0]?.[scopes]?.[0]?.[records] ?? [];

describe.each(SIGNALS)('$name', (signal) => {
  test('however a writer uses its freedom, protobuf is stored as the JSON of the same request', () => {
    fc.assert(
      fc.property(signal.requests, fc.nat(), (body, seed) => {
        const findings = new Findings();
        const fromJson = signal.read(encode(body), findings);
        const plain = signal.decode(signal.write(body), findings);
        const odd = signal.decode(signal.write(body, seededRandom(seed)), findings);
        expect([findings.rejected, findings.message]).toEqual([0, '']);
        const stored = [body, fromJson, plain, odd].map((one) => JSON.stringify(signal.stored(one)));
        expect(stored).toEqual(Array(4).fill(stored[0]));
      }),
      { ...FUZZ, numRuns: 60 },
    );
  });

  test('cut off anywhere, a request is undecodable, or what came is taken', async () => {
    const { take } = receiver();
    const records = [1, 2].map((n) => signal.writeRecord(signal.record(n)));
    const [first] = records;
    const whole = Uint8Array.from([...bytesOf([first ?? []]), ...bytesOf(records)]);
    const taken: number[] = [];
    for (let end = 0; end < whole.length; end++)
      if ((await take(signal.name, 'x-protobuf', whole.subarray(0, end))) !== 'undecodable') taken.push(end);
    expect(taken).toEqual([0, bytesOf([first ?? []]).length]);
  });

  test('flipped, lost and added bytes are answered, whatever they hit', async () => {
    const { take } = receiver();
    await fc.assert(
      fc.asyncProperty(
        signal.requests,
        fc.constantFrom('json' as const, 'x-protobuf' as const),
        harms(4),
        async (body, type, where) => {
          const bytes = type === 'json' ? encode(body) : signal.write(body);
          const answer = await take(signal.name, type, harmed(bytes, where));
          if (answer !== 'undecodable') expect(answer.rejected).toBeGreaterThanOrEqual(0);
        },
      ),
      { ...FUZZ, numRuns: 150 },
    );
  });

  test('bytes that are no record are refused alone, and their neighbours are taken whole', () => {
    const good = [1, 2].map((n) => signal.record(n));
    const alone = recordsIn(signal, signal.decode(bytesOf(good.map(signal.writeRecord)), new Findings()));
    const flipped = fc.tuple(fc.nat(), fc.nat({ max: 7 })).map(([at, bit]) => {
      const bytes = signal.writeRecord(signal.record(3));
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), flipped), (junk) => {
        const findings = new Findings();
        const [first = [], second = []] = good.map(signal.writeRecord);
        const read = recordsIn(signal, signal.decode(bytesOf([first, junk, second]), findings));
        expect([read[0], read.at(-1)]).toEqual(alone);
        if (read.length === 2) expect(findings.rejected).toBeGreaterThan(0);
        if (findings.rejected > 0) expect(findings.message).toMatch(/cannot be read: |span with /);
      }),
      { ...FUZZ, numRuns: 150 },
    );
  });

  test('JSON of any shape in any place harms no neighbour, and nothing outside', () => {
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(
        1e308,
        -1,
        1.5,
        2 ** 53,
        '18446744073709551616',
        '-9223372036854775809',
        'NaN',
        'Infinity',
        '1e400',
        'q83vEjRWeJCrze8SNFZ4kA==',
        'SPAN_KIND_SERVER',
        [],
        {},
        null,
        { values: null },
        { arrayValue: 7 },
        { stringValue: 7, intValue: '1.5' },
        [[[[]]]],
        JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
      ),
    );
    const good = [1, 2].map((n) => signal.record(n));
    const alone = recordsIn(signal, signal.read(encode(requestOf(signal, good)), new Findings()));
    fc.assert(
      fc.property(fc.nat(), hostile, fc.boolean(), (place, value, isAdded) => {
        const bad = withValueAt(signal.record(3), place, value, isAdded);
        const findings = new Findings();
        const read = signal.read(encode(requestOf(signal, [good[0], bad, good[1]])), findings);
        const records = recordsIn(signal, read);
        expect([records[0], records.at(-1)]).toEqual(alone);
        if (records.length === 2) expect(findings.rejected).toBeGreaterThan(0);
        expect({}).not.toHaveProperty('polluted');
        signal.stored(read);
      }),
      { ...FUZZ, numRuns: 200 },
    );
  });
});

/** A copy in which one value, wherever it stands, is another; or, with `isAdded`, the object there has keys it should not. */
function withValueAt(record: object, place: number, value: unknown, isAdded: boolean): unknown {
  const copy: object = structuredClone(record);
  const places: (readonly [object, string])[] = [];
  const waiting = [copy];
  for (let holder = waiting.pop(); holder !== undefined; holder = waiting.pop())
    for (const [key, inside] of Object.entries(holder)) {
      places.push([holder, key]);
      if (typeof inside === 'object' && inside !== null) waiting.push(inside);
    }
  const found = places[place % places.length];
  if (found === undefined) return value;
  const [holder, key] = found;
  if (!isAdded) Reflect.set(holder, key, value);
  else for (const odd of ['__proto__', 'constructor', 'toString', snakeCase(key)]) define(holder, odd, value);
  return copy;
}
const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const define = (holder: object, key: string, value: unknown) =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

describe('what the wire allows and few send', () => {
  const spanOf = (...fields: readonly (readonly number[])[]): Uint8Array => bytesOf([fields.flat()]);
  const read = (bytes: Uint8Array) => {
    const findings = new Findings();
    const [span] = recordsIn(SIGNALS[0] as Signal, decodeTraces(bytes, findings));
    return { span, told: findings.message };
  };
  const named = wrapped(5, Buffer.from('here'));
  const ELEVEN = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01];

  test.each([
    ['a varint of eleven bytes', [0x30, ...ELEVEN]],
    ['a length of eleven bytes', [0x2a, ...ELEVEN]],
    ['a length beyond any end', [0x2a, ...varint(2n ** 63n)]],
    ['field 0', [0x00, 0x00]],
    ['a field number beyond all numbers', [...varint(2n ** 40n + 0x2an), 0x00]],
    ['a group that does not end', [0xa3, 0x06, 0x08, 0x01]],
    ['a group that ends as another one', [0xa3, 0x06, 0xac, 0x06]],
    ['the end of a group that did not begin', [0xa4, 0x06]],
    ['a wire type that there is not', [0xa6, 0x06]],
    ['another wire type than the field has', [0x28, 0x01]],
  ])('%s spoils its span only', (_, odd) => {
    const { span, told } = read(spanOf(named, odd));
    expect(span).toBeUndefined();
    expect(told).toMatch(/^refused: span that cannot be read: /);
  });
  test.each([
    ['groups in groups', [0xa3, 0x06, ...Array(20_000).fill(0x0b), ...Array(20_000).fill(0x0c), 0xa4, 0x06]],
    ['a message of messages that nobody knows', [...Array(200)].reduce((inner) => wrapped(99, inner), [])],
    ['enums below zero', [0x30, ...varint(-1n)]],
  ])('%s are stepped over', (_, odd) => {
    expect(read(spanOf(odd, named)).span).toMatchObject({ name: 'here' });
  });
  test('text that is no UTF-8 is shown as such, in a name of any length', () => {
    for (const length of [3, 40]) {
      const bytes = [...Array(length).fill(0x61), 0xff, 0x62];
      const { span } = read(spanOf(wrapped(5, bytes)));
      expect(span).toMatchObject({ name: `${'a'.repeat(length)}\u{fffd}b` });
    }
  });
  test('any text comes out as it went in', () => {
    const character = fc
      .oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0x10ffff }))
      .map((code) => (code >= 0xd800 && code < 0xe000 ? 0x41 : code));
    const characters = fc.array(character, { maxLength: 30 }).map((codes) => String.fromCodePoint(...codes));
    const text = fc.oneof(characters, fc.constant('\ufeffwith a mark before a long name'));
    fc.assert(
      fc.property(text, (name) => {
        expect(read(spanOf(wrapped(5, Buffer.from(name)))).span).toMatchObject({ name });
      }),
      FUZZ,
    );
  });
  test('a bool is true for any number but zero', () => {
    const attribute = wrapped(9, wrapped(2, [0x10, ...varint(2n ** 32n)]));
    expect(read(spanOf(attribute)).span).toMatchObject({ attributes: [{ value: { boolValue: true } }] });
  });
  test('a message in a hundred thousand pieces is put together in one go', () => {
    const piece = wrapped(1, wrapped(1, wrapped(1, [0x61])));
    const pieces = Buffer.alloc(100_000 * piece.length, Buffer.from(piece));
    const body = Buffer.concat([Buffer.from([0x0a, ...varint(BigInt(pieces.length))]), pieces]);
    const { resourceSpans } = decodeTraces(body, new Findings());
    expect(resourceSpans?.[0]?.resource?.attributes).toHaveLength(100_000);
  });
  test('a resource that cannot be read does not cost its spans', () => {
    const body = Uint8Array.from(wrapped(1, [...wrapped(1, [0x0a, 0x05]), ...wrapped(2, wrapped(2, named))]));
    const { span, told } = read(body);
    expect(span).toMatchObject({ name: 'here' });
    expect(told).toMatch(/^resource cannot be read: .*left out$/);
  });
  test('a record that is longer than its group makes the request undecodable', () => {
    expect(() => read(Uint8Array.from(wrapped(1, wrapped(2, [0x12, 0x7f, 0x2a]))))).toThrow();
  });
});

describe('JSON that few send', () => {
  const read = (json: string) => {
    const findings = new Findings();
    const { resourceSpans } = readTraces(
      new TextEncoder().encode(`{"resourceSpans":[{"scopeSpans":[{"spans":[${json}]}]}]}`),
      findings,
    );
    return { span: resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0], told: findings.message };
  };
  test('of keys that come twice the last one counts', () => {
    expect(read('{"name":"first","name":"last"}').span).toEqual({ name: 'last' });
  });
  test('whole numbers may be text, as all numbers of protobuf in JSON', () => {
    expect(read('{"kind":"2","flags":"257","droppedLinksCount":3.0}')).toEqual({
      span: { kind: 2, flags: 257, droppedLinksCount: 3 },
      told: '',
    });
  });
  test.each(['4294967296', '-1', '"-1"', '1.5', '"1e3"', 'true', '1e400'])(
    '%s is no number of what was dropped',
    (given) => {
      const { span, told } = read(`{"droppedLinksCount":${given}}`);
      expect(span).toEqual({});
      expect(told).toMatch(/droppedLinksCount is .*, not a whole number: left out/);
    },
  );
  test.each(['"18446744073709551616"', '18446744073709551616', '-1', '"-1"', '""', '1e400'])(
    '%s is no time',
    (given) => {
      expect(read(`{"startTimeUnixNano":${given}}`).span).toEqual({});
    },
  );
  test('the last nanosecond there is is a time', () => {
    expect(read('{"startTimeUnixNano":"18446744073709551615"}').span).toEqual({
      startTimeUnixNano: '18446744073709551615',
    });
  });
  test('lists in lists without end are undecodable, or cut', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(() => readTraces(new TextEncoder().encode(deep), new Findings())).toThrow(Undecodable);
    const value = `${'{"arrayValue":{"values":['.repeat(1_000)}${']}}'.repeat(1_000)}`;
    const { span, told } = read(`{"attributes":[{"key":"deep","value":${value}}]}`);
    expect(JSON.stringify(span).match(/arrayValue/g)).toHaveLength(32);
    expect(told).toContain('nested deeper than 32 levels');
  });
  test('a bucket that is no number spoils its point: those behind it would change places', () => {
    const findings = new Findings();
    const points = [
      { explicitBounds: [1, 2], bucketCounts: ['1', 'many', '3'] },
      { explicitBounds: [1, 'Infinity'], bucketCounts: ['1', '2', '3'] },
      { explicitBounds: [1], bucketCounts: [4, '5'] },
    ];
    const body = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', histogram: { dataPoints: points } }] }] }],
    };
    const { resourceMetrics } = readMetrics(encode(body), findings);
    expect(resourceMetrics?.[0]?.scopeMetrics?.[0]?.metrics?.[0]?.histogram?.dataPoints).toEqual([
      { explicitBounds: [1], bucketCounts: ['4', '5'] },
    ]);
    expect(findings.rejected).toBe(2);
  });
});
