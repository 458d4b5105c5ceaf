/** A narrowing as a condition on the spans of one trace, for HAVING. What people wrote is bound, never written into it. */
import type { Narrowing, SpanNarrowing } from '../../../store/narrowing.ts';

export interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

export function conditionOf(narrowing: Narrowing | undefined): Condition {
  if (narrowing === undefined) return { sql: 'true', values: [] };
  const values: string[] = [];
  const bind = (value: string) => `$${values.push(value)}`;
  const write = (part: Narrowing): string => {
    if (part.type === 'all') return `(${part.of.map(write).join(' AND ')})`;
    if (part.type === 'any') return `(${part.of.map(write).join(' OR ')})`;
    return `bool_or(${spanCondition(part, bind)})`;
  };
  return { sql: write(narrowing), values };
}

function spanCondition(part: SpanNarrowing, bind: (value: string) => string): string {
  if (part.type === 'is') return `${part.column} = ${bind(part.value)}`;
  if (part.type === 'takes') return `coalesce(Duration >= ${part.atLeastNs}, true)`;
  if (part.type === 'starts')
    return `coalesce(epoch_ns(Timestamp) BETWEEN ${part.fromUnixNano} AND ${part.toUnixNano}, true)`;
  const text = bind(part.text);
  const bySpan = `contains(Otlp, ${text})`;
  const byOrigin = `Origin IN (SELECT Origin FROM origins WHERE contains(origins.Otlp, ${text}))`;
  if (part.where === 'span') return bySpan;
  return part.where === 'origin' ? byOrigin : `(${bySpan} OR ${byOrigin})`;
}
