/**
 * Spans on their way into the store, in columns: numbers in typed arrays, texts that come again by number, and each span
 * whole as the OTLP/JSON that is kept of it. No object is made for a span that nobody looks at.
 *
 *   row   traceId  name  start   known  source  firstKey  keys | spanIds   otlp
 *     0      1       3   ...      3       0        0       2   | 'b7ad..'  '{"traceId":"0af7...
 *     1      1       4   ...      3       0        2       1   | '00f0..'  '{"traceId":"0af7...
 *                '-- in texts              '-- in sources '-- keys of its attributes, one list for all rows
 *
 * Rows are only ever appended. A row names its source (the resource and scope that sent it) once `place` was called.
 */
import { GrowableColumns, u8, u32 } from '../../src/trace/model/growable-columns.ts';
import type { OtlpResource, OtlpScope, OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../protocol.ts';
import { isSessionId } from '../telemetry/run-baggage.ts';
import { RecurringTexts } from './recurring-texts.ts';
import { scopedSpans, serviceOf, traceIdOf } from './trace-pieces.ts';

const SCHEMA = {
  source: u32,
  traceId: u32,
  name: u32,
  traceState: u32,
  statusMessage: u32,
  kind: u32,
  statusCode: u32,
  /** 0 when it belongs to none; a text that can be a session's id else. */
  session: u32,
  /** As it was sent. */
  run: u32,
  startHigh: u32,
  startLow: u32,
  endHigh: u32,
  endLow: u32,
  /** Which of its times are known. */
  known: u8,
  firstKey: u32,
  keys: u32,
};
export const START_KNOWN = 1;
export const END_KNOWN = 2;
const MAX_NS = 2n ** 64n - 1n;

/** What sent spans. */
export interface SpanSource {
  readonly service: string;
  readonly resource: OtlpResource | undefined;
  readonly scope: OtlpScope | undefined;
}

/** One span on its way into the columns; texts by their number. */
export type SpanRow = {
  -readonly [K in keyof Omit<typeof SCHEMA, 'source' | 'firstKey' | 'keys'>]: number;
} & {
  readonly keys: number[];
  spanId: string;
  parentSpanId: string;
  otlp: string;
};

/** A row of nothing; its list of keys is emptied, not made anew. */
export const BLANK: Readonly<Omit<SpanRow, 'keys'>> = {
  traceId: 0,
  name: 0,
  traceState: 0,
  statusMessage: 0,
  kind: 0,
  statusCode: 0,
  session: 0,
  run: 0,
  startHigh: 0,
  startLow: 0,
  endHigh: 0,
  endLow: 0,
  known: 0,
  spanId: '',
  parentSpanId: '',
  otlp: '',
};

export class SpanColumns {
  readonly texts = new RecurringTexts();
  readonly rows = new GrowableColumns(SCHEMA);
  readonly keys = new GrowableColumns({ key: u32 });
  readonly spanIds: string[] = [];
  /** Empty for a root. */
  readonly parentSpanIds: string[] = [];
  readonly otlp: string[] = [];
  readonly sources: SpanSource[] = [];

  get length(): number {
    return this.rows.length;
  }
  text(id: number | undefined): string {
    return this.texts.get(id ?? 0);
  }
  traceId(row: number): string {
    return this.text(this.rows.arrays.traceId[row]);
  }
  name(row: number): string {
    return this.text(this.rows.arrays.name[row]);
  }
  session(row: number): string | undefined {
    const session = this.rows.arrays.session[row];
    return session === 0 ? undefined : this.text(session);
  }
  source(row: number): SpanSource {
    return this.sources[this.rows.arrays.source[row] ?? 0] as SpanSource;
  }
  /** Nanoseconds since the epoch; undefined when none was sent. */
  startNs(row: number): bigint | undefined {
    const { known, startHigh, startLow } = this.rows.arrays;
    return (known[row] ?? 0) & START_KNOWN ? joined(startHigh[row], startLow[row]) : undefined;
  }
  endNs(row: number): bigint | undefined {
    const { known, endHigh, endLow } = this.rows.arrays;
    return (known[row] ?? 0) & END_KNOWN ? joined(endHigh[row], endLow[row]) : undefined;
  }

  /** What tells two spans of one id apart: a client and a server that share it, a span before and after its end. */
  fingerprint(row: number): string {
    const kind = this.rows.arrays.kind[row];
    const times = `${this.startNs(row) ?? 0} ${this.endNs(row) ?? 0}`;
    return `${this.spanIds[row]} ${kind} ${times} ${this.source(row).service} ${this.name(row)}`;
  }

  /** Says where rows come from. */
  place(rows: readonly number[], resource: OtlpResource | undefined, scope: OtlpScope | undefined): void {
    const source = this.sources.push({ service: serviceOf(resource), resource, scope }) - 1;
    for (const row of rows) this.rows.arrays.source[row] = source;
  }

  push(span: SpanRow): number {
    const row = this.rows.push();
    const { arrays } = this.rows;
    arrays.traceId[row] = span.traceId;
    arrays.name[row] = span.name;
    arrays.traceState[row] = span.traceState;
    arrays.statusMessage[row] = span.statusMessage;
    arrays.kind[row] = span.kind;
    arrays.statusCode[row] = span.statusCode;
    arrays.session[row] = span.session;
    arrays.run[row] = span.run;
    arrays.startHigh[row] = span.startHigh;
    arrays.startLow[row] = span.startLow;
    arrays.endHigh[row] = span.endHigh;
    arrays.endLow[row] = span.endLow;
    arrays.known[row] = span.known;
    arrays.firstKey[row] = this.keys.length;
    arrays.keys[row] = span.keys.length;
    for (const key of span.keys) {
      const at = this.keys.push();
      this.keys.arrays.key[at] = key;
    }
    this.spanIds[row] = span.spanId;
    this.parentSpanIds[row] = span.parentSpanId;
    this.otlp[row] = span.otlp;
    return row;
  }

  /** A span that is an object; its ids are in lower case. */
  append(span: OtlpSpan): number {
    const start = nanos(span.startTimeUnixNano);
    const end = nanos(span.endTimeUnixNano);
    const session = firstText(span, BAGGAGE_SESSION_ID);
    return this.push({
      traceId: this.#intern(span.traceId),
      name: this.#intern(span.name),
      traceState: this.#intern(span.traceState),
      statusMessage: this.#intern(span.status?.message),
      kind: span.kind ?? 0,
      statusCode: span.status?.code ?? 0,
      session: isSessionId(session) ? this.#intern(session) : 0,
      run: this.#intern(firstText(span, BAGGAGE_RUN_ID)),
      startHigh: high(start),
      startLow: low(start),
      endHigh: high(end),
      endLow: low(end),
      known: (start === undefined ? 0 : START_KNOWN) | (end === undefined ? 0 : END_KNOWN),
      keys: (span.attributes ?? []).map(({ key }) => this.#intern(key)),
      spanId: span.spanId ?? '',
      parentSpanId: span.parentSpanId ?? '',
      otlp: JSON.stringify(span),
    });
  }

  #intern(value: unknown): number {
    return typeof value === 'string' ? this.texts.intern(value) : 0;
  }
}

/** Of spans that are objects already; those without a trace id are left out. */
export function columnsOf({ resourceSpans }: OtlpTraces): SpanColumns {
  const columns = new SpanColumns();
  for (const { resource, scope, spans } of scopedSpans(resourceSpans)) {
    const rows: number[] = [];
    for (const span of spans) {
      const traceId = traceIdOf(span);
      if (traceId !== undefined) rows.push(columns.append(lowered(span, traceId)));
    }
    columns.place(rows, resource, scope);
  }
  return columns;
}

/** The span itself where it is in lower case, as it mostly is. */
function lowered(span: OtlpSpan, traceId: string): OtlpSpan {
  const spanId = span.spanId?.toLowerCase() ?? '';
  const parentSpanId = span.parentSpanId?.toLowerCase();
  if (span.traceId === traceId && span.spanId === spanId && span.parentSpanId === parentSpanId) return span;
  return { ...span, traceId, spanId, ...(parentSpanId !== undefined && { parentSpanId }) };
}

const firstText = ({ attributes = [] }: OtlpSpan, wanted: string): string | undefined =>
  attributes.find(({ key }) => key === wanted)?.value?.stringValue;

const joined = (highBits = 0, lowBits = 0): bigint => (BigInt(highBits) << 32n) | BigInt(lowBits);
const high = (ns = 0n): number => Number(ns >> 32n);
const low = (ns = 0n): number => Number(ns & 0xffff_ffffn);

function nanos(value: unknown): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  try {
    const ns = BigInt(value);
    return ns < 0n || ns > MAX_NS ? undefined : ns;
  } catch {
    return undefined;
  }
}
