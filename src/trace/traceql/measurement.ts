/**
 * A metrics query over as many tables as there are, one after the other: what it needs is read from each, and all of it
 * together makes the series. One table gives the same as its spans in several.
 *
 *   table, table ... --read--> MeasuredSpans, MeasuredSpans ... --time, by(...), function, topk--> series
 */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { ComparedValues } from './compare-spans.ts';
import { compileValue } from './compile-filter.ts';
import { MeasuredSpans } from './measured-spans.ts';
import { BEYOND, MAX_GROUPS, MetricGroups, type SeriesLabel } from './metric-groups.ts';
import type { Metric, MetricsQuery } from './metrics-ast.ts';
import {
  averages,
  counts,
  folded,
  histogram,
  type Measured,
  quantiles,
  type Row,
  unitOf,
} from './over-time.ts';
import { applySecondStage } from './second-stage.ts';
import { binOf, type TimeBins, timeBins } from './time-bins.ts';
import { typeOf } from './type-check.ts';
import { Several } from './values.ts';

/** Times in ns from the origin. Without them: from the first matching span to the last. */
export interface MetricsRange {
  readonly startNs?: number;
  readonly endNs?: number;
  readonly stepNs?: number;
}

export interface MetricsResult {
  /** In ns from the origin. */
  readonly bins: TimeBins;
  /** `s`, `1/s`, or empty for a plain number. */
  readonly unit: string;
  readonly series: readonly MetricsSeries[];
  /** How many spans were measured. */
  readonly spans: number;
  /** Groups beyond those that are kept; none, almost always. */
  readonly leftOut: number;
}
export interface MetricsSeries {
  readonly labels: readonly SeriesLabel[];
  /** One a bin; NaN where there is no value. */
  readonly points: Float64Array;
  readonly exemplars: readonly Exemplar[];
}
/** A span behind a point, for the way from the chart to the trace. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly bin: number;
}

const MAX_EXEMPLARS = 100;

interface Group {
  readonly number: number;
  readonly bins: number[];
  readonly valueBins: number[];
  readonly values: number[];
  readonly exemplars: Exemplar[];
  readonly exemplarBins: Set<number>;
}

export class Measurement {
  readonly originUnixNano: bigint;
  readonly #query: MetricsQuery;
  readonly #groups: MetricGroups;
  readonly #compared: ComparedValues | undefined;

  constructor(query: MetricsQuery, originUnixNano: bigint) {
    const { metric, text } = query;
    this.originUnixNano = originUnixNano;
    this.#query = query;
    this.#groups = new MetricGroups('by' in metric ? metric.by : [], text);
    this.#compared = metric.type === 'compare' ? new ComparedValues(metric) : undefined;
  }

  /** Reads what the query measures of the spans that its search found. */
  read(table: TraceReader, found: readonly SpanIndex[]): MeasuredSpans {
    const into = new MeasuredSpans();
    const { columns, strings } = table;
    const { metric } = this.#query;
    const shiftNs = Number(table.originUnixNano - this.originUnixNano);
    const groupOf = this.#groups.reader(table);
    const carriedBy = this.#compared?.reader(table);
    const measuredOf = 'of' in metric ? compileValue(metric.of, table) : undefined;
    const traces = new Map<number, number>();
    for (const span of found) {
      const traceId = columns.traceId[span] as number;
      let trace = traces.get(traceId);
      if (trace === undefined) {
        trace = into.traceIds.push(strings.get(traceId)) - 1;
        traces.set(traceId, trace);
      }
      const startNs = (columns.startNs[span] as number) + shiftNs;
      const at = into.add(startNs, groupOf(span), trace, strings.get(columns.spanId[span] as number));
      carriedBy?.(span, (number) => into.addValue(at, number));
      if (measuredOf === undefined) continue;
      const value = measuredOf(span);
      for (const one of value instanceof Several ? value.values : [value])
        if (typeof one === 'number' || typeof one === 'bigint') into.addValue(at, Number(one));
    }
    return into;
  }

  /** Traces for which `isThere` says no are left out. */
  result(
    parts: readonly MeasuredSpans[],
    range: MetricsRange = {},
    isThere: (traceId: string, part: MeasuredSpans) => boolean = () => true,
  ): MetricsResult {
    const { metric, secondStages } = this.#query;
    const counted = parts.map((part) => ({
      part,
      traces: Uint8Array.from(part.traceIds, (traceId) => Number(isThere(traceId, part))),
    }));
    const bins = timeBinsOf(counted, range, this.originUnixNano);
    const { groups, spans, leftOut } = gathered(counted, bins, exemplarsWanted(this.#query));
    const isDuration = 'of' in metric && typeOf(metric.of) === 'duration';
    let series: readonly MetricsSeries[] = groups.flatMap((group) => {
      const measured = { ...group, count: bins.count, scale: isDuration ? 1e-9 : 1 };
      const rows = this.#compared?.rows(measured) ?? rowsOf(metric, measured, bins);
      const exemplars = this.#compared === undefined ? group.exemplars : [];
      const by = this.#groups.labels[group.number] ?? [];
      return rows.map(({ labels, points }) => ({ labels: [...by, ...labels], points, exemplars }));
    });
    for (const stage of secondStages) series = applySecondStage(stage, series);
    return {
      bins,
      unit: unitOf(metric.type, isDuration),
      series,
      spans,
      leftOut: leftOut + this.#groups.beyond,
    };
  }
}

interface CountedPart {
  readonly part: MeasuredSpans;
  /** By trace: 1 where it is there. */
  readonly traces: Uint8Array;
}

function timeBinsOf(parts: readonly CountedPart[], range: MetricsRange, originUnixNano: bigint): TimeBins {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { part, traces } of parts) {
    const { arrays, length } = part.spans;
    for (let span = 0; span < length; span++) {
      if (traces[arrays.trace[span] as number] === 0) continue;
      first = Math.min(first, arrays.startNs[span] as number);
      last = Math.max(last, arrays.startNs[span] as number);
    }
  }
  const startNs = range.startNs ?? (Number.isFinite(first) ? first : 0);
  const endNs = range.endNs ?? (Number.isFinite(last) ? last : startNs);
  return timeBins(startNs, Math.max(startNs, endNs), originUnixNano, range.stepNs);
}

function gathered(parts: readonly CountedPart[], bins: TimeBins, exemplarLimit: number) {
  /** By their number, and as they came. */
  const known: Group[] = [];
  const groups: Group[] = [];
  const leftOut = new Set<number>();
  let spans = 0;
  for (const { part, traces } of parts) {
    const { arrays, length } = part.spans;
    const { arrays: values, length: valueCount } = part.values;
    let value = 0;
    for (let span = 0; span < length; span++) {
      const first = value;
      while (value < valueCount && values.span[value] === span) value++;
      const trace = arrays.trace[span] as number;
      const bin = traces[trace] === 0 ? -1 : binOf(bins, arrays.startNs[span] as number);
      if (bin < 0) continue;
      spans++;
      const number = arrays.group[span] as number;
      if (number === BEYOND) continue;
      let group = known[number];
      if (group === undefined) {
        if (groups.length >= MAX_GROUPS) {
          leftOut.add(number);
          continue;
        }
        group = { number, bins: [], valueBins: [], values: [], exemplars: [], exemplarBins: new Set() };
        known[number] = group;
        groups.push(group);
      }
      group.bins.push(bin);
      for (let at = first; at < value; at++) {
        group.valueBins.push(bin);
        group.values.push(values.value[at] as number);
      }
      // The first span of each bin.
      if (group.exemplars.length === exemplarLimit || group.exemplarBins.has(bin)) continue;
      group.exemplarBins.add(bin);
      group.exemplars.push({ traceId: part.traceIds[trace] ?? '', spanId: part.spanIds[span] ?? '', bin });
    }
  }
  // Tables come newest first.
  for (const { exemplars } of groups) exemplars.sort((a, b) => a.bin - b.bin);
  return { groups, spans, leftOut: leftOut.size };
}

function rowsOf(metric: Metric, measured: Measured, { stepNs }: TimeBins): readonly Row[] {
  switch (metric.type) {
    case 'compare':
      return [];
    case 'rate':
      return [{ labels: [], points: counts(measured).map((count) => count / (stepNs / 1e9)) }];
    case 'count_over_time':
      return [{ labels: [], points: counts(measured) }];
    case 'quantile_over_time':
      return quantiles(metric.quantiles, measured);
    case 'histogram_over_time':
      return histogram(measured);
    case 'avg_over_time':
      return withValues(averages(measured));
    default:
      return withValues(folded(metric.type, measured));
  }
}

/** A group none of whose spans had a number makes no series. */
function withValues(points: Float64Array): readonly Row[] {
  return points.some((point) => !Number.isNaN(point)) ? [{ labels: [], points }] : [];
}

function exemplarsWanted({ hints }: MetricsQuery): number {
  const value = hints.find(({ name }) => name === 'exemplars')?.value;
  if (value === false) return 0;
  return typeof value === 'number' ? Math.max(0, Math.min(value, MAX_EXEMPLARS)) : MAX_EXEMPLARS;
}
