/**
 * The newest state of each instrument of each service.
 *
 *   metric record --> instrument (service, name, unit, type) --> point (resource, scope, attributes) --> newest value
 *
 * A cumulative report replaces the value unless it is older than what is known. A delta report is added to it, and is
 * skipped when its time is not newer (it was sent twice); so what is read, and sent on, is always cumulative.
 */
import { checkedAttributes } from './attribute-columns.ts';
import { readExemplars } from './exemplars.ts';
import { addValues, type PointValue, readExponential, readHistogram, readNumber } from './metric-value.ts';
import type { OtlpMetric, OtlpNumberPoint } from './otlp-json.ts';
import { fieldOf, isObject, listOf, textOf, type Unchecked } from './otlp-walk.ts';
import { type ProblemLog, shown } from './problems.ts';
import type { SpanStore } from './span-store.ts';
import { timeOf } from './time-origin.ts';
import type { AttributeValue, Metric, MetricExemplar, MetricPoint } from './types.ts';

export interface StoredPoint {
  readonly resource: number;
  readonly scope: number;
  readonly attributeStart: number;
  readonly attributeCount: number;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly startNs: number;
  readonly timeNs: number;
  readonly value: PointValue;
  readonly exemplars: readonly MetricExemplar[];
}
export interface Instrument {
  readonly name: string;
  readonly unit: string;
  readonly type: Metric['type'];
  readonly service: string;
  description: string;
  monotonic: boolean;
  readonly points: Map<string, StoredPoint>;
}

/** One data point as it came, its value read. */
interface PointReport {
  readonly point: Unchecked<OtlpNumberPoint>;
  readonly value: PointValue;
  readonly isDelta: boolean;
  readonly resource: number;
  readonly scope: number;
}

const DELTA = 1;
const DATA_FIELDS = [
  ['sum', 'sum', readNumber],
  ['gauge', 'gauge', readNumber],
  ['histogram', 'histogram', readHistogram],
  ['exponentialHistogram', 'exponential-histogram', readExponential],
] as const;

export class MetricTable {
  readonly instruments = new Map<string, Instrument>();
  #metrics: readonly Metric[] | undefined = [];
  readonly #store: SpanStore;

  constructor(store: SpanStore) {
    this.#store = store;
  }

  /** Made anew after a change, so that whoever compares by identity sees it. */
  get metrics(): readonly Metric[] {
    this.#metrics ??= [...this.instruments.values()].map(toMetric);
    return this.#metrics;
  }

  /** Instruments of another table, in portions; their attributes are in this store already. */
  take(instruments: Iterable<readonly [string, Instrument]>): void {
    for (const [key, instrument] of instruments) this.instruments.set(key, instrument);
    this.#metrics = undefined;
  }

  append(
    metric: Unchecked<OtlpMetric>,
    resource: number,
    scope: number,
    problems: ProblemLog,
  ): 'added' | 'updated' | 'unchanged' {
    const name = textOf(metric.name, 'name', problems);
    const found = DATA_FIELDS.find(([field]) => isObject(metric[field]));
    if (name === '' || !found) {
      const reason = name === '' ? 'has no name' : 'has none of sum, gauge, histogram, exponentialHistogram';
      problems.leftOut('bad-metric', `The metric ${shown(name)} ${reason}; it was left out.`);
      return 'unchanged';
    }
    const [field, type, readValue] = found;
    const data = metric[field];
    const unit = textOf(metric.unit, 'unit', problems);
    const { strings, origins } = this.#store;
    const service = strings.get(origins.resources[resource]?.service ?? 0);
    const key = JSON.stringify([service, name, unit, type]);
    const known = this.instruments.get(key);
    const instrument: Instrument = known ?? {
      name,
      unit,
      type,
      service,
      description: '',
      monotonic: false,
      points: new Map(),
    };
    instrument.description = textOf(metric.description, 'description', problems);
    instrument.monotonic = fieldOf(data, 'isMonotonic') === true;
    let hasChanged = false;
    for (const point of listOf(data, 'dataPoints', problems)) {
      const value = isObject(point) ? readValue(point) : `it is ${shown(point)}, not an object`;
      if (typeof value === 'string') {
        problems.leftOut(
          'bad-metric',
          `A point of ${shown(name)} cannot be read: ${value}; it was left out.`,
        );
        continue;
      }
      const isDelta = fieldOf(data, 'aggregationTemporality') === DELTA;
      const report = { point: point as object, value, isDelta, resource, scope };
      if (this.#takePoint(instrument, report, problems)) hasChanged = true;
    }
    if (!hasChanged) return 'unchanged';
    this.#metrics = undefined;
    this.instruments.set(key, instrument);
    return known === undefined ? 'added' : 'updated';
  }

  #takePoint(instrument: Instrument, report: PointReport, problems: ProblemLog): boolean {
    const { point, value, isDelta, resource, scope } = report;
    const attributes = checkedAttributes(point.attributes, problems);
    const content = [...attributes].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
    const key = JSON.stringify([resource, scope, content]);
    const known = instrument.points.get(key);
    const timeNs = timeOf(this.#store.time, point.timeUnixNano, 'timeUnixNano', problems);
    const startNs = timeOf(this.#store.time, point.startTimeUnixNano, 'startTimeUnixNano', problems);
    if (known && (isDelta ? timeNs <= known.timeNs : timeNs < known.timeNs)) return false;
    const store = this.#store.attributes;
    const attributeStart = known?.attributeStart ?? store.length;
    const attributeCount = known?.attributeCount ?? store.append(attributes, problems);
    const sum = known && isDelta ? addValues(known.value, value) : undefined;
    if (known && isDelta && !sum) {
      const message = `Two delta reports of ${shown(instrument.name)} have different buckets and cannot be added; the newer was kept.`;
      problems.kept('bad-metric', message);
    }
    instrument.points.set(key, {
      resource,
      scope,
      attributeStart,
      attributeCount,
      attributes: known?.attributes ?? store.map(attributeStart, attributeCount),
      startNs: sum && known ? known.startNs : startNs,
      timeNs,
      value: sum ?? value,
      exemplars: readExemplars(point, known?.exemplars ?? [], this.#store.time, problems),
    });
    return true;
  }
}

function toMetric({ points, ...instrument }: Instrument): Metric {
  return { ...instrument, points: [...points.values()].map(toPoint) };
}

function toPoint({ attributes, startNs, timeNs, value, exemplars }: StoredPoint): MetricPoint {
  return {
    attributes,
    timeNs: Number.isNaN(timeNs) ? 0 : timeNs,
    ...(Number.isNaN(startNs) ? {} : { startNs }),
    value: value.value,
    ...(exemplars.length === 0 ? {} : { exemplars }),
    ...(value.type === 'number'
      ? {}
      : {
          count: value.count,
          bounds: value.bounds,
          bucketCounts: value.bucketCounts,
          ...(value.min === undefined ? {} : { min: value.min }),
          ...(value.max === undefined ? {} : { max: value.max }),
        }),
  };
}
