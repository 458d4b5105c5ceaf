/** count, avg, min, max and sum over the spans of a set. Spans without the value, or with one that is no number, do not count. */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import type { Aggregate, ScalarComparison } from './ast.ts';
import { compileValue } from './compile-filter.ts';
import { Several } from './values.ts';

export type AggregateReader = (spans: readonly SpanIndex[]) => number | undefined;

/** Undefined where no span had a number to aggregate. */
export function compileAggregate(aggregate: Aggregate, table: TraceReader): AggregateReader {
  if (aggregate.of === undefined) return (spans) => spans.length;
  const read = compileValue(aggregate.of, table);
  return (spans) => {
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let count = 0;
    for (const span of spans) {
      const value = read(span);
      for (const one of value instanceof Several ? value.values : [value]) {
        if (typeof one !== 'number' && typeof one !== 'bigint') continue;
        const number = Number(one);
        sum += number;
        min = Math.min(min, number);
        max = Math.max(max, number);
        count++;
      }
    }
    if (count === 0) return undefined;
    switch (aggregate.function) {
      case 'count':
        return count;
      case 'avg':
        return sum / count;
      case 'min':
        return min;
      case 'max':
        return max;
      case 'sum':
        return sum;
    }
  };
}

export function compareScalars(op: ScalarComparison, left: number, right: number): boolean {
  switch (op) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
