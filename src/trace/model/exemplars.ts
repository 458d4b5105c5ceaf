/**
 * Exemplars: single measurements that a metric point was made of, each with the span in which it was made. Of each point
 * the newest {@link MAX_EXEMPLARS} are kept, over all its reports.
 * Source: opentelemetry-proto 1.11.0, metrics.proto, `Exemplar`.
 */
import { toAnyValue, toAttributeValue, toJsonDouble } from './any-value.ts';
import { checkedAttributes } from './attribute-columns.ts';
import { isNoId, parseHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from './hex-id.ts';
import { readNumber } from './metric-value.ts';
import type { OtlpExemplar } from './otlp-json.ts';
import { isObject, listOf, type Unchecked } from './otlp-walk.ts';
import { type ProblemLog, shown } from './problems.ts';
import { type TimeOrigin, timeOf } from './time-origin.ts';
import type { AttributeValue, MetricExemplar } from './types.ts';

export const MAX_EXEMPLARS = 32;

/** Those of a point as it came; `known` are of its earlier reports. What cannot be read is left out and told. */
export function readExemplars(
  point: object,
  known: readonly MetricExemplar[],
  time: TimeOrigin,
  problems: ProblemLog,
): readonly MetricExemplar[] {
  const given = listOf(point, 'exemplars', problems);
  if (given.length === 0) return known;
  const read: MetricExemplar[] = [];
  for (const exemplar of given.slice(-MAX_EXEMPLARS)) {
    const value = isObject(exemplar) ? readNumber(exemplar) : `it is ${shown(exemplar)}, not an object`;
    if (typeof value === 'string' || value.type !== 'number') {
      problems.leftOut('bad-metric', `An exemplar cannot be read: ${value}; it was left out.`);
      continue;
    }
    const { timeUnixNano, traceId, spanId, filteredAttributes } = exemplar as Unchecked<OtlpExemplar>;
    const attributes = checkedAttributes(filteredAttributes ?? [], problems).map(
      ({ key, value: any }): [string, AttributeValue] => [key ?? '', toAttributeValue(any ?? {})],
    );
    read.push({
      timeNs: timeOf(time, timeUnixNano, 'timeUnixNano', problems),
      value: value.value,
      traceId: idOf(traceId, TRACE_ID_DIGITS, problems),
      spanId: idOf(spanId, SPAN_ID_DIGITS, problems),
      attributes: new Map(attributes),
    });
  }
  const fresh = read.filter((one) => !known.some((old) => isSame(one, old)));
  return [...known, ...fresh].slice(-MAX_EXEMPLARS);
}

export function toOtlpExemplar(time: TimeOrigin, exemplar: MetricExemplar): OtlpExemplar {
  const { timeNs, traceId, spanId, attributes, value } = exemplar;
  return {
    ...(Number.isNaN(timeNs) ? {} : { timeUnixNano: time.format(timeNs) }),
    asDouble: toJsonDouble(value),
    ...(traceId === '' ? {} : { traceId }),
    ...(spanId === '' ? {} : { spanId }),
    ...(attributes.size === 0
      ? {}
      : { filteredAttributes: [...attributes].map(([key, of]) => ({ key, value: toAnyValue(of) })) }),
  };
}

/** A cumulative stream sends an exemplar again until it has a newer one. */
function isSame(a: MetricExemplar, b: MetricExemplar): boolean {
  return (
    Object.is(a.timeNs, b.timeNs) && a.value === b.value && a.spanId === b.spanId && a.traceId === b.traceId
  );
}

function idOf(value: unknown, digits: number, problems: ProblemLog): string {
  if (isNoId(value)) return '';
  const id = parseHexId(value, digits);
  if (id !== undefined) return id;
  problems.kept('bad-metric', `${shown(value)} is not ${digits} hex digits; the exemplar stands without it.`);
  return '';
}
