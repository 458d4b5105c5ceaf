/**
 * What every trace that a query can match must hold, as far as an archive can tell it from its columns: so that only
 * such traces are read, and the engine decides over them. Always true of a match, never enough for one.
 *
 *   { status = error && span.a = "x" } >> { name = "y" }
 *     --> some span failed, some span says "a" and "x", some span is named y
 */
import type {
  BinaryExpression,
  Field,
  FieldExpression,
  Literal,
  Pipeline,
  SpansetExpression,
} from '../../src/trace/traceql/ast.ts';
import { normalisedId } from '../../src/trace/traceql/normalised-id.ts';

export type Narrowing =
  | { readonly type: 'all'; readonly of: readonly Narrowing[] }
  | { readonly type: 'any'; readonly of: readonly Narrowing[] }
  | SpanNarrowing;

export type SpanNarrowing =
  /** Some span has this in the column. */
  | { readonly type: 'is'; readonly column: TextColumn; readonly value: string }
  /** Some span took as long, or its duration is not known. */
  | { readonly type: 'takes'; readonly atLeastNs: number }
  /** Some span started then, or its start is not known. */
  | { readonly type: 'starts'; readonly fromUnixNano: bigint; readonly toUnixNano: bigint }
  /** The OTLP/JSON of some span, or of a resource or scope that sent some of them, has this in it. */
  | { readonly type: 'says'; readonly where: 'span' | 'origin' | 'either'; readonly text: string };

const MAX_UNIX_NANO = 2n ** 63n - 1n;
/** Undefined where neither end is known. */
export function startsWithin(fromUnixMs: number, toUnixMs: number): Narrowing | undefined {
  if (fromUnixMs === Number.NEGATIVE_INFINITY && toUnixMs === Number.POSITIVE_INFINITY) return undefined;
  const nanos = (ms: number) => {
    const ns = BigInt(Math.round(Math.min(Math.max(0, ms), Number.MAX_SAFE_INTEGER))) * 1_000_000n;
    return ns > MAX_UNIX_NANO ? MAX_UNIX_NANO : ns;
  };
  return { type: 'starts', fromUnixNano: nanos(fromUnixMs), toUnixNano: nanos(toUnixMs) };
}

type TextColumn = 'TraceId' | 'SpanId' | 'SpanName' | 'StatusCode' | 'SpanKind';

/** Undefined: any trace may match. */
export function narrowingOf(pipeline: Pipeline): Narrowing | undefined {
  const [first] = pipeline;
  if (first === undefined) return undefined;
  return first.type === 'filter' || first.type === 'spanset-operation' || first.type === 'pipeline'
    ? ofSpanset(first)
    : undefined;
}

function ofSpanset(set: SpansetExpression): Narrowing | undefined {
  if (set.type === 'filter') return set.expression && ofField(set.expression);
  if (set.type === 'pipeline') return narrowingOf(set.pipeline);
  const right = ofSpanset(set.right);
  // What has none of the left side above it matches too where there is no left side at all.
  if (set.op.startsWith('!')) return right;
  const left = ofSpanset(set.left);
  return set.op === '||' ? either(left, right) : both(left, right);
}

function ofField(expression: FieldExpression): Narrowing | undefined {
  if (expression.type === 'exists')
    return expression.present && expression.operand.type === 'field'
      ? mentions(expression.operand.field)
      : undefined;
  if (expression.type !== 'binary') return undefined;
  if (expression.op === '&&') return both(ofField(expression.left), ofField(expression.right));
  if (expression.op === '||') return either(ofField(expression.left), ofField(expression.right));
  return ofComparison(expression);
}

export const both = (a: Narrowing | undefined, b: Narrowing | undefined): Narrowing | undefined =>
  a === undefined || b === undefined ? (a ?? b) : { type: 'all', of: [a, b] };
const either = (a: Narrowing | undefined, b: Narrowing | undefined): Narrowing | undefined =>
  a === undefined || b === undefined ? undefined : { type: 'any', of: [a, b] };

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function ofComparison({ op, left, right }: BinaryExpression): Narrowing | undefined {
  if (left.type === 'field' && right.type === 'literal') return compared(left.field, op, right);
  if (left.type === 'literal' && right.type === 'field')
    return compared(right.field, MIRRORED[op] ?? op, left);
  return undefined;
}

const STATUSES: Readonly<Record<string, string>> = { ok: 'Ok', error: 'Error' };
const KINDS: Readonly<Record<string, string>> = {
  internal: 'Internal',
  server: 'Server',
  client: 'Client',
  producer: 'Producer',
  consumer: 'Consumer',
};
/** Times of the engine are floating: a rounding must not cost a match. */
const ROUNDING_NS = 1_000;

function compared(field: Field, op: string, { value }: Literal): Narrowing | undefined {
  if (field.type === 'attribute') {
    // A missing attribute compares with nothing, not even as different.
    const mention = mentions(field);
    if (mention === undefined || op !== '=' || typeof value !== 'string') return mention;
    return { type: 'all', of: [mention, says(field, value)] };
  }
  if (field.name === 'span:duration' && (op === '>' || op === '>=') && typeof value === 'number')
    // A number of some hundred digits is endless, which is no number of SQL.
    return { type: 'takes', atLeastNs: Math.min(Math.floor(value) - ROUNDING_NS, Number.MAX_VALUE) };
  if (op !== '=' || typeof value !== 'string') return undefined;
  switch (field.name) {
    case 'span:name':
      return { type: 'is', column: 'SpanName', value };
    case 'trace:id':
      return { type: 'is', column: 'TraceId', value: normalisedId(field.name, value) };
    case 'span:id':
      return { type: 'is', column: 'SpanId', value: normalisedId(field.name, value) };
    case 'span:status':
      return named('StatusCode', STATUSES[value]);
    case 'span:kind':
      return named('SpanKind', KINDS[value]);
    default:
      return undefined;
  }
}

const named = (column: TextColumn, value: string | undefined): Narrowing | undefined =>
  value === undefined ? undefined : { type: 'is', column, value };

const mentions = (field: Field): Narrowing | undefined =>
  field.type === 'attribute' ? says(field, field.key) : undefined;

const WHERE = {
  span: 'span',
  event: 'span',
  link: 'span',
  resource: 'origin',
  instrumentation: 'origin',
  any: 'either',
} as const;

/** As JSON writes it, quotes and all, so that a part of another word is none. */
const says = (field: Field & { readonly type: 'attribute' }, text: string): Narrowing => ({
  type: 'says',
  where: WHERE[field.scope],
  text: JSON.stringify(text),
});
