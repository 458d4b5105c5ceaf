/**
 * `compare({ ... })`: which values of which attributes are frequent among the selected spans, and among the rest.
 *
 * For each group there is one series a value (the most frequent ones only) and one total an attribute, as in Tempo:
 *
 *     __meta_type="selection"        resource.service.name="cart"     3 spans of it here
 *     __meta_type="selection_total"  resource.service.name=nil        5 spans had the attribute
 *
 * Each value of each attribute of each group has a number; a span is read as the numbers of what it carries.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';
import { compileFilter } from './compile-filter.ts';
import { fieldReader } from './fields.ts';
import type { CompareMetric } from './metrics-ast.ts';
import type { Row } from './over-time.ts';
import { groupKey } from './values.ts';

const COMPARED_INTRINSICS = [
  ['name', 'span:name'],
  ['status', 'span:status'],
  ['kind', 'span:kind'],
  ['statusMessage', 'span:statusMessage'],
  ['rootName', 'trace:rootName'],
  ['rootServiceName', 'trace:rootService'],
] as const;

const TYPES = ['baseline', 'selection'] as const;
type GroupType = (typeof TYPES)[number];
type ByAttribute = Map<string, Map<string, number>>;

/** What was carried, once for each number, and in which bin. */
export interface Carried {
  readonly count: number;
  readonly valueBins: readonly number[];
  /** Numbers, as {@link ComparedValues} gave them. */
  readonly values: readonly number[];
}

export class ComparedValues {
  readonly #metric: CompareMetric;
  readonly #numbers: Readonly<Record<GroupType, ByAttribute>> = { baseline: new Map(), selection: new Map() };
  readonly #values: (AttributeValue | undefined)[] = [];

  constructor(metric: CompareMetric) {
    this.#metric = metric;
  }

  /** Calls back with the number of everything that a span carries. */
  reader(table: TraceReader): (span: SpanIndex, carries: (number: number) => void) => void {
    const { selection, fromUnixNano, toUnixNano } = this.#metric;
    const isSelected = compileFilter(selection.expression, table);
    const { startNs } = table.columns;
    const fromNs = sinceOrigin(fromUnixNano, table) ?? Number.NEGATIVE_INFINITY;
    const toNs = sinceOrigin(toUnixNano, table) ?? Number.POSITIVE_INFINITY;
    const intrinsics = COMPARED_INTRINSICS.map(([name, field]) => ({
      name,
      read: fieldReader({ type: 'intrinsic', name: field }, table).read,
    }));
    return (span, carries) => {
      const start = startNs[span] as number;
      const within = start >= fromNs && start < toNs;
      const group = within && isSelected(span) ? 'selection' : 'baseline';
      for (const { name, read } of intrinsics) {
        const value = read(span);
        if (typeof value === 'string' && value !== '') carries(this.#numberOf(group, name, value));
      }
      for (const [key, value] of table.attributes(span)) carries(this.#numberOf(group, `span.${key}`, value));
      for (const [key, value] of table.resourceAttributes(span))
        carries(this.#numberOf(group, `resource.${key}`, value));
    };
  }

  rows({ count, values, valueBins }: Carried): readonly Row[] {
    const totals = new Uint32Array(this.#values.length);
    for (const number of values) totals[number] = (totals[number] as number) + 1;
    /** By number: what all values of its attribute add up to, and its own. */
    const all: Float64Array[] = [];
    const own: Float64Array[] = [];
    const rows = TYPES.flatMap((type) =>
      [...this.#numbers[type]].flatMap(([name, byValue]) => {
        const numbers = [...byValue.values()].filter((number) => totals[number] !== 0);
        if (numbers.length === 0) return [];
        const total = new Float64Array(count);
        for (const number of numbers) all[number] = total;
        const frequent = numbers
          .sort((a, b) => (totals[b] as number) - (totals[a] as number))
          .slice(0, this.#metric.topN);
        return [
          ...frequent.map((number) => {
            const points = new Float64Array(count);
            own[number] = points;
            return row(type, name, this.#values[number], points);
          }),
          row(`${type}_total`, name, undefined, total),
        ];
      }),
    );
    for (const [at, number] of values.entries()) {
      const bin = valueBins[at] as number;
      const total = all[number] as Float64Array;
      total[bin] = (total[bin] as number) + 1;
      const points = own[number];
      if (points !== undefined) points[bin] = (points[bin] as number) + 1;
    }
    return rows;
  }

  #numberOf(group: GroupType, name: string, value: AttributeValue | undefined): number {
    let byValue = this.#numbers[group].get(name);
    if (byValue === undefined) {
      byValue = new Map();
      this.#numbers[group].set(name, byValue);
    }
    const key = groupKey(value);
    let number = byValue.get(key);
    if (number === undefined) {
      number = this.#values.push(value) - 1;
      byValue.set(key, number);
    }
    return number;
  }
}

function sinceOrigin(unixNano: bigint | undefined, table: TraceReader): number | undefined {
  return unixNano === undefined ? undefined : Number(unixNano - table.originUnixNano);
}

function row(type: string, name: string, value: AttributeValue | undefined, points: Float64Array): Row {
  return {
    labels: [
      { name: '__meta_type', value: type },
      { name, value },
    ],
    points,
  };
}
