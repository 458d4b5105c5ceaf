/**
 * Assertions on traces for `expect` of Vitest and Jest: `expect.extend(traceMatchers)`.
 *
 *   const trace = traceOfSpans(exporter.getFinishedSpans());
 *   expect(trace).toHaveSpan('{ name = "POST /leaks" && kind = server }');
 *   expect(trace).toHaveNoOrphans();
 *
 * A matcher says what it expected, what it saw, and shows the trace with the spans in question marked. Each is an
 * ordinary check of `../checks`, so a trace passes a test and an exercise for the same reasons. No matcher passes on a
 * trace without spans, negated or not: an exporter that was never asked would turn a whole suite green.
 */
import { checkProblems } from '../checks/check-queries.ts';
import { evaluateCheck } from '../checks/evaluate-check.ts';
import type { CheckResult, CheckRule } from '../checks/types.ts';
import { counted, spanNames } from '../checks/words.ts';
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { evaluateTraceQL, parseTraceQL } from '../traceql/traceql.ts';
import { traceOutline } from './trace-outline.ts';

export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** A TraceQL query, `{ name = "GET /units" && kind = server }`, or just a span name, `GET /units`. */
export type SpanSelector = string;

export interface TraceMatchers<Result = void> {
  /** At least one span matches. With a number: exactly so many. */
  toHaveSpan(select: SpanSelector, count?: number): Result;
  /** A TraceQL query finds something, such as `{ kind = client } | count() <= 2`. */
  toMatchTraceQL(query: string): Result;
  /** Every parent that a span names is in the trace. */
  toHaveNoOrphans(): Result;
  /** No span has the status error. */
  toHaveNoErrors(): Result;
  /** No statement occurs more than `max` times (1 if not said) below one parent: no N+1. */
  toHaveNoRepeatedQueries(max?: number): Result;
  /** Every span that `from` selects has a link to one that `to` selects, and there is one. */
  toHaveLink(from: SpanSelector, to: SpanSelector): Result;
}

type Matchers = {
  readonly [Name in keyof TraceMatchers]: (
    trace: unknown,
    ...given: Parameters<TraceMatchers[Name]>
  ) => MatcherResult;
};

export const traceMatchers: Matchers = {
  toHaveSpan(given, select, count) {
    const trace = readTrace(given);
    const query = queryOf(select);
    if (count === undefined) return judge(trace, `a span that matches ${query}`, rule(query));
    const spans = spansOf(trace, query);
    const seen = spans.length === 0 ? 'none' : `${counted(spans.length, 'span')}: ${spanNames(trace, spans)}`;
    return result(
      trace,
      `exactly ${counted(count, 'span')} that ${count === 1 ? 'matches' : 'match'} ${query}`,
      {
        pass: spans.length === count,
        spans,
        seen,
      },
    );
  },
  toMatchTraceQL(given, query) {
    return judge(readTrace(given), `a match of ${query}`, rule(query));
  },
  toHaveNoOrphans(given) {
    return judge(readTrace(given), 'no span whose parent is missing', { type: 'noOrphans' });
  },
  toHaveNoErrors(given) {
    return judge(readTrace(given), 'no span with the status error', rule('{ status = error }', 'none'));
  },
  toHaveNoRepeatedQueries(given, max = 1) {
    const words = max === 1 ? 'no statement twice' : `no statement more than ${max} times`;
    const trace = readTrace(given);
    return judge(trace, `${words} under one parent`, { type: 'noRepeatedQuery', under: '{ true }', max });
  },
  toHaveLink(given, from, to) {
    const [source, target] = [queryOf(from), queryOf(to)];
    const trace = readTrace(given);
    return judge(trace, `links from ${source} to ${target}`, { type: 'linksTo', from: source, to: target });
  },
};

const rule = (query: string, matches: 'some' | 'none' = 'some'): CheckRule => ({
  type: 'traceql',
  query,
  matches,
});

/** A name stands for the spans that are called so. */
const queryOf = (select: SpanSelector): string =>
  /^\s*[({]/.test(select) ? select : `{ name = ${quoted(select)} }`;

/** As a string of TraceQL: the name may hold quotes of any kind. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

function judge(trace: TraceReader, expected: string, check: CheckRule): MatcherResult {
  const [problem] = checkProblems(check);
  if (problem !== undefined) throw unreadable(problem.query, problem.from, problem.message);
  return result(
    trace,
    expected,
    evaluateCheck(check, { table: trace, inputs: {}, responses: [], values: {} }),
  );
}

function spansOf(trace: TraceReader, query: string): readonly SpanIndex[] {
  const parsed = parseTraceQL(query);
  if (!parsed.ok) throw unreadable(query, parsed.error.from, parsed.error.message);
  return evaluateTraceQL(parsed.query, trace).spans;
}

function result(
  trace: TraceReader,
  expected: string,
  { pass, spans, seen }: Pick<CheckResult, 'pass' | 'spans' | 'seen'>,
): MatcherResult {
  return {
    pass,
    // Asked for when a matcher fails, and when a negated one should have.
    message: () =>
      [
        `expected the trace ${pass ? 'not ' : ''}to have ${expected}`,
        `seen: ${seen}`,
        '',
        traceOutline(trace, spans),
      ].join('\n'),
  };
}

function readTrace(given: unknown): TraceReader {
  if (!isTrace(given))
    throw new TypeError(
      'This assertion is about a trace. Give `expect` a trace: `traceOfSpans(exporter.getFinishedSpans())`.',
    );
  if (given.spanCount > 0) return given;
  throw new Error(
    'The trace has no spans, so there is nothing to assert on. Was it read after the work was done, and exported by then?',
  );
}

const isTrace = (given: unknown): given is TraceReader =>
  typeof given === 'object' && given !== null && 'spanCount' in given && 'columns' in given;

/** Thrown, so that a negated assertion does not pass because of a slip of the pen. */
const unreadable = (query: string, from: number, message: string): Error =>
  new Error(`Not a TraceQL query, at character ${from + 1} of ${query}: ${message}`);
