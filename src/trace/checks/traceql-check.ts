/**
 * The query matches something, or nothing. Where the query ends in a comparison of an aggregate, the words come from
 * it: `... | count() <= 2` expects "at most 2", and says what it counted when that is not so.
 */
import type { ScalarComparison, ScalarFilter } from '../traceql/ast.ts';
import { evaluateTraceQL, type FinalAggregate, finalAggregate, type Query } from '../traceql/traceql.ts';
import { explainMiss } from './explain-miss.ts';
import { readQuery } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { amountText, counted, listed, spanNames } from './words.ts';

type Rule = Extract<CheckRule, { readonly type: 'traceql' }>;

export function evaluateTraceqlCheck({ query: text, matches }: Rule, evidence: Evidence): CheckResult {
  const { table } = evidence;
  const query = readQuery(text);
  const { spans } = evaluateTraceQL(query, table);
  const pass = spans.length > 0 === (matches === 'some');
  const final = finalAggregate(query, table);
  if (final !== undefined && final.reached.length > 0) {
    const isWanted = matches === 'some';
    return {
      pass,
      spans: spans.length > 0 ? spans : final.reached.flatMap((set) => set.spans),
      expected: expectedAggregate(final.filters, query, isWanted),
      seen: seenAggregate(final, evidence, pass),
    };
  }
  const expected = final === undefined ? (matches === 'some' ? 'at least one match' : 'no match') : undefined;
  return {
    pass,
    spans,
    expected: expected ?? expectedAggregate((final as FinalAggregate).filters, query, matches === 'some'),
    seen:
      spans.length > 0
        ? `${counted(spans.length, 'span')}: ${spanNames(table, spans)}`
        : pass && table.spanCount > 0
          ? `none of ${counted(table.spanCount, 'span')}`
          : explainMiss(query, table),
  };
}

const IN_WORDS: { readonly [op in ScalarComparison]: string } = {
  '=': 'exactly',
  '!=': 'anything but',
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
};
const OPPOSITE: { readonly [op in ScalarComparison]: ScalarComparison } = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** `at least 1 and at most 2`; with `matches: none`, the opposite. */
function expectedAggregate(filters: readonly ScalarFilter[], query: Query, isWanted: boolean): string {
  const isTime = filters.some(({ isDuration }) => isDuration);
  const comparisons = filters.map(({ op, value }) => {
    return `${IN_WORDS[isWanted ? op : OPPOSITE[op]]} ${amountText(value, isTime)}`;
  });
  return nameOf(filters[0] as ScalarFilter, query) + comparisons.join(isWanted ? ' and ' : ' or ');
}

/** Counting is what numbers do anyway; other aggregates are named. */
function nameOf({ aggregate }: ScalarFilter, query: Query): string {
  if (aggregate.of === undefined) return '';
  return `${aggregate.function}(${query.text.slice(aggregate.of.from, aggregate.of.to)}) `;
}

function seenAggregate({ filters, reached }: FinalAggregate, { table }: Evidence, pass: boolean): string {
  const [first] = filters as readonly [ScalarFilter];
  const isTime = filters.some(({ isDuration }) => isDuration);
  const values = reached.map(({ value }) => (value === undefined ? 'no number' : amountText(value, isTime)));
  const seen = listed(values);
  if (pass || first.aggregate.of !== undefined) return seen;
  const spans = reached.flatMap((set) => set.spans);
  return `${seen}: ${spanNames(table, spans)}`;
}
