/**
 * Field expressions to closures over the table's columns. A closure is valid for the version it was compiled on: it
 * holds the columns themselves and ids resolved beforehand.
 *
 * Compiling recurses over the expression, whose size is bounded by the parser; nothing here recurses over spans.
 */
import type { SpanEvent, SpanIndex, SpanLink, TraceReader } from '../model/types.ts';
import { SPAN_KINDS, STATUS_CODES } from '../model/types.ts';
import type {
  ArithmeticOperator,
  BinaryExpression,
  ComparisonOperator,
  FieldExpression,
  Literal,
} from './ast.ts';
import { conjunctsOf } from './conjuncts.ts';
import { costOf } from './field-cost.ts';
import { fieldReader, type ReadField } from './fields.ts';
import { goRegexp } from './go-regexp/go-regexp.ts';
import { normalisedId } from './normalised-id.ts';
import { oneRecordTable, type RecordScope, recordScope } from './same-record.ts';
import { isArithmetic, isNumeric, typeOf } from './type-check.ts';
import { arithmetic, compareValues, comparison, type FieldValue, Several } from './values.ts';

export type SpanPredicate = (span: SpanIndex) => boolean;

const always: SpanPredicate = () => true;
const never: SpanPredicate = () => false;

/** Without an expression: `{ }`, every span. */
export function compileFilter(expression: FieldExpression | undefined, table: TraceReader): SpanPredicate {
  return expression === undefined ? always : predicate(expression, table);
}

function predicate(expression: FieldExpression, table: TraceReader): SpanPredicate {
  switch (expression.type) {
    case 'literal':
      return expression.value === true ? always : never;
    case 'exists': {
      const read = compileValue(expression.operand, table);
      return (span) => exists(read(span)) === expression.present;
    }
    case 'binary':
      if (expression.op === '&&') return all(expression, table);
      if (expression.op === '||') return either(expression, table);
      if (!isArithmetic(expression.op))
        return compare(expression.op as ComparisonOperator, expression, table);
      return never;
    case 'unary': {
      if (expression.op === '-') return never;
      const { operand } = expression;
      if (isCertain(operand)) {
        const inner = predicate(operand, table);
        return (span) => !inner(span);
      }
      const ask = maybe(operand, table);
      return (span) => ask(span) === false;
    }
    case 'field': {
      const ask = maybe(expression, table);
      return (span) => ask(span) === true;
    }
  }
}

/** Always true or false. An attribute alone may be missing, or be no boolean: it has no opposite then, either. */
function isCertain(expression: FieldExpression): boolean {
  switch (expression.type) {
    case 'field':
      return false;
    case 'unary':
      return expression.op === '!' && isCertain(expression.operand);
    case 'binary':
      return !isArithmetic(expression.op);
    default:
      return true;
  }
}

/** True, false, or neither. */
function maybe(expression: FieldExpression, table: TraceReader): (span: SpanIndex) => boolean | undefined {
  if (isCertain(expression)) return predicate(expression, table);
  if (expression.type === 'unary' && expression.op === '!') {
    const ask = maybe(expression.operand, table);
    return (span) => {
      const answer = ask(span);
      return answer === undefined ? undefined : !answer;
    };
  }
  const read = compileValue(expression, table);
  return (span) => {
    const value = read(span);
    if (!(value instanceof Several)) return typeof value === 'boolean' ? value : undefined;
    return value.values.includes(true) ? true : value.values.includes(false) ? false : undefined;
  };
}

/** Conditions have no effects, so the cheapest is asked first. */
function all(expression: BinaryExpression, table: TraceReader): SpanPredicate {
  const conditions = conjunctsOf(expression);
  const ofRecords = (scope: RecordScope) =>
    conditions.filter((condition) => recordScope(condition) === scope);
  const grouped = [ofRecords('event'), ofRecords('link')].filter((group) => group.length > 1);
  const single = conditions.filter((condition) => !grouped.some((group) => group.includes(condition)));
  return [
    ...single.sort((a, b) => costOf(a) - costOf(b)).map((condition) => predicate(condition, table)),
    ...grouped.map((group) => ofOneRecord(group, table)),
  ].reduce((first, second) => (span) => first(span) && second(span));
}

/** Some event (or link) of the span meets all the conditions. */
function ofOneRecord(conditions: readonly FieldExpression[], table: TraceReader): SpanPredicate {
  const one = oneRecordTable(table);
  const meets = conditions.map((condition) => predicate(condition, one.table));
  const meetsAll: SpanPredicate = (span) => meets.every((meet) => meet(span));
  const isEvent = recordScope(conditions[0] as FieldExpression) === 'event';
  const isMet = (span: SpanIndex, event: SpanEvent | undefined, link: SpanLink | undefined) => {
    one.show(event, link);
    return meetsAll(span);
  };
  if (isEvent) return (span) => table.events(span).some((event) => isMet(span, event, undefined));
  return (span) => table.links(span).some((link) => isMet(span, undefined, link));
}

/** A left side that is neither true nor false makes the whole false. */
function either({ left, right }: BinaryExpression, table: TraceReader): SpanPredicate {
  const second = predicate(right, table);
  if (isCertain(left)) {
    const first = predicate(left, table);
    return (span) => first(span) || second(span);
  }
  const first = maybe(left, table);
  return (span) => {
    const answer = first(span);
    return answer === true || (answer === false && second(span));
  };
}

function compare(op: ComparisonOperator, expression: BinaryExpression, table: TraceReader): SpanPredicate {
  const { left, right } = expression;
  if (!canMatch(left, right)) return never;
  const test = comparison(op, patternOf(op, right));
  if (right.type === 'literal' && left.type === 'field')
    return compareField(op, test, left, right.value, table);
  const readLeft = compileValue(left, table);
  const readRight = compileValue(right, table);
  return (span) => compareValues(op, test, readLeft(span), readRight(span));
}

type Test = ReturnType<typeof comparison>;

/** The common case, `field op literal`. */
function compareField(
  op: ComparisonOperator,
  test: Test,
  left: FieldExpression & { readonly type: 'field' },
  literal: Literal['value'],
  table: TraceReader,
): SpanPredicate {
  const { field } = left;
  const reader = fieldReader(field, table);
  const wanted = field.type === 'intrinsic' ? normalisedId(field.name, literal) : literal;
  switch (reader.type) {
    case 'text': {
      const { column } = reader;
      if (op === '=' && typeof wanted === 'string') {
        const id = table.strings.find(wanted);
        return id === undefined ? never : (span) => column[span] === id;
      }
      return oncePer(column, (span) => compareValues(op, test, reader.read(span), wanted));
    }
    case 'resource':
      return oncePer(table.columns.resource, (span) => compareValues(op, test, reader.read(span), wanted));
    case 'value': {
      if (field.type === 'intrinsic' && (field.name === 'span:status' || field.name === 'span:kind')) {
        const isStatus = field.name === 'span:status';
        const code = (isStatus ? STATUS_CODES : SPAN_KINDS).indexOf(wanted as never);
        const column = isStatus ? table.columns.status : table.columns.kind;
        return op === '=' ? (span) => column[span] === code : (span) => column[span] !== code;
      }
      if (op === '=' && !reader.several) return equalTo(reader.read, wanted, test);
      return (span) => compareValues(op, test, reader.read(span), wanted);
    }
  }
}

/** Most values are plain and equal or not: lists and big integers take the long way. */
function equalTo(read: ReadField, wanted: Literal['value'], test: Test): SpanPredicate {
  if (typeof wanted === 'bigint') return (span) => compareValues('=', test, read(span), wanted);
  return (span) => {
    const value = read(span);
    return (
      value === wanted ||
      ((typeof value === 'object' || typeof value === 'bigint') && compareValues('=', test, value, wanted))
    );
  };
}

/** Asks `ask` once for each distinct entry of `column`. */
function oncePer(column: Uint32Array, ask: SpanPredicate): SpanPredicate {
  const answers: (boolean | undefined)[] = [];
  return (span) => {
    const key = column[span] as number;
    let answer = answers[key];
    if (answer === undefined) {
      answer = ask(span);
      answers[key] = answer;
    }
    return answer;
  };
}

function patternOf(op: ComparisonOperator, right: FieldExpression): ((text: string) => boolean) | undefined {
  if ((op !== '=~' && op !== '!~') || right.type !== 'literal') return undefined;
  const compiled = goRegexp(String(right.value));
  return compiled.ok ? compiled.matches : undefined;
}

/** Status and kind are their own types: the *attribute* "ok" is not the status ok. */
function canMatch(left: FieldExpression, right: FieldExpression): boolean {
  const a = typeOf(left);
  const b = typeOf(right);
  if (a === 'nil' || b === 'nil') return false;
  const isWord = a === 'status' || a === 'kind' || b === 'status' || b === 'kind';
  return !isWord || a === b;
}

/** The expression's value on a span; a status or kind is its word. */
export function compileValue(expression: FieldExpression, table: TraceReader): ReadField {
  switch (expression.type) {
    case 'literal': {
      const { value, valueType } = expression;
      return valueType === 'nil' ? () => undefined : () => value;
    }
    case 'field':
      return fieldReader(expression.field, table).read;
    case 'unary': {
      if (expression.op === '!') break;
      const read = compileValue(expression.operand, table);
      return (span) => arithmetic('-', 0, read(span));
    }
    case 'binary': {
      const { op, left, right } = expression;
      if (!isArithmetic(op)) break;
      return compileArithmetic(op as ArithmeticOperator, left, right, table);
    }
  }
  return maybe(expression, table);
}

function compileArithmetic(
  op: ArithmeticOperator,
  left: FieldExpression,
  right: FieldExpression,
  table: TraceReader,
): ReadField {
  const readLeft = compileValue(left, table);
  const readRight = compileValue(right, table);
  // Only whole numbers divide to whole ones: a duration or a literal with a point makes a fraction.
  const isFraction = isFractional(left) || isFractional(right);
  return (span) => arithmetic(op, readLeft(span), readRight(span), isFraction);
}

function isFractional(expression: FieldExpression): boolean {
  const type = typeOf(expression);
  return isNumeric(type) && type !== 'int';
}

function exists(value: FieldValue): boolean {
  if (value instanceof Several) return value.values.some(exists);
  return value !== undefined && value !== null;
}
