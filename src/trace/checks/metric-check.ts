/**
 * A metric, read from its newest state: of all services that report it, the points that carry the wanted attributes.
 * Metrics do not say which spans they came from, so the result names none.
 */
import type { Metric, MetricPoint } from '../model/types.ts';
import { equalValues } from './equal-values.ts';
import { percentile } from './percentile.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { amountText, counted, listed, shorten } from './words.ts';

type Rule = Extract<CheckRule, { readonly type: 'metric' }>;

/** One thing the rule asks for, and what was there. */
interface Requirement {
  readonly holds: boolean;
  readonly expected: string;
  readonly seen: string;
}

export function evaluateMetric(rule: Rule, { table }: Evidence): CheckResult {
  const metrics = table.metrics.filter(({ name }) => name === rule.name);
  const points = metrics.flatMap((metric) => metric.points).filter((point) => carries(point, rule));
  if (points.length === 0) {
    const seen = metrics.length === 0 ? otherMetrics(table.metrics) : 'no point with these attributes';
    return { pass: false, spans: [], expected: `${rule.name}${withAttributes(rule)}`, seen };
  }
  const requirements = [
    unitAndKind(rule, metrics),
    sum(rule, points),
    count(rule, points),
    pointCount(rule, points),
    exactKeys(rule, points),
    percentileWithin(rule, points),
    overflow(rule, metrics),
  ].flat();
  const broken = requirements.filter(({ holds }) => !holds);
  const shown = broken.length > 0 ? broken : requirements;
  const isBare = shown.length === 0;
  return {
    pass: broken.length === 0,
    spans: [],
    expected: isBare
      ? `${rule.name}${withAttributes(rule)}`
      : shown.map(({ expected }) => expected).join(', '),
    seen: isBare ? counted(points.length, 'point') : shown.map(({ seen }) => seen).join(', '),
  };
}

function carries(point: MetricPoint, { attributes = {} }: Rule): boolean {
  return Object.entries(attributes).every(([key, value]) => equalValues(value, point.attributes.get(key)));
}

function withAttributes({ attributes = {} }: Rule): string {
  const pairs = Object.entries(attributes).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.length === 0 ? '' : ` with ${pairs.join(', ')}`;
}

function otherMetrics(metrics: readonly Metric[]): string {
  const names = [...new Set(metrics.map(({ name }) => shorten(name)))];
  return names.length === 0 ? 'no metrics' : `only ${listed(names)}`;
}

function unitAndKind({ unit, kind }: Rule, metrics: readonly Metric[]): readonly Requirement[] {
  const requirements: Requirement[] = [];
  if (unit !== undefined) {
    const other = metrics.find((metric) => metric.unit !== unit)?.unit;
    const seen = other === undefined ? unit : other === '' ? 'none' : other;
    requirements.push({ holds: other === undefined, expected: `unit ${unit}`, seen: `unit ${seen}` });
  }
  if (kind !== undefined) {
    const other = metrics.find((metric) => !isKind(metric, kind));
    const seen = other === undefined ? kind : other.type;
    requirements.push({ holds: other === undefined, expected: `a ${kind}`, seen: `a ${seen}` });
  }
  return requirements;
}

/** Instruments have other names than what they send: a counter sends a sum that only grows. */
function isKind({ type, monotonic }: Metric, kind: string): boolean {
  if (kind === 'counter') return type === 'sum' && monotonic;
  if (kind === 'updowncounter') return type === 'sum' && !monotonic;
  return type === kind || (kind === 'histogram' && type === 'exponential-histogram');
}

function sum(rule: Rule, points: readonly MetricPoint[]): readonly Requirement[] {
  if (rule.sum === undefined) return [];
  const total = points.reduce((so, { value }) => so + value, 0);
  // Sums of decimal fractions come a few units in the last place off.
  const holds = Math.abs(total - rule.sum) <= 1e-9 * Math.max(1, Math.abs(rule.sum));
  return [{ holds, expected: `sum ${amountText(rule.sum, false)}`, seen: `sum ${amountText(total, false)}` }];
}

function count(rule: Rule, points: readonly MetricPoint[]): readonly Requirement[] {
  if (rule.count === undefined) return [];
  const counts = points.flatMap((point) => (point.count === undefined ? [] : [point.count]));
  const total = counts.reduce((so, one) => so + one, 0);
  const seen = counts.length === 0 ? 'no histogram' : counted(total, 'value');
  return [{ holds: counts.length > 0 && total === rule.count, expected: counted(rule.count, 'value'), seen }];
}

function pointCount(rule: Rule, points: readonly MetricPoint[]): readonly Requirement[] {
  if (rule.points === undefined) return [];
  const expected = `at most ${rule.points} time series`;
  return [{ holds: points.length <= rule.points, expected, seen: `${points.length} time series` }];
}

function exactKeys({ keys }: Rule, points: readonly MetricPoint[]): readonly Requirement[] {
  if (keys === undefined) return [];
  const other = points.find(
    ({ attributes }) => attributes.size !== keys.length || !keys.every((key) => attributes.has(key)),
  );
  const named = (all: readonly string[]) => (all.length === 0 ? 'no attributes' : `only ${listed(all)}`);
  const seen = other === undefined ? keys : [...other.attributes.keys()].map(shorten);
  return [{ holds: other === undefined, expected: named(keys), seen: named(seen) }];
}

function percentileWithin(
  { percentile: wanted }: Rule,
  points: readonly MetricPoint[],
): readonly Requirement[] {
  if (wanted === undefined) return [];
  // 0.99 and 99 both mean the 99th.
  const p = wanted.p > 1 ? wanted.p / 100 : wanted.p;
  const value = percentile(points, p);
  const name = `p${amountText(p * 100, false)}`;
  const least = wanted.atLeast ?? Number.NEGATIVE_INFINITY;
  const atLeast = wanted.atLeast === undefined ? '' : `at least ${amountText(least, false)} and `;
  const expected = `${name} ${atLeast}at most ${amountText(wanted.atMost, false)}`;
  if (value === undefined) return [{ holds: false, expected, seen: 'no histogram to read it from' }];
  const seen = value === Number.POSITIVE_INFINITY ? 'above the last bucket' : amountText(value, false);
  return [{ holds: value >= least && value <= wanted.atMost, expected, seen: `${name} ${seen}` }];
}

/** The SDK folds everything past its limit of attribute sets into one point with this mark. */
const OVERFLOW = 'otel.metric.overflow';

function overflow({ noOverflow, name }: Rule, metrics: readonly Metric[]): readonly Requirement[] {
  if (noOverflow !== true) return [];
  const overflown = metrics.some(({ points }) =>
    points.some(({ attributes }) => attributes.get(OVERFLOW) === true),
  );
  const seen = overflown ? `an overflow of ${name}` : 'no overflow';
  return [{ holds: !overflown, expected: 'no overflow', seen }];
}
