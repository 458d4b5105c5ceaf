/**
 * The write side for spans: takes one unchecked OTLP span at a time into the columns.
 *
 * Invariants
 * - One row a span. A span that arrives again, or ends, is written over its own row; an open span never writes over an
 *   ended one. The same id used by spans that are plainly different (other service, start, name or kind) makes rows of
 *   their own; the first keeps the id when children look for their parent.
 * - `parent` is set as soon as both ends are there, in whichever order they came.
 */
import { AttributeColumns } from './attribute-columns.ts';
import { isNoId, parseHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from './hex-id.ts';
import { Origins } from './origins.ts';
import type { OtlpSpan, OtlpSpanEvent, OtlpSpanLink } from './otlp-json.ts';
import { isObject, textOf, type Unchecked, uintOf } from './otlp-walk.ts';
import { type ProblemLog, shown } from './problems.ts';
import { SpanIds } from './span-ids.ts';
import { eventRows, linkRows, type SpanRows, spanRows } from './span-rows.ts';
import { StringTable } from './string-table.ts';
import { TimeOrigin, timeOf } from './time-origin.ts';
import { NO_SPAN, SPAN_KINDS, type SpanIndex, STATUS_CODES, type StringId } from './types.ts';

/** How a span came: `started` messages are expected to lack an end. */
export type Arrival = 'started' | 'finished';
export type Outcome = 'added' | 'updated' | 'unchanged';

export class SpanStore {
  readonly strings = new StringTable();
  readonly time = new TimeOrigin();
  readonly attributes = new AttributeColumns(this.strings);
  readonly origins = new Origins(this.strings, this.attributes);
  readonly rows: SpanRows = spanRows();
  readonly events = eventRows();
  readonly links = linkRows();
  readonly ids = new SpanIds();
  /** Rows whose id was taken by a different span, by what tells them apart. */
  readonly #namesakes = new Map<string, SpanIndex>();
  minNs = Number.POSITIVE_INFINITY;
  maxNs = Number.NEGATIVE_INFINITY;

  upsert(
    span: Unchecked<OtlpSpan>,
    resource: number,
    scope: number,
    arrival: Arrival,
    problems: ProblemLog,
  ): Outcome {
    const traceHex = parseHexId(span.traceId, TRACE_ID_DIGITS);
    const spanHex = parseHexId(span.spanId, SPAN_ID_DIGITS);
    if (traceHex === undefined)
      return leaveOut('bad-trace-id', 'traceId', span.traceId, TRACE_ID_DIGITS, problems);
    if (spanHex === undefined)
      return leaveOut('bad-span-id', 'spanId', span.spanId, SPAN_ID_DIGITS, problems);
    const trace = this.strings.intern(traceHex);
    const id = this.strings.intern(spanHex);
    const name = this.strings.intern(textOf(span.name, 'name', problems));
    const kind = uintOf(span.kind, 'kind', problems, SPAN_KINDS.length - 1);
    const startNs = timeOf(this.time, span.startTimeUnixNano, 'startTimeUnixNano', problems);
    const endNs = timeOf(this.time, span.endTimeUnixNano, 'endTimeUnixNano', problems);

    const { arrays } = this.rows;
    const service = this.origins.resources[resource]?.service ?? 0;
    let index = this.ids.find(trace, id);
    if (index !== NO_SPAN && !this.#isSame(index, service, name, kind, startNs, endNs)) {
      index = this.#namesake(index, service, name, kind, startNs, endNs);
    }
    const isNew = index === NO_SPAN;
    if (!isNew && Number.isNaN(endNs) && !Number.isNaN(arrays.endNs[index] ?? 0)) return 'unchanged';
    if (isNew) index = this.rows.push() as SpanIndex;

    const columns = this.rows.arrays;
    columns.traceId[index] = trace;
    columns.spanId[index] = id;
    columns.name[index] = name;
    columns.kind[index] = kind;
    columns.service[index] = service;
    columns.resource[index] = resource;
    columns.scopeIndex[index] = scope;
    columns.scope[index] = this.origins.scopes[scope]?.name ?? 0;
    this.#placeParent(index, trace, span, isNew, problems);
    this.#placeTimes(index, startNs, endNs, isNew, arrival, problems);
    this.#writeDetails(index, span, problems);
    if (isNew) this.#enterId(index, trace, id, problems);
    return isNew ? 'added' : 'updated';
  }

  /** While a span is open its name may change (a route becomes known), so only ended spans are told apart by name. */
  #isSame(
    index: SpanIndex,
    service: StringId,
    name: StringId,
    kind: number,
    startNs: number,
    endNs: number,
  ): boolean {
    const { arrays } = this.rows;
    const hasStarts = arrays.startIsGuess[index] === 0 && !Number.isNaN(startNs);
    if (arrays.service[index] !== service || (hasStarts && arrays.startNs[index] !== startNs)) return false;
    const isEitherOpen = Number.isNaN(endNs) || Number.isNaN(arrays.endNs[index] ?? Number.NaN);
    return (isEitherOpen && hasStarts) || (arrays.name[index] === name && arrays.kind[index] === kind);
  }

  #namesake(
    first: SpanIndex,
    service: StringId,
    name: StringId,
    kind: number,
    startNs: number,
    endNs: number,
  ): SpanIndex {
    for (const key of namesakeKeys(first, service, startNs, name, kind)) {
      const index = this.#namesakes.get(key);
      if (index !== undefined && this.#isSame(index, service, name, kind, startNs, endNs)) return index;
    }
    return NO_SPAN;
  }

  #enterId(index: SpanIndex, trace: StringId, id: StringId, problems: ProblemLog): void {
    const { parent, parentSpanId } = this.rows.arrays;
    const isFirst = this.ids.claim(trace, id, index, (child) => {
      if (parentSpanId[child] === id) parent[child] = index;
    });
    if (isFirst) return;
    const first = this.ids.find(trace, id);
    const { service, startNs, name, kind } = this.rows.arrays;
    const keys = namesakeKeys(
      first,
      service[index] ?? 0,
      startNs[index] ?? 0,
      name[index] ?? 0,
      kind[index] ?? 0,
    );
    for (const key of keys) if (!this.#namesakes.has(key)) this.#namesakes.set(key, index);
    problems.kept(
      'id-used-twice',
      `Span ${this.strings.get(id)} ${shown(this.strings.get(name[index] ?? 0))} has the id of another span, ` +
        `${shown(this.strings.get(name[first] ?? 0))}; both are kept, and children go to the one that came first.`,
    );
  }

  #placeParent(
    index: SpanIndex,
    trace: StringId,
    span: Unchecked<OtlpSpan>,
    isNew: boolean,
    problems: ProblemLog,
  ): void {
    const { parent, parentSpanId } = this.rows.arrays;
    const given = span.parentSpanId;
    const hex = parseHexId(given, SPAN_ID_DIGITS);
    if (hex === undefined && !isNoId(given)) {
      const message = `parentSpanId is ${shown(given)}, not ${SPAN_ID_DIGITS} hex digits; the span was read as a root.`;
      problems.kept('bad-parent-id', message);
    }
    const id = hex === undefined ? 0 : this.strings.intern(hex);
    if (!isNew && parentSpanId[index] === id) return;
    parentSpanId[index] = id;
    parent[index] = id === 0 ? NO_SPAN : this.ids.parentFor(index, trace, id);
  }

  #placeTimes(
    index: SpanIndex,
    startNs: number,
    endNs: number,
    isNew: boolean,
    arrival: Arrival,
    problems: ProblemLog,
  ): void {
    const columns = this.rows.arrays;
    if (!Number.isNaN(startNs)) {
      columns.startNs[index] = startNs;
      columns.startIsGuess[index] = 0;
    } else if (isNew || columns.startIsGuess[index] === 1) {
      columns.startNs[index] = this.#guessStart(index, endNs);
      columns.startIsGuess[index] = 1;
      problems.kept(
        'missing-start',
        'The span has no start time; it was placed at its end, or else where its parent starts.',
      );
    }
    const placedNs = columns.startNs[index] ?? 0;
    columns.endNs[index] = endNs;
    if (Number.isNaN(endNs)) {
      if (arrival === 'finished')
        problems.kept('missing-end', 'The span has no end time; it counts as still open.');
    } else {
      if (endNs < placedNs) {
        problems.kept(
          'ends-before-start',
          `The span ends ${placedNs - endNs} ns before it starts; kept as sent.`,
        );
      }
      this.maxNs = Math.max(this.maxNs, endNs);
    }
    this.minNs = Math.min(this.minNs, placedNs);
    this.maxNs = Math.max(this.maxNs, placedNs);
  }

  #guessStart(index: SpanIndex, endNs: number): number {
    if (!Number.isNaN(endNs)) return endNs;
    const { parent, startNs } = this.rows.arrays;
    const parentIndex = parent[index] ?? NO_SPAN;
    if (parentIndex !== NO_SPAN && parentIndex !== index) return startNs[parentIndex] ?? 0;
    return Number.isFinite(this.minNs) ? this.minNs : 0;
  }

  #writeDetails(index: SpanIndex, span: Unchecked<OtlpSpan>, problems: ProblemLog): void {
    const columns = this.rows.arrays;
    const status = (isObject(span.status) ? span.status : {}) as Unchecked<NonNullable<OtlpSpan['status']>>;
    columns.status[index] = uintOf(status.code, 'status.code', problems, STATUS_CODES.length - 1);
    columns.statusMessage[index] = this.strings.intern(textOf(status.message, 'status.message', problems));
    columns.traceState[index] = this.strings.intern(textOf(span.traceState, 'traceState', problems));
    columns.flags[index] = uintOf(span.flags, 'flags', problems);
    columns.droppedAttributes[index] = uintOf(
      span.droppedAttributesCount,
      'droppedAttributesCount',
      problems,
    );
    columns.droppedEvents[index] = uintOf(span.droppedEventsCount, 'droppedEventsCount', problems);
    columns.droppedLinks[index] = uintOf(span.droppedLinksCount, 'droppedLinksCount', problems);
    columns.attributeStart[index] = this.attributes.length;
    columns.attributeCount[index] = this.attributes.append(span.attributes, problems);
    columns.eventStart[index] = this.events.length;
    this.#appendEach(span.events, 'events', problems, (event) => this.#appendEvent(event, index, problems));
    columns.eventCount[index] = this.events.length - (columns.eventStart[index] ?? 0);
    columns.linkStart[index] = this.links.length;
    this.#appendEach(span.links, 'links', problems, (link) => this.#appendLink(link, problems));
    columns.linkCount[index] = this.links.length - (columns.linkStart[index] ?? 0);
  }

  #appendEach(list: unknown, field: string, problems: ProblemLog, append: (item: object) => void): void {
    if (list === undefined || list === null) return;
    if (!Array.isArray(list)) {
      problems.kept('bad-field', `${field} is ${shown(list)}, not a list; none were read.`);
      return;
    }
    for (const item of list as readonly unknown[]) {
      if (isObject(item)) append(item);
      else problems.kept('bad-field', `${field} holds ${shown(item)}, not an object; that one was left out.`);
    }
  }

  #appendEvent(event: Unchecked<OtlpSpanEvent>, span: SpanIndex, problems: ProblemLog): void {
    const timeNs = timeOf(this.time, event.timeUnixNano, 'An event: timeUnixNano', problems);
    if (Number.isNaN(timeNs)) {
      problems.kept('missing-time', 'An event has no time; it was placed where its span starts.');
    }
    const row = this.events.push();
    const { arrays } = this.events;
    arrays.timeNs[row] = Number.isNaN(timeNs) ? (this.rows.arrays.startNs[span] ?? 0) : timeNs;
    arrays.name[row] = this.strings.intern(textOf(event.name, 'An event: name', problems));
    arrays.attributeStart[row] = this.attributes.length;
    arrays.attributeCount[row] = this.attributes.append(event.attributes, problems);
  }

  #appendLink(link: Unchecked<OtlpSpanLink>, problems: ProblemLog): void {
    const traceHex = parseHexId(link.traceId, TRACE_ID_DIGITS);
    const spanHex = parseHexId(link.spanId, SPAN_ID_DIGITS);
    if (traceHex === undefined || spanHex === undefined) {
      const ids = `traceId ${shown(link.traceId)}, spanId ${shown(link.spanId)}`;
      problems.kept('bad-link', `A link points to no span (${ids}); the link was left out.`);
      return;
    }
    const row = this.links.push();
    const { arrays } = this.links;
    arrays.traceId[row] = this.strings.intern(traceHex);
    arrays.spanId[row] = this.strings.intern(spanHex);
    arrays.traceState[row] = this.strings.intern(textOf(link.traceState, 'A link: traceState', problems));
    arrays.attributeStart[row] = this.attributes.length;
    arrays.attributeCount[row] = this.attributes.append(link.attributes, problems);
  }
}

function namesakeKeys(
  first: SpanIndex,
  service: StringId,
  startNs: number,
  name: StringId,
  kind: number,
): readonly [string, string] {
  const byStart = `${first}:${service}:${startNs}`;
  return [byStart, `${byStart}:${name}:${kind}`];
}

function leaveOut(
  type: 'bad-trace-id' | 'bad-span-id',
  field: string,
  value: unknown,
  digits: number,
  problems: ProblemLog,
): 'unchanged' {
  problems.leftOut(
    type,
    `${field} is ${shown(value)}, not ${digits} hex digits (and not all zeros); the span was left out.`,
  );
  return 'unchanged';
}
