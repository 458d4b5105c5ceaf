/**
 * OTLP requests as protobuf, written from a table of field numbers and nothing that the product has. Protobuf leaves
 * writers much freedom; given a `random`, this one uses all of it, and what is written still means the same:
 *
 *   fields in any order, unknown ones of every wire type between them, groups too; a scalar written twice, the last
 *   one counts; a message in two pieces; lists of numbers packed or not; lengths with more bytes than they need
 *
 * opentelemetry-proto 1.11.0; https://protobuf.dev/programming-guides/encoding/
 */
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from '../../src/trace/model/otlp-json.ts';

type Scalar =
  | 'text'
  | 'hex'
  | 'base64'
  | 'bool'
  | 'uint'
  | 'int64'
  | 'sint'
  | 'fixed32'
  | 'fixed64'
  | 'double';
type Field = readonly [number, Scalar | Message] | readonly [number, Scalar | Message, 'repeated'];
interface Message {
  readonly [key: string]: Field;
}
type Bytes = readonly number[];

const keyValue: { [key: string]: Field } = { key: [1, 'text'] };
const anyValue: Message = {
  stringValue: [1, 'text'],
  boolValue: [2, 'bool'],
  intValue: [3, 'int64'],
  doubleValue: [4, 'double'],
  get arrayValue(): Field {
    return [5, { values: [1, anyValue, 'repeated'] }];
  },
  kvlistValue: [6, { values: [1, keyValue, 'repeated'] }],
  bytesValue: [7, 'base64'],
};
keyValue['value'] = [2, anyValue];
const resource: Message = { attributes: [1, keyValue, 'repeated'] };
const scope: Message = { name: [1, 'text'], version: [2, 'text'], attributes: [3, keyValue, 'repeated'] };

/** Records with their groups around them: all three signals number these alike. */
const groupsOf = (names: readonly [string, string, string], record: Message): Message => ({
  [names[0]]: [
    1,
    {
      resource: [1, resource],
      [names[1]]: [2, { scope: [1, scope], [names[2]]: [2, record, 'repeated'] }, 'repeated'],
    },
    'repeated',
  ],
});

export const SPAN: Message = {
  traceId: [1, 'hex'],
  spanId: [2, 'hex'],
  traceState: [3, 'text'],
  parentSpanId: [4, 'hex'],
  name: [5, 'text'],
  kind: [6, 'uint'],
  startTimeUnixNano: [7, 'fixed64'],
  endTimeUnixNano: [8, 'fixed64'],
  attributes: [9, keyValue, 'repeated'],
  droppedAttributesCount: [10, 'uint'],
  events: [
    11,
    { timeUnixNano: [1, 'fixed64'], name: [2, 'text'], attributes: [3, keyValue, 'repeated'] },
    'repeated',
  ],
  droppedEventsCount: [12, 'uint'],
  links: [
    13,
    {
      traceId: [1, 'hex'],
      spanId: [2, 'hex'],
      traceState: [3, 'text'],
      attributes: [4, keyValue, 'repeated'],
    },
    'repeated',
  ],
  droppedLinksCount: [14, 'uint'],
  status: [15, { message: [2, 'text'], code: [3, 'uint'] }],
  flags: [16, 'fixed32'],
};
export const LOG_RECORD: Message = {
  timeUnixNano: [1, 'fixed64'],
  severityNumber: [2, 'uint'],
  severityText: [3, 'text'],
  body: [5, anyValue],
  attributes: [6, keyValue, 'repeated'],
  traceId: [9, 'hex'],
  spanId: [10, 'hex'],
  observedTimeUnixNano: [11, 'fixed64'],
  eventName: [12, 'text'],
};
const numberPoint: Message = {
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  asDouble: [4, 'double'],
  asInt: [6, 'fixed64'],
  attributes: [7, keyValue, 'repeated'],
};
const histogramPoint: Message = {
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  bucketCounts: [6, 'fixed64', 'repeated'],
  explicitBounds: [7, 'double', 'repeated'],
  attributes: [9, keyValue, 'repeated'],
  min: [11, 'double'],
  max: [12, 'double'],
};
const buckets: Message = { offset: [1, 'sint'], bucketCounts: [2, 'int64', 'repeated'] };
const exponentialPoint: Message = {
  attributes: [1, keyValue, 'repeated'],
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  scale: [6, 'sint'],
  zeroCount: [7, 'fixed64'],
  positive: [8, buckets],
  negative: [9, buckets],
};
const dataOf = (point: Message): Message => ({
  dataPoints: [1, point, 'repeated'],
  aggregationTemporality: [2, 'uint'],
  isMonotonic: [3, 'bool'],
});
export const METRIC: Message = {
  name: [1, 'text'],
  description: [2, 'text'],
  unit: [3, 'text'],
  gauge: [5, dataOf(numberPoint)],
  sum: [7, dataOf(numberPoint)],
  histogram: [9, dataOf(histogramPoint)],
  exponentialHistogram: [10, dataOf(exponentialPoint)],
};

const TRACES = groupsOf(['resourceSpans', 'scopeSpans', 'spans'], SPAN);
const LOGS = groupsOf(['resourceLogs', 'scopeLogs', 'logRecords'], LOG_RECORD);
const METRICS = groupsOf(['resourceMetrics', 'scopeMetrics', 'metrics'], METRIC);

/** From 0 up to 1; without one, nothing is unusual. */
export type Random = () => number;
const NEVER: Random = () => 1;

export const writeTraces = (body: OtlpTraces, random?: Random): Uint8Array => write(TRACES, body, random);
export const writeLogs = (body: OtlpLogs, random?: Random): Uint8Array => write(LOGS, body, random);
export const writeMetrics = (body: OtlpMetrics, random?: Random): Uint8Array => write(METRICS, body, random);

/** One message by itself, such as a record without what is around it. */
export const write = (message: Message, value: object, random: Random = NEVER): Uint8Array =>
  Uint8Array.from(fieldsOf(message, value, random).flat());

/** One field that holds these bytes, with its length. */
export const wrapped = (field: number, bytes: Iterable<number>): number[] => {
  const inside = [...bytes];
  return [...tag(field, 2), ...varint(BigInt(inside.length)), ...inside];
};

const maybe = (random: Random, likelihood: number) => random() < likelihood;

/** The fields of a message, each ready to be written. */
function fieldsOf(message: Message, value: object, random: Random): Bytes[] {
  const rows = Object.entries(message).flatMap(([key, [number, type, repeated]]) => {
    const given: unknown = Reflect.get(value, key);
    if (given === undefined) return [];
    if (repeated === undefined) return [single(number, type, given, random)];
    const items = given as readonly unknown[];
    if (typeof type === 'object' || type === 'text')
      return [items.map((item) => one(number, type, item, random))];
    if (maybe(random, 0.5)) return [items.map((item) => one(number, type, item, random))];
    return items.length === 0
      ? []
      : [
          [
            wrapped(
              number,
              items.flatMap((item) => scalar(type, item, random)),
            ),
          ],
        ];
  });
  if (random === NEVER) return rows.flat();
  while (maybe(random, 0.3)) rows.push([unknown(random)]);
  return interleaved(rows, random);
}

/** A field that must not be repeated may be all the same: scalars are overwritten, messages are merged. */
function single(number: number, type: Scalar | Message, given: unknown, random: Random): Bytes[] {
  if (typeof type === 'string') {
    const twice = maybe(random, 0.1) ? [one(number, type, NOTHING[type], random)] : [];
    return [...twice, one(number, type, given, random)];
  }
  const fields = fieldsOf(type, given as object, random);
  const cut = maybe(random, 0.2) ? Math.floor(random() * (fields.length + 1)) : fields.length;
  const first = wrapped(number, fields.slice(0, cut).flat());
  return cut === fields.length ? [first] : [first, wrapped(number, fields.slice(cut).flat())];
}

const NOTHING: Readonly<Record<Scalar, unknown>> = {
  text: 'first',
  hex: 'ff',
  base64: 'AAAA',
  bool: true,
  uint: 3,
  int64: '-1',
  sint: -1,
  fixed32: 7,
  fixed64: '7',
  double: 0.5,
};

function one(number: number, type: Scalar | Message, given: unknown, random: Random): Bytes {
  if (typeof type === 'object') return wrapped(number, fieldsOf(type, given as object, random).flat());
  return [...tag(number, WIRE_TYPES[type]), ...scalar(type, given, random)];
}

const WIRE_TYPES: Readonly<Record<Scalar, number>> = {
  text: 2,
  hex: 2,
  base64: 2,
  bool: 0,
  uint: 0,
  int64: 0,
  sint: 0,
  fixed32: 5,
  fixed64: 1,
  double: 1,
};

function scalar(type: Scalar, given: unknown, random: Random): Bytes {
  switch (type) {
    case 'text':
      return sized(Buffer.from(String(given), 'utf8'), random);
    case 'hex':
      return sized(Buffer.from(String(given), 'hex'), random);
    case 'base64':
      return sized(Buffer.from(String(given), 'base64'), random);
    case 'bool':
      return [given === true ? 1 : 0];
    case 'uint':
    case 'int64':
      return varint(BigInt(given as string | number));
    case 'sint':
      return varint(BigInt(Number(given) < 0 ? -2 * Number(given) - 1 : 2 * Number(given)));
    default:
      return fixed(type, given as string | number);
  }
}

function fixed(type: 'fixed32' | 'fixed64' | 'double', given: string | number): Bytes {
  const view = new DataView(new ArrayBuffer(type === 'fixed32' ? 4 : 8));
  if (type === 'fixed32') view.setUint32(0, Number(given), true);
  else if (type === 'fixed64') view.setBigUint64(0, BigInt(given), true);
  else view.setFloat64(0, Number(given), true);
  return [...new Uint8Array(view.buffer)];
}

function sized(bytes: Uint8Array, random: Random): Bytes {
  const length = varint(BigInt(bytes.length));
  if (maybe(random, 0.1)) length.splice(-1, 1, (length.at(-1) ?? 0) | 0x80, 0x80, 0);
  return [...length, ...bytes];
}

const tag = (number: number, wireType: number): number[] => varint(BigInt(number * 8 + wireType));

/** Negative numbers in two's complement of 64 bits. */
export function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  while (left > 0x7fn) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return bytes;
}

/** A field that nobody knows. */
function unknown(random: Random): Bytes {
  const number = 200 + Math.floor(random() * 1_000);
  const kind = Math.floor(random() * 5);
  if (kind === 0) return [...tag(number, 0), ...varint(-BigInt(Math.floor(random() * 1_000)))];
  if (kind === 1) return [...tag(number, 1), 1, 2, 3, 4, 5, 6, 7, 8];
  if (kind === 2) return wrapped(number, [0xff, 0xff, 0xff]);
  if (kind === 3) return [...tag(number, 5), 1, 2, 3, 4];
  const inside = maybe(random, 0.6) ? unknown(random) : [];
  return [...tag(number, 3), ...inside, ...tag(number, 4)];
}

/** Any order, but what belongs to one field stays in the order it has. */
function interleaved(rows: readonly (readonly Bytes[])[], random: Random): Bytes[] {
  const waiting = rows.map((row) => [...row]).filter((row) => row.length > 0);
  const all: Bytes[] = [];
  while (waiting.length > 0) {
    const at = Math.floor(random() * waiting.length);
    const row = waiting[at] ?? [];
    all.push(row.shift() ?? []);
    if (row.length === 0) waiting.splice(at, 1);
  }
  return all;
}
