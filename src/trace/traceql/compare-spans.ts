/**
 * `compare({ ... })`: which values of which attributes are frequent among the selected spans, and among the rest.
 *
 * For each group there is one series a value (the most frequent ones only) and one total an attribute, as in Tempo:
 *
 *     __meta_type="selection"        resource.service.name="cart"     3 spans of it here
 *     __meta_type="selection_total"  resource.service.name=nil        5 spans had the attribute
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';
import { compileFilter } from './compile-filter.ts';
import { fieldReader } from './fields.ts';
import type { CompareMetric } from './metrics-ast.ts';
import type { Row } from './over-time.ts';
import { binOf, type TimeBins } from './time-bins.ts';
import { groupKey } from './values.ts';

const COMPARED_INTRINSICS = [
  ['name', 'span:name'],
  ['status', 'span:status'],
  ['kind', 'span:kind'],
  ['statusMessage', 'span:statusMessage'],
  ['rootName', 'trace:rootName'],
  ['rootServiceName', 'trace:rootService'],
] as const;

interface Counted {
  readonly value: AttributeValue | undefined;
  readonly points: Float64Array;
  total: number;
}
type ByAttribute = Map<string, Map<string, Counted>>;

export function compareSpans(
  metric: CompareMetric,
  spans: readonly SpanIndex[],
  bins: TimeBins,
  table: TraceReader,
): readonly Row[] {
  const isSelected = compileFilter(metric.selection.expression, table);
  const { startNs } = table.columns;
  const fromNs = sinceOrigin(metric.fromUnixNano, table) ?? Number.NEGATIVE_INFINITY;
  const toNs = sinceOrigin(metric.toUnixNano, table) ?? Number.POSITIVE_INFINITY;
  const intrinsics = COMPARED_INTRINSICS.map(([name, field]) => ({
    name,
    read: fieldReader({ type: 'intrinsic', name: field }, table).read,
  }));
  const groups = { baseline: new Map() as ByAttribute, selection: new Map() as ByAttribute };
  for (const span of spans) {
    const start = startNs[span] as number;
    const within = start >= fromNs && start < toNs;
    const group = within && isSelected(span) ? groups.selection : groups.baseline;
    const bin = binOf(bins, start);
    const count = (name: string, value: AttributeValue | undefined) =>
      countIn(group, name, value, bin, bins.count);
    for (const { name, read } of intrinsics) {
      const value = read(span);
      if (typeof value === 'string' && value !== '') count(name, value);
    }
    for (const [key, value] of table.attributes(span)) count(`span.${key}`, value);
    for (const [key, value] of table.resourceAttributes(span)) count(`resource.${key}`, value);
  }
  return [
    ...rowsOf('baseline', groups.baseline, metric.topN, bins.count),
    ...rowsOf('selection', groups.selection, metric.topN, bins.count),
  ];
}

function sinceOrigin(unixNano: bigint | undefined, table: TraceReader): number | undefined {
  return unixNano === undefined ? undefined : Number(unixNano - table.originUnixNano);
}

function countIn(
  group: ByAttribute,
  name: string,
  value: AttributeValue | undefined,
  bin: number,
  bins: number,
): void {
  let values = group.get(name);
  if (values === undefined) {
    values = new Map();
    group.set(name, values);
  }
  const key = groupKey(value);
  let counted = values.get(key);
  if (counted === undefined) {
    counted = { value, points: new Float64Array(bins), total: 0 };
    values.set(key, counted);
  }
  counted.points[bin] = (counted.points[bin] as number) + 1;
  counted.total++;
}

function rowsOf(
  type: 'baseline' | 'selection',
  group: ByAttribute,
  topN: number,
  bins: number,
): readonly Row[] {
  return [...group].flatMap(([name, values]) => {
    const total = new Float64Array(bins);
    for (const { points } of values.values()) {
      for (const [bin, count] of points.entries()) total[bin] = (total[bin] as number) + count;
    }
    const frequent = [...values.values()].sort((a, b) => b.total - a.total).slice(0, topN);
    return [
      ...frequent.map(({ value, points }) => row(type, name, value, points)),
      row(`${type}_total`, name, undefined, total),
    ];
  });
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
