/**
 * The write side for spans: takes one unchecked OTLP span at a time into the columns.
 *
 * Invariants
 * - One row a span. A span that arrives again, or ends, is written over its own row; an open span never writes over an
 *   ended one. The same id used by spans that are plainly different (other service, start, name or kind) makes rows of
 *   their own; the first keeps the id when children look for their parent.
 * - `parent` is set as soon as both ends are there, in whichever order they came.
 * O(1) a span, however ids collide.
 */
import { AttributeColumns, type PackedAttributes } from './attribute-columns.ts';
import { isNoId, parseHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from './hex-id.ts';
import { Origins, type PackedOrigins } from './origins.ts';
import type { OtlpSpan } from './otlp-json.ts';
import { textOf, type Unchecked, uintOf } from './otlp-walk.ts';
import { type ProblemLog, shown } from './problems.ts';
import { type PackedDetails, SpanDetails } from './span-details.ts';
import { type PackedSpanIds, SpanIds } from './span-ids.ts';
import { type PackedSpanRows, type SpanRows, spanRows } from './span-rows.ts';
import { type PackedStrings, StringTable } from './string-table.ts';
import { type PackedOrigin, TimeOrigin, timeOf } from './time-origin.ts';
import { NO_SPAN, SPAN_KINDS, type SpanIndex, type StringId } from './types.ts';

/** How a span came: `started` messages are expected to lack an end. */
export type Arrival = 'started' | 'finished';
export type Outcome = 'added' | 'updated' | 'unchanged';

/** What tells spans of one id apart. Times are NaN where the sender gave none. */
interface Identity {
  readonly trace: StringId;
  readonly id: StringId;
  readonly service: StringId;
  readonly name: StringId;
  readonly kind: number;
  readonly startNs: number;
  readonly endNs: number;
}

export interface PackedStore {
  readonly strings: PackedStrings;
  readonly time: PackedOrigin;
  readonly attributes: PackedAttributes;
  readonly origins: PackedOrigins;
  readonly rows: PackedSpanRows;
  readonly details: PackedDetails;
  readonly ids: PackedSpanIds;
  readonly namesakes: Map<string, SpanIndex>;
  readonly minNs: number;
  readonly maxNs: number;
}

export class SpanStore {
  readonly strings: StringTable;
  readonly time: TimeOrigin;
  readonly attributes: AttributeColumns;
  readonly origins: Origins;
  readonly rows: SpanRows;
  readonly details: SpanDetails;
  readonly #ids: SpanIds;
  /** Rows whose id was taken by a different span, by what tells them apart. */
  readonly #namesakes: Map<string, SpanIndex>;
  #minNs: number;
  #maxNs: number;

  constructor(packed?: PackedStore) {
    this.strings = new StringTable(packed?.strings);
    this.time = new TimeOrigin(packed?.time);
    this.attributes = new AttributeColumns(this.strings, packed?.attributes);
    this.origins = new Origins(this.strings, this.attributes, packed?.origins);
    this.rows = spanRows(packed?.rows);
    this.details = new SpanDetails(this.rows, this.strings, this.time, this.attributes, packed?.details);
    this.#ids = new SpanIds(packed?.ids);
    this.#namesakes = packed?.namesakes ?? new Map();
    this.#minNs = packed?.minNs ?? Number.POSITIVE_INFINITY;
    this.#maxNs = packed?.maxNs ?? Number.NEGATIVE_INFINITY;
  }

  get packed(): PackedStore {
    return {
      strings: this.strings.packed,
      time: this.time.packed,
      attributes: this.attributes.packed,
      origins: this.origins.packed,
      rows: this.rows.packed,
      details: this.details.packed,
      ids: this.#ids.packed,
      namesakes: this.#namesakes,
      minNs: this.#minNs,
      maxNs: this.#maxNs,
    };
  }

  upsert(
    span: Unchecked<OtlpSpan>,
    resource: number,
    scope: number,
    arrival: Arrival,
    problems: ProblemLog,
  ): Outcome {
    const identity = this.#readIdentity(span, resource, problems);
    if (!identity) return 'unchanged';
    const { trace, id, startNs, endNs } = identity;
    const known = this.#findSame(identity);
    const isNew = known === NO_SPAN;
    const isOpen = Number.isNaN(endNs);
    if (!isNew && isOpen && !Number.isNaN(this.rows.arrays.endNs[known] ?? 0)) return 'unchanged';

    const index = isNew ? (this.rows.push() as SpanIndex) : known;
    const columns = this.rows.arrays;
    columns.traceId[index] = trace;
    columns.spanId[index] = id;
    columns.name[index] = identity.name;
    columns.kind[index] = identity.kind;
    columns.service[index] = identity.service;
    columns.resource[index] = resource;
    columns.scopeIndex[index] = scope;
    columns.scope[index] = this.origins.scopes[scope]?.name ?? 0;
    this.#placeParent(index, trace, span.parentSpanId, isNew, problems);
    this.#placeStart(index, startNs, endNs, isNew, problems);
    columns.endNs[index] = endNs;
    if (isOpen && arrival === 'finished') {
      problems.kept('missing-end', 'The span has no end time; it counts as still open.');
    }
    this.#extendBounds(index, problems);
    this.details.write(index, span, problems);
    if (isNew) this.#enterId(index, identity, problems);
    return isNew ? 'added' : 'updated';
  }

  find(trace: StringId, id: StringId): SpanIndex {
    return this.#ids.find(trace, id);
  }

  bounds(): { readonly startNs: number; readonly endNs: number } {
    return this.rows.length === 0 ? { startNs: 0, endNs: 0 } : { startNs: this.#minNs, endNs: this.#maxNs };
  }

  #readIdentity(span: Unchecked<OtlpSpan>, resource: number, problems: ProblemLog): Identity | undefined {
    const traceHex = parseHexId(span.traceId, TRACE_ID_DIGITS);
    const spanHex = parseHexId(span.spanId, SPAN_ID_DIGITS);
    if (traceHex === undefined) {
      problems.leftOut('bad-trace-id', badId('traceId', span.traceId, TRACE_ID_DIGITS));
      return undefined;
    }
    if (spanHex === undefined) {
      problems.leftOut('bad-span-id', badId('spanId', span.spanId, SPAN_ID_DIGITS));
      return undefined;
    }
    return {
      trace: this.strings.intern(traceHex),
      id: this.strings.intern(spanHex),
      service: this.origins.resources[resource]?.service ?? 0,
      name: this.strings.intern(textOf(span.name, 'name', problems)),
      kind: uintOf(span.kind, 'kind', problems, SPAN_KINDS.length - 1),
      startNs: timeOf(this.time, span.startTimeUnixNano, 'startTimeUnixNano', problems),
      endNs: timeOf(this.time, span.endTimeUnixNano, 'endTimeUnixNano', problems),
    };
  }

  #findSame(identity: Identity): SpanIndex {
    const first = this.#ids.find(identity.trace, identity.id);
    if (first === NO_SPAN || this.#isSame(first, identity)) return first;
    for (const key of namesakeKeys(first, identity)) {
      const index = this.#namesakes.get(key);
      if (index !== undefined && this.#isSame(index, identity)) return index;
    }
    return NO_SPAN;
  }

  /** While a span is open its name may change (a route becomes known), so only ended spans are told apart by name. */
  #isSame(index: SpanIndex, { service, name, kind, startNs, endNs }: Identity): boolean {
    const columns = this.rows.arrays;
    const haveStarts = columns.startIsGuess[index] === 0 && !Number.isNaN(startNs);
    if (columns.service[index] !== service || (haveStarts && columns.startNs[index] !== startNs))
      return false;
    const isEitherOpen = Number.isNaN(endNs) || Number.isNaN(columns.endNs[index] ?? Number.NaN);
    return (isEitherOpen && haveStarts) || (columns.name[index] === name && columns.kind[index] === kind);
  }

  #enterId(index: SpanIndex, identity: Identity, problems: ProblemLog): void {
    const { trace, id } = identity;
    const { name, parent, parentSpanId } = this.rows.arrays;
    const isFirst = this.#ids.claim(trace, id, index, (child) => {
      if (parentSpanId[child] === id) parent[child] = index;
    });
    if (isFirst) return;
    const first = this.#ids.find(trace, id);
    for (const key of namesakeKeys(first, identity)) this.#namesakes.set(key, index);
    problems.kept(
      'id-used-twice',
      `${shown(this.strings.get(identity.name))} has the id of another span, ` +
        `${shown(this.strings.get(name[first] ?? 0))} (${this.strings.get(id)}); ` +
        'both are kept, and children go to the one that came first.',
    );
  }

  #placeParent(
    index: SpanIndex,
    trace: StringId,
    given: unknown,
    isNew: boolean,
    problems: ProblemLog,
  ): void {
    const { parent, parentSpanId } = this.rows.arrays;
    const hex = parseHexId(given, SPAN_ID_DIGITS);
    if (hex === undefined && !isNoId(given)) {
      const message = `parentSpanId is ${shown(given)}, not ${SPAN_ID_DIGITS} hex digits; the span was read as a root.`;
      problems.kept('bad-parent-id', message);
    }
    const id = hex === undefined ? 0 : this.strings.intern(hex);
    if (!isNew && parentSpanId[index] === id) return;
    parentSpanId[index] = id;
    parent[index] = id === 0 ? NO_SPAN : this.#ids.parentFor(index, trace, id);
  }

  #placeStart(index: SpanIndex, startNs: number, endNs: number, isNew: boolean, problems: ProblemLog): void {
    const columns = this.rows.arrays;
    if (!Number.isNaN(startNs)) {
      columns.startNs[index] = startNs;
      columns.startIsGuess[index] = 0;
    } else if (isNew || columns.startIsGuess[index] === 1) {
      columns.startNs[index] = this.#guessStart(index, endNs);
      columns.startIsGuess[index] = 1;
      const message =
        'The span has no start time; it was placed at its end, or else where its parent starts.';
      problems.kept('missing-start', message);
    }
  }

  #guessStart(index: SpanIndex, endNs: number): number {
    if (!Number.isNaN(endNs)) return endNs;
    const { parent, startNs } = this.rows.arrays;
    const up = parent[index] ?? NO_SPAN;
    if (up !== NO_SPAN && up !== index) return startNs[up] ?? 0;
    // The first span of a table has nothing to stand beside.
    return Number.isFinite(this.#minNs) ? this.#minNs : 0;
  }

  #extendBounds(index: SpanIndex, problems: ProblemLog): void {
    const { startNs, endNs } = this.rows.arrays;
    const start = startNs[index] ?? 0;
    const end = endNs[index] ?? Number.NaN;
    this.#minNs = Math.min(this.#minNs, start);
    this.#maxNs = Math.max(this.#maxNs, start, Number.isNaN(end) ? start : end);
    if (end < start) {
      problems.kept('ends-before-start', `The span ends ${start - end} ns before it starts; kept as sent.`);
    }
  }
}

/** Without the name, by which an open span is found again; and with it. */
function namesakeKeys(
  first: SpanIndex,
  { service, startNs, name, kind }: Identity,
): readonly [string, string] {
  const byStart = `${first}:${service}:${startNs}`;
  return [byStart, `${byStart}:${name}:${kind}`];
}

function badId(field: string, value: unknown, digits: number): string {
  return `${field} is ${shown(value)}, not ${digits} hex digits (and not all zeros); the span was left out.`;
}
