/**
 * Which attributes spans carry, and some values of each, for completion. Of a table a bounded number of spans is looked at,
 * so that it costs the same for a million: the newest, about which somebody is likely to ask, and others spread over it.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';

/** By the field as a query writes it (`span.http.route`), its values as a query writes them (`"/units"`, `200`). */
export type KnownFields = ReadonlyMap<string, readonly string[]>;

const NEWEST_SPANS = 1_000;
const SPREAD_SPANS = 1_000;
const MAX_FIELDS = 500;
const MAX_VALUES = 40;
const MAX_VALUE_LENGTH = 120;

/** Fields of as many tables as there are: where there are too many fields or values, those that were told of first stay. */
export class FieldCollector {
  readonly #fields = new Map<string, Set<string>>();

  get fields(): KnownFields {
    return new Map(
      [...this.#fields]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([field, values]) => [field, [...values].sort()] as const),
    );
  }

  add(table: TraceReader, includes: (span: SpanIndex) => boolean = () => true): void {
    const { columns, strings, spanCount } = table;
    for (const span of lookedAt(spanCount)) {
      if (!includes(span)) continue;
      this.#add('name', strings.get(columns.name[span] as number));
      for (const [key, value] of table.attributes(span)) this.#add(`span.${quotedKey(key)}`, value);
      this.addResource(table.resourceAttributes(span));
      for (const event of table.events(span)) {
        this.#add('event:name', event.name);
        for (const [key, value] of event.attributes) this.#add(`event.${quotedKey(key)}`, value);
      }
    }
  }

  addResource(attributes: Iterable<readonly [string, AttributeValue]>): void {
    for (const [key, value] of attributes) this.#add(`resource.${quotedKey(key)}`, value);
  }

  #add(field: string, value: AttributeValue | undefined): void {
    let values = this.#fields.get(field);
    if (values === undefined) {
      if (this.#fields.size >= MAX_FIELDS) return;
      values = new Set();
      this.#fields.set(field, values);
    }
    const text = literalOf(value);
    if (text !== undefined && values.size < MAX_VALUES) values.add(text);
  }
}

export function knownFields(table: TraceReader, includes?: (span: SpanIndex) => boolean): KnownFields {
  const collector = new FieldCollector();
  collector.add(table, includes);
  return collector.fields;
}

/** The newest first: where there are too many fields or values, theirs are known. Spans stand in the order of arrival. */
function* lookedAt(spanCount: number): Generator<SpanIndex> {
  const newest = Math.max(0, spanCount - NEWEST_SPANS);
  for (let index = spanCount - 1; index >= newest; index--) yield index as SpanIndex;
  const step = Math.max(1, Math.ceil(newest / SPREAD_SPANS));
  for (let index = 0; index < newest; index += step) yield index as SpanIndex;
}

/** A key that would end early stands in quotes. */
function quotedKey(key: string): string {
  return /^[\w./-]+$/.test(key) ? key : JSON.stringify(key);
}

function literalOf(value: AttributeValue | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_VALUE_LENGTH || /[\n\r\t]/.test(value) ? undefined : JSON.stringify(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}
