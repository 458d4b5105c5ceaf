/** Attributes that each selected span, or its resource, must have or must not have. An empty selection fails. */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';
import { equalValues } from './equal-values.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, spanNames, valueText } from './words.ts';

type Attribute = Extract<CheckRule, { readonly type: 'attribute' }>;
type NoAttribute = Extract<CheckRule, { readonly type: 'noAttribute' }>;
type AttributeCount = Extract<CheckRule, { readonly type: 'attributeCount' }>;
type Resource = Extract<CheckRule, { readonly type: 'resource' }>;

export function evaluateAttribute({ select, key, equals }: Attribute, { table }: Evidence): CheckResult {
  const expected = `${key}${equals === undefined ? '' : ` = ${valueText(equals)}`} on each span`;
  return eachHas(expected, select, equals, table, key, (span) => table.attribute(span, key));
}

export function evaluateResource({ select, key, equals }: Resource, { table }: Evidence): CheckResult {
  const expected = `${key} = ${valueText(equals)} on each resource`;
  return eachHas(expected, select, equals, table, key, (span) => table.resourceAttributes(span).get(key));
}

function eachHas(
  expected: string,
  select: string,
  equals: AttributeValue | undefined,
  table: TraceReader,
  key: string,
  read: (span: SpanIndex) => AttributeValue | undefined,
): CheckResult {
  const spans = selectSpans(select, table);
  if (spans.length === 0) return { pass: false, spans, expected, seen: `no span matches ${select}` };
  const missing = spans.filter((span) => read(span) === undefined);
  if (missing.length > 0) {
    return { pass: false, spans: missing, expected, seen: `no ${key} on ${spanNames(table, missing)}` };
  }
  const different = equals === undefined ? [] : spans.filter((span) => !equalValues(read(span), equals));
  const [first] = different;
  if (first !== undefined) {
    const seen = `${valueText(read(first))} on ${spanNames(table, different)}`;
    return { pass: false, spans: different, expected, seen };
  }
  const sample = valueText(read(spans[0] as SpanIndex));
  return { pass: true, spans, expected, seen: `${sample} on ${counted(spans.length, 'span')}` };
}

export function evaluateNoAttribute({ select, key }: NoAttribute, { table }: Evidence): CheckResult {
  const spans = selectSpans(select, table);
  const expected = `no ${key}`;
  if (spans.length === 0) return { pass: false, spans, expected, seen: `no span matches ${select}` };
  const bearers = spans.filter((span) => table.attribute(span, key) !== undefined);
  if (bearers.length === 0) {
    return { pass: true, spans, expected, seen: `none on ${counted(spans.length, 'span')}` };
  }
  return { pass: false, spans: bearers, expected, seen: `${key} on ${spanNames(table, bearers)}` };
}

export function evaluateAttributeCount(
  { select, atLeast }: AttributeCount,
  { table }: Evidence,
): CheckResult {
  const spans = selectSpans(select, table);
  const expected = `at least ${counted(atLeast, 'attribute')} on each span`;
  if (spans.length === 0) return { pass: false, spans, expected, seen: `no span matches ${select}` };
  const counts = spans.map((span) => table.attributes(span).size);
  const narrow = spans.filter((_, index) => (counts[index] as number) < atLeast);
  const fewest = counts.reduce((least, count) => Math.min(least, count));
  const seen = `${counted(fewest, 'attribute')} on the one with the fewest of ${counted(spans.length, 'span')}`;
  return { pass: narrow.length === 0, spans: narrow.length === 0 ? spans : narrow, expected, seen };
}
