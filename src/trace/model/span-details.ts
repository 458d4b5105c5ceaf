/** What hangs on a span besides its place in the tree: status, attributes, events and links, from unchecked OTLP to columns. */
import type { AttributeColumns } from './attribute-columns.ts';
import { parseHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from './hex-id.ts';
import type { OtlpSpan, OtlpSpanEvent, OtlpSpanLink } from './otlp-json.ts';
import { isObject, textOf, type Unchecked, uintOf } from './otlp-walk.ts';
import { type ProblemLog, shown } from './problems.ts';
import {
  eventRows,
  linkRows,
  type PackedEventRows,
  type PackedLinkRows,
  type SpanRows,
} from './span-rows.ts';
import type { StringTable } from './string-table.ts';
import { type TimeOrigin, timeOf } from './time-origin.ts';
import { type SpanIndex, STATUS_CODES } from './types.ts';

export interface PackedDetails {
  readonly events: PackedEventRows;
  readonly links: PackedLinkRows;
}

export class SpanDetails {
  readonly events: ReturnType<typeof eventRows>;
  readonly links: ReturnType<typeof linkRows>;
  readonly #rows: SpanRows;
  readonly #strings: StringTable;
  readonly #time: TimeOrigin;
  readonly #attributes: AttributeColumns;

  constructor(
    rows: SpanRows,
    strings: StringTable,
    time: TimeOrigin,
    attributes: AttributeColumns,
    packed?: PackedDetails,
  ) {
    this.events = eventRows(packed?.events);
    this.links = linkRows(packed?.links);
    this.#rows = rows;
    this.#strings = strings;
    this.#time = time;
    this.#attributes = attributes;
  }

  get packed(): PackedDetails {
    return { events: this.events.packed, links: this.links.packed };
  }

  /** Writes over what the span had; its former ranges are left behind unused. */
  write(index: SpanIndex, span: Unchecked<OtlpSpan>, problems: ProblemLog): void {
    const columns = this.#rows.arrays;
    const status = (isObject(span.status) ? span.status : {}) as Unchecked<NonNullable<OtlpSpan['status']>>;
    columns.status[index] = uintOf(status.code, 'status.code', problems, STATUS_CODES.length - 1);
    columns.statusMessage[index] = this.#text(status.message, 'status.message', problems);
    columns.traceState[index] = this.#text(span.traceState, 'traceState', problems);
    columns.flags[index] = uintOf(span.flags, 'flags', problems);
    columns.droppedAttributes[index] = uintOf(
      span.droppedAttributesCount,
      'droppedAttributesCount',
      problems,
    );
    columns.droppedEvents[index] = uintOf(span.droppedEventsCount, 'droppedEventsCount', problems);
    columns.droppedLinks[index] = uintOf(span.droppedLinksCount, 'droppedLinksCount', problems);

    columns.attributeStart[index] = this.#attributes.length;
    columns.attributeCount[index] = this.#attributes.append(span.attributes, problems);

    const eventStart = this.events.length;
    for (const event of objectsOf(span.events, 'events', problems)) this.#appendEvent(event, index, problems);
    columns.eventStart[index] = eventStart;
    columns.eventCount[index] = this.events.length - eventStart;

    const linkStart = this.links.length;
    for (const link of objectsOf(span.links, 'links', problems)) this.#appendLink(link, problems);
    columns.linkStart[index] = linkStart;
    columns.linkCount[index] = this.links.length - linkStart;
  }

  #appendEvent(event: Unchecked<OtlpSpanEvent>, span: SpanIndex, problems: ProblemLog): void {
    const timeNs = timeOf(this.#time, event.timeUnixNano, 'An event: timeUnixNano', problems);
    if (Number.isNaN(timeNs)) {
      problems.kept('missing-time', 'An event has no time; it was placed where its span starts.');
    }
    const row = this.events.push();
    const { arrays } = this.events;
    arrays.timeNs[row] = Number.isNaN(timeNs) ? (this.#rows.arrays.startNs[span] ?? 0) : timeNs;
    arrays.name[row] = this.#text(event.name, 'An event: name', problems);
    arrays.attributeStart[row] = this.#attributes.length;
    arrays.attributeCount[row] = this.#attributes.append(event.attributes, problems);
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
    arrays.traceId[row] = this.#strings.intern(traceHex);
    arrays.spanId[row] = this.#strings.intern(spanHex);
    arrays.traceState[row] = this.#text(link.traceState, 'A link: traceState', problems);
    arrays.attributeStart[row] = this.#attributes.length;
    arrays.attributeCount[row] = this.#attributes.append(link.attributes, problems);
  }

  #text(value: unknown, field: string, problems: ProblemLog): number {
    return this.#strings.intern(textOf(value, field, problems));
  }
}

const NONE: readonly object[] = [];

function objectsOf(list: unknown, field: string, problems: ProblemLog): readonly object[] {
  if (list === undefined || list === null || (Array.isArray(list) && list.length === 0)) return NONE;
  if (!Array.isArray(list)) {
    problems.kept('bad-field', `${field} is ${shown(list)}, not a list; none were read.`);
    return NONE;
  }
  return list.filter((item: unknown): item is object => {
    if (isObject(item)) return true;
    problems.kept('bad-field', `${field} holds ${shown(item)}, not an object; that one was left out.`);
    return false;
  });
}
