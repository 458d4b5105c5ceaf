/** What follows a search to make series of it: one function, then steps over its series. */
import type { FieldReference, ScalarComparison } from './ast.ts';
import { durationNs } from './literals.ts';
import type { Metric, OverTimeMetric, PointFilter, RankStage, SecondStage } from './metrics-ast.ts';
import { fieldReference, literal } from './parse-field.ts';
import { parseFilter } from './parse-filter.ts';
import { checkNumbers } from './parse-scalar.ts';
import type { TokenReader } from './token-reader.ts';
import { TraceQLFailure } from './traceql-error.ts';

export interface MetricsPart {
  readonly metric: Metric;
  readonly secondStages: readonly SecondStage[];
}

/** As Tempo: more labels make a chart nobody can read. */
const MAX_BY = 5;
const DEFAULT_TOP_N = 10;
const MAX_LIMIT = 1_000;

export function parseMetrics(tokens: TokenReader): MetricsPart {
  const metric = parseMetric(tokens);
  const secondStages: SecondStage[] = [];
  for (;;) {
    if (tokens.peek().type === 'comparison') secondStages.push(parsePointFilter(tokens));
    else if (tokens.takeIf('|')) secondStages.push(parseRank(tokens, metric));
    else return { metric, secondStages };
  }
}

function parseMetric(tokens: TokenReader): Metric {
  const name = tokens.take();
  tokens.expect('(', `after ${name.text}`);
  const type = name.text as Metric['type'];
  const { from } = name;
  switch (type) {
    case 'rate':
    case 'count_over_time': {
      tokens.expect(')', `to close ${type}(: it takes nothing`);
      return { type, by: parseBy(tokens), from, to: tokens.peek(-1).to };
    }
    case 'quantile_over_time': {
      const of = parseMeasured(tokens, type);
      const quantiles: number[] = [];
      while (tokens.takeIf(',')) quantiles.push(parseQuantile(tokens));
      if (quantiles.length === 0) throw tokens.unexpected('a quantile from 0 to 1, such as 0.95');
      tokens.expect(')', `to close ${type}(`);
      return { type, of, quantiles, by: parseBy(tokens), from, to: tokens.peek(-1).to };
    }
    case 'compare':
      return parseCompare(tokens, from);
    default: {
      const of = parseMeasured(tokens, type);
      tokens.expect(')', `to close ${type}(`);
      return { type: type as OverTimeMetric['type'], of, by: parseBy(tokens), from, to: tokens.peek(-1).to };
    }
  }
}

function parseMeasured(tokens: TokenReader, name: string): FieldReference {
  const of = parseField(tokens, `a field with numbers inside ${name}(...), such as duration`);
  checkNumbers(name, of);
  return of;
}

function parseField(tokens: TokenReader, expected: string): FieldReference {
  const { type } = tokens.peek();
  if (type !== 'attribute' && type !== 'intrinsic') throw tokens.unexpected(expected);
  return fieldReference(tokens.take());
}

function parseBy(tokens: TokenReader): readonly FieldReference[] {
  const by = tokens.takeType('by');
  if (by === undefined) return [];
  const fields: FieldReference[] = [];
  tokens.expect('(', 'after by');
  do {
    fields.push(parseField(tokens, 'a field inside by(...)'));
  } while (tokens.takeIf(','));
  const { to } = tokens.expect(')', 'to close by(');
  if (fields.length > MAX_BY) {
    throw new TraceQLFailure(`by() takes at most ${MAX_BY} fields; here are ${fields.length}.`, {
      from: by.from,
      to,
    });
  }
  return fields;
}

function parseQuantile(tokens: TokenReader): number {
  const token = tokens.peek();
  if (token.type !== 'literal') throw tokens.unexpected('a quantile from 0 to 1, such as 0.95');
  const { value } = literal(tokens.take());
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new TraceQLFailure('A quantile is a number from 0 to 1: 0.95 for the 95th percentile.', token);
}

function parseCompare(tokens: TokenReader, from: number): Metric {
  const selection = parseFilter(tokens);
  const numbers: bigint[] = [];
  while (tokens.takeIf(',')) {
    const token = tokens.take();
    if (!/^\d+$/.test(token.text)) throw new TraceQLFailure('compare() takes whole numbers here.', token);
    numbers.push(BigInt(token.text));
  }
  const { to } = tokens.expect(')', 'to close compare(');
  const [topN, fromUnixNano, toUnixNano] = numbers;
  if (numbers.length > 3 || numbers.length === 2 || topN === 0n) {
    throw new TraceQLFailure(
      'compare() takes a filter, then how many values to keep of each attribute, then start and end in Unix nanoseconds: compare({ status = error }, 10).',
      { from, to },
    );
  }
  return {
    type: 'compare',
    selection,
    topN: topN === undefined ? DEFAULT_TOP_N : Number(topN),
    ...(fromUnixNano !== undefined && toUnixNano !== undefined ? { fromUnixNano, toUnixNano } : {}),
    from,
    to,
  };
}

function parsePointFilter(tokens: TokenReader): PointFilter {
  const { text, from, to } = tokens.take();
  const [, op = '', sign = '', amount = ''] = /^([<>!=]+)\s*(-?)\s*([\s\S]+)$/.exec(text) ?? [];
  const value = /[a-zµ]$/.test(amount) ? durationNs(amount) / 1e9 : Number(amount);
  if (Number.isNaN(value) || (value === 0 && !/^[0.]+[a-zµ]*$/.test(amount))) {
    throw new TraceQLFailure(`Points are compared with a number or a duration; this is "${amount}".`, {
      from,
      to,
    });
  }
  return {
    type: 'point-filter',
    op: op as ScalarComparison,
    value: sign === '-' ? -value : value,
    from,
    to,
  };
}

function parseRank(tokens: TokenReader, metric: Metric): RankStage {
  const name = tokens.peek();
  if (name.type !== 'second-stage') {
    throw tokens.unexpected(`topk(...), bottomk(...) or a comparison after ${metric.type}()`);
  }
  if (metric.type === 'compare') {
    throw new TraceQLFailure(
      'compare() keeps the most frequent values itself: its second argument says how many.',
      name,
    );
  }
  tokens.take();
  tokens.expect('(', `after ${name.text}`);
  const number = tokens.peek();
  if (!/^\d+$/.test(number.text)) throw tokens.unexpected('how many series to keep');
  const limit = Number(tokens.take().text);
  if (limit < 1 || limit > MAX_LIMIT) {
    throw new TraceQLFailure(`${name.text}() keeps 1 to ${MAX_LIMIT} series.`, number);
  }
  const { to } = tokens.expect(')', `to close ${name.text}(`);
  return { type: name.text as RankStage['type'], limit, from: name.from, to };
}
