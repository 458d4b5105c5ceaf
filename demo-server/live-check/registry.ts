/**
 * A registry of conventions as it is used: which names there are, what they mean, and what a signal carries. Read from
 * Weaver's definition language, version 2, by `read-registry.ts`.
 *
 * https://github.com/open-telemetry/weaver/blob/main/schemas/semconv-syntax.v2.md
 */

export type Stability = 'stable' | 'development' | 'alpha' | 'beta' | 'release_candidate';
export const SPAN_KINDS = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKindName = (typeof SPAN_KINDS)[number];
export const INSTRUMENTS = ['counter', 'updowncounter', 'gauge', 'histogram'] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

export type AttributeType =
  | { readonly type: 'value'; readonly of: ValueType }
  /** Every attribute whose name begins with the key. */
  | { readonly type: 'template'; readonly of: ValueType }
  | { readonly type: 'enum'; readonly members: readonly (string | number | boolean)[] };
export const VALUE_TYPES = [
  'string',
  'int',
  'double',
  'boolean',
  'string[]',
  'int[]',
  'double[]',
  'boolean[]',
  'any',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export interface Deprecated {
  readonly reason: 'renamed' | 'obsoleted' | 'uncategorized';
  readonly note: string;
  readonly renamedTo?: string;
}
export interface Definition {
  readonly brief: string;
  readonly stability: Stability;
  readonly deprecated?: Deprecated;
}
export interface AttributeDefinition extends Definition {
  readonly key: string;
  readonly type: AttributeType;
}
export type RequirementLevel = 'required' | 'conditionally_required' | 'recommended' | 'opt_in';
export interface AttributeReference {
  readonly key: string;
  readonly requirementLevel: RequirementLevel;
}
export interface SignalDefinition extends Definition {
  readonly attributes: readonly AttributeReference[];
}
export interface SpanDefinition extends SignalDefinition {
  readonly kind: SpanKindName;
  /** How the name of such a span is made, in words, or as a pattern such as `{http.request.method} {http.route}`. */
  readonly nameNote: string;
}
export interface MetricDefinition extends SignalDefinition {
  readonly unit: string;
  readonly instrument: Instrument;
}

export interface Registry {
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
  readonly spans: ReadonlyMap<string, SpanDefinition>;
  readonly events: ReadonlyMap<string, SignalDefinition>;
  readonly metrics: ReadonlyMap<string, MetricDefinition>;
}

/** The definition of an attribute by its name, or of the template that its name begins with. */
export function findAttribute(
  { attributes }: Pick<Registry, 'attributes'>,
  name: string,
): AttributeDefinition | undefined {
  const exact = attributes.get(name);
  if (exact !== undefined && exact.type.type !== 'template') return exact;
  // From the longest prefix down: `http.request.header.accept`, then `http.request.header`.
  for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
    const found = attributes.get(name.slice(0, end));
    if (found?.type.type === 'template') return found;
  }
  return undefined;
}

/** What the name is called now: follows `renamed_to` to its end. `undefined` if the registry does not know the name. */
export function currentName({ attributes }: Pick<Registry, 'attributes'>, name: string): string | undefined {
  let current = name;
  // As many renames as there are names: a ring of them ends too.
  for (let step = 0; step <= attributes.size; step++) {
    const definition = attributes.get(current);
    if (definition === undefined) return undefined;
    const next = definition.deprecated?.renamedTo;
    if (next === undefined) return current;
    current = next;
  }
  return undefined;
}

/** `a`, `a.b` and `a.b.c` for `a.b.c.d`. */
export function namespacesOf(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('.'));
}
