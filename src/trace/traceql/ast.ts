/**
 * The syntax tree of a TraceQL search, in the words of Tempo's grammar. It is plain data: positions (`from`, `to`) are
 * offsets into {@link Query.text}, so that every message can point at the place it talks about.
 *
 *     { status = error } >> { duration > 1s } | by(name) | count() > 2
 *     '---- spanset-operation (two filters) --'  'group'   'scalar-filter'      = three stages of one pipeline
 */
export interface Query {
  readonly text: string;
  readonly pipeline: Pipeline;
  readonly hints: readonly Hint[];
}

/** One of `with (most_recent=true)`: how the answer is to be found, never what it is. */
export interface Hint extends Range {
  readonly name: string;
  readonly value: boolean | number | string;
}

export type Pipeline = readonly Stage[];

export type Stage = SpansetExpression | ScalarFilter | GroupStage | SelectStage | CoalesceStage;

export type SpansetExpression = SpansetFilter | SpansetOperation | WrappedPipeline;

/** `{ }` has no expression: it selects every span. */
export interface SpansetFilter extends Range {
  readonly type: 'filter';
  readonly expression?: FieldExpression;
}
export interface SpansetOperation extends Range {
  readonly type: 'spanset-operation';
  readonly op: SpansetOperator;
  readonly left: SpansetExpression;
  readonly right: SpansetExpression;
}
/** A pipeline in parentheses, used as an operand: `({ } | count() > 2) >> { }`. */
export interface WrappedPipeline extends Range {
  readonly type: 'pipeline';
  readonly pipeline: Pipeline;
}
/** Keeps the spansets whose aggregate compares so: `count() <= 2`. */
export interface ScalarFilter extends Range {
  readonly type: 'scalar-filter';
  readonly aggregate: Aggregate;
  readonly op: ScalarComparison;
  readonly value: number;
  /** The literal was a duration: {@link value} is in nanoseconds. */
  readonly isDuration: boolean;
}
export interface GroupStage extends Range {
  readonly type: 'group';
  readonly by: FieldExpression;
}
export interface SelectStage extends Range {
  readonly type: 'select';
  readonly fields: readonly FieldReference[];
}
export interface CoalesceStage extends Range {
  readonly type: 'coalesce';
}

export const AGGREGATE_FUNCTIONS = ['count', 'avg', 'min', 'max', 'sum'] as const;
export type AggregateFunction = (typeof AGGREGATE_FUNCTIONS)[number];
export interface Aggregate extends Range {
  readonly type: 'aggregate';
  readonly function: AggregateFunction;
  /** Absent for `count()`. */
  readonly of?: FieldExpression;
}

export type FieldExpression =
  | Literal
  | FieldReference
  | UnaryExpression
  | BinaryExpression
  | ExistsExpression;

export interface Literal extends Range {
  readonly type: 'literal';
  readonly valueType: LiteralType;
  /** A duration in nanoseconds; a status or kind by its word; a bigint where a number would not be exact. */
  readonly value: string | number | bigint | boolean;
}
export type LiteralType = 'string' | 'int' | 'float' | 'duration' | 'boolean' | 'status' | 'kind' | 'nil';

export interface FieldReference extends Range {
  readonly type: 'field';
  readonly field: Field;
}
export interface UnaryExpression extends Range {
  readonly type: 'unary';
  readonly op: '-' | '!';
  readonly operand: FieldExpression;
}
export interface BinaryExpression extends Range {
  readonly type: 'binary';
  readonly op: FieldOperator;
  readonly left: FieldExpression;
  readonly right: FieldExpression;
}
/** `x != nil` (present) and `x = nil` (absent). */
export interface ExistsExpression extends Range {
  readonly type: 'exists';
  readonly present: boolean;
  readonly operand: FieldExpression;
}

export type AttributeScope = 'span' | 'resource' | 'event' | 'link' | 'instrumentation' | 'any';
export type Field =
  | { readonly type: 'attribute'; readonly scope: AttributeScope; readonly key: string }
  | { readonly type: 'intrinsic'; readonly name: Intrinsic };

/** Each intrinsic by its scoped name; {@link INTRINSIC_ALIASES} lists the old spellings. */
export const INTRINSICS = [
  'span:name',
  'span:duration',
  'span:status',
  'span:statusMessage',
  'span:kind',
  'span:id',
  'span:parentID',
  'span:childCount',
  'trace:id',
  'trace:duration',
  'trace:rootName',
  'trace:rootService',
  'event:name',
  'event:timeSinceStart',
  'link:traceID',
  'link:spanID',
  'instrumentation:name',
  'instrumentation:version',
  'nestedSetParent',
  'nestedSetLeft',
  'nestedSetRight',
] as const;
export type Intrinsic = (typeof INTRINSICS)[number];

export const INTRINSIC_ALIASES: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['name', 'span:name'],
  ['duration', 'span:duration'],
  ['status', 'span:status'],
  ['statusMessage', 'span:statusMessage'],
  ['kind', 'span:kind'],
  ['childCount', 'span:childCount'],
  ['rootName', 'trace:rootName'],
  ['rootServiceName', 'trace:rootService'],
  ['traceDuration', 'trace:duration'],
]);

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | '!~';
export type ScalarComparison = Exclude<ComparisonOperator, '=~' | '!~'>;
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type FieldOperator = ComparisonOperator | ArithmeticOperator | '&&' | '||';

/** `>` child, `>>` descendant, `<` parent, `<<` ancestor, `~` sibling; `!` none of the left, `&` both sides. */
export type Relation = '>' | '>>' | '<' | '<<' | '~';
export type StructuralOperator = Relation | `!${Relation}` | `&${Relation}`;
export type SpansetOperator = '&&' | '||' | StructuralOperator;

export interface Range {
  readonly from: number;
  readonly to: number;
}
