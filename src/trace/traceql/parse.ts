/**
 * Text to {@link Query}, or why not.
 *
 * The published grammar (`@grafana/lezer-traceql`) says what is TraceQL and cuts the text into tokens; this module
 * builds the tree from them with Tempo's precedence, outermost first:
 *
 *     stage | stage | stage          a pipeline, left to right
 *     set && set, set || set         equal, left to right
 *     set > set, set !~ set, ...     all structural operators equal, left to right
 *     { ... }, ( pipeline )
 */
import { parser } from '@grafana/lezer-traceql';
import type { Hint, Pipeline, Query, SpansetExpression, SpansetOperator, Stage } from './ast.ts';
import { grammarText } from './grammar-text.ts';
import type { MetricsQuery } from './metrics-ast.ts';
import { fieldReference, parseFieldExpression } from './parse-field.ts';
import { parseFilter } from './parse-filter.ts';
import { parseHints } from './parse-hints.ts';
import { type MetricsPart, parseMetrics } from './parse-metrics.ts';
import { isScalarFilter, parseScalarFilter } from './parse-scalar.ts';
import { readsSpan } from './reads-span.ts';
import { explainSyntaxError } from './syntax-errors.ts';
import { TokenReader } from './token-reader.ts';
import { tokensOf } from './tokens.ts';
import { type TraceQLError, TraceQLFailure } from './traceql-error.ts';

export type ParsedTraceQL =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly error: TraceQLError };

/** A search, or a metrics query: whichever the text is. */
export type ParsedAnyTraceQL =
  | { readonly ok: true; readonly type: 'search'; readonly query: Query }
  | { readonly ok: true; readonly type: 'metrics'; readonly query: MetricsQuery }
  | { readonly ok: false; readonly error: TraceQLError };

/** A query longer than this many characters is refused: nobody writes one, and work grows with it. */
const MAX_LENGTH = 10_000;

/** Where only spans can be used: a metrics query is refused by name. */
export function parseTraceQL(text: string): ParsedTraceQL {
  const parsed = parseAnyTraceQL(text);
  if (!parsed.ok || parsed.type === 'search') return parsed;
  const { type, from, to } = parsed.query.metric;
  const message = `${type}() makes a metric, and this is a search for spans. For a number, compare count(), avg(), min(), max() or sum().`;
  return { ok: false, error: { message, from, to } };
}

export function parseAnyTraceQL(text: string): ParsedAnyTraceQL {
  try {
    const { pipeline, metrics, hints } = parse(text);
    return metrics === undefined
      ? { ok: true, type: 'search', query: { text, pipeline, hints } }
      : { ok: true, type: 'metrics', query: { text, pipeline, ...metrics, hints } };
  } catch (failure) {
    if (failure instanceof TraceQLFailure) return { ok: false, error: failure.error };
    throw failure;
  }
}

interface Parts {
  readonly pipeline: Pipeline;
  readonly metrics: MetricsPart | undefined;
  readonly hints: readonly Hint[];
}

function parse(text: string): Parts {
  if (text.length > MAX_LENGTH) {
    throw new TraceQLFailure(`The query has ${text.length} characters; at most ${MAX_LENGTH} are read.`, {
      from: MAX_LENGTH,
      to: text.length,
    });
  }
  const { readable, asides } = grammarText(text);
  const tree = parser.parse(readable);
  const problem = explainSyntaxError(tree, text);
  if (problem !== undefined) throw new TraceQLFailure(problem.message, problem);

  const tokens = new TokenReader(tokensOf(tree, readable, text, asides));
  const pipeline = parsePipeline(tokens);
  const metrics = tokens.peek().type === 'metrics' ? parseMetrics(tokens) : undefined;
  const hint = tokens.takeType('hint');
  if (tokens.peek().type !== 'end') throw tokens.unexpected('"|" or the end of the query');
  return { pipeline, metrics, hints: hint === undefined ? [] : parseHints(hint) };
}

function parsePipeline(tokens: TokenReader): Pipeline {
  const stages: Stage[] = [parseStage(tokens, true)];
  while (tokens.takeIf('|')) {
    if (tokens.peek().type === 'metrics' && !tokens.isNested) break;
    stages.push(parseStage(tokens, false));
  }
  return stages;
}

function parseStage(tokens: TokenReader, isFirst: boolean): Stage {
  const token = tokens.peek();
  switch (token.type) {
    case 'by':
      return parseGroup(tokens);
    case 'select':
      return parseSelect(tokens);
    case 'coalesce':
      if (isFirst) throw new TraceQLFailure('coalesce() joins groups again: put it after | by(...).', token);
      tokens.take();
      return { type: 'coalesce', from: token.from, to: token.to };
    case 'metrics':
      throw new TraceQLFailure(
        isFirst
          ? `${token.text}() measures spans: select them before it, as in { } | ${token.text}(...).`
          : `${token.text}() ends a query: it cannot stand in parentheses, and metrics cannot be computed with one another.`,
        token,
      );
    case 'second-stage':
      throw new TraceQLFailure(
        `${token.text}() chooses among the series of a metric: put it after one, as in { } | rate() by(name) | ${token.text}(5).`,
        token,
      );
    default:
      return isScalarFilter(tokens) ? parseScalarFilter(tokens) : parseSpansets(tokens, 0);
  }
}

function parseGroup(tokens: TokenReader): Stage {
  const { from } = tokens.take();
  tokens.expect('(', 'after by');
  const by = parseFieldExpression(tokens);
  if (tokens.isAt(',')) throw new TraceQLFailure('by() groups a search by one expression.', tokens.peek());
  const { to } = tokens.expect(')', 'to close by(');
  if (!readsSpan(by))
    throw new TraceQLFailure('by() needs a field of the span: a value makes one group.', by);
  return { type: 'group', by, from, to };
}

function parseSelect(tokens: TokenReader): Stage {
  const { from } = tokens.take();
  tokens.expect('(', 'after select');
  const fields = [];
  do {
    const { type } = tokens.peek();
    if (type !== 'attribute' && type !== 'intrinsic') throw tokens.unexpected('a field inside select(...)');
    fields.push(fieldReference(tokens.take()));
  } while (tokens.takeIf(','));
  const { to } = tokens.expect(')', 'to close select(');
  return { type: 'select', fields, from, to };
}

const STRUCTURAL = /^(?:[!&]?(?:>>?|<<?|~)|)$/;
const precedenceOf = (op: string) => (op === '&&' || op === '||' ? 1 : STRUCTURAL.test(op) ? 2 : 0);

function parseSpansets(tokens: TokenReader, tighterThan: number): SpansetExpression {
  let left = parseSpansetOperand(tokens);
  for (;;) {
    const token = tokens.peek();
    const precedence = token.type === 'operator' ? precedenceOf(token.text) : 0;
    if (precedence <= tighterThan) return left;
    tokens.take();
    const right = parseSpansets(tokens, precedence);
    const op = token.text as SpansetOperator;
    left = { type: 'spanset-operation', op, left, right, from: left.from, to: right.to };
  }
}

function parseSpansetOperand(tokens: TokenReader): SpansetExpression {
  const open = tokens.peek();
  if (tokens.isAt('{')) return parseFilter(tokens);
  if (tokens.takeIf('(')) {
    const pipeline = tokens.nested(() => parsePipeline(tokens));
    const { to } = tokens.expect(')', 'to close the parenthesis');
    const [only] = pipeline;
    if (pipeline.length === 1 && (only?.type === 'filter' || only?.type === 'spanset-operation')) {
      return { ...only, from: open.from, to };
    }
    return { type: 'pipeline', pipeline, from: open.from, to };
  }
  throw tokens.unexpected('a filter such as { name = "x" }');
}
