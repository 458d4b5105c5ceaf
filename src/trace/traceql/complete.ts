/**
 * What could be written at the caret. Knows the language by what stands before the caret, so it helps in half a query,
 * which no grammar can read.
 *
 *     { span.http.ro|          fields that begin so
 *     { kind = |               server, client, ...
 *     { ... } | ra|            rate()
 */
import { AGGREGATE_FUNCTIONS, INTRINSIC_ALIASES, INTRINSICS } from './ast.ts';
import type { KnownFields } from './known-fields.ts';
import { METRIC_FUNCTIONS, SECOND_STAGE_FUNCTIONS } from './metrics-ast.ts';

export interface Completion {
  /** What the options replace. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly CompletionOption[];
}
export interface CompletionOption {
  readonly text: string;
  readonly type: 'field' | 'value' | 'function' | 'operator';
}

const MAX_OPTIONS = 50;
const STATUS_VALUES = ['ok', 'error', 'unset'];
const KIND_VALUES = ['server', 'client', 'producer', 'consumer', 'internal', 'unspecified'];
const FIELDS = [...INTRINSIC_ALIASES.keys(), ...INTRINSICS];
const STAGES = [
  'count() > ',
  ...AGGREGATE_FUNCTIONS.filter((name) => name !== 'count').map((name) => `${name}(duration) > `),
  'by(',
  'select(',
  'coalesce()',
  ...METRIC_FUNCTIONS.map((name) =>
    name === 'rate' || name === 'count_over_time' ? `${name}()` : `${name}(`,
  ),
  ...SECOND_STAGE_FUNCTIONS.map((name) => `${name}(5)`),
];
const STRINGS = /"(?:[^"\\]|\\.)*"|`[^`]*`/g;
/** Once whole strings are blotted out, a quote is one that is still open. */
const WORD = /(?:".*|[\w.:/-]*)$/s;
const FIELD_THEN_COMPARISON = /([\w.:/-]+(?:"[^"]*")?)\s*(?:=~|!~|!=|<=|>=|=|<|>)\s*$/;

export function completeTraceQL(text: string, caret: number, known: KnownFields): Completion | undefined {
  const before = text.slice(0, caret);
  const word = before.slice(WORD.exec(withoutStrings(before))?.index ?? caret);
  const from = caret - word.length;
  const options = optionsAfter(before.slice(0, from), known);
  const wanted = word.toLowerCase();
  const fitting = options.filter(
    (option) => option.text.toLowerCase().includes(wanted) && option.text !== word,
  );
  if (fitting.length === 0) return undefined;
  const startsSo = (option: CompletionOption) => Number(!option.text.toLowerCase().startsWith(wanted));
  const sorted = fitting.toSorted((a, b) => startsSo(a) - startsSo(b)).slice(0, MAX_OPTIONS);
  return { from, to: caret, options: sorted };
}

function optionsAfter(before: string, known: KnownFields): readonly CompletionOption[] {
  const outside = withoutStrings(before);
  const trimmed = outside.trimEnd();
  if (trimmed === '') return options(['{ '], 'operator');
  const isInFilter = outside.lastIndexOf('{') > outside.lastIndexOf('}');
  if (isInFilter) {
    const field = FIELD_THEN_COMPARISON.exec(before)?.[1];
    if (field !== undefined) return options(valuesOf(field, known), 'value');
    if (/(?:\{|&&|\|\||!|\()$/.test(trimmed)) return fields(known);
    return options(/[=<>~]$/.test(trimmed) ? [] : ['&& ', '|| ', '= ', '!= ', '> ', '< ', '=~ '], 'operator');
  }
  if (/\b(?:by|select)\s*\([^()]*$/.test(outside) || /\b\w+_over_time\s*\($/.test(trimmed))
    return fields(known);
  if (trimmed.endsWith('|') && !trimmed.endsWith('||')) return options(STAGES, 'function');
  if (/[})]$/.test(trimmed)) {
    const isMetric = METRIC_CALL.test(outside);
    return options(
      isMetric ? ['by (', '| topk(5)', '> '] : ['| ', '&& ', '|| ', '>> ', '> ', '~ '],
      'operator',
    );
  }
  if (/(?:&&|\|\||>>?|<<?|~)$/.test(trimmed)) return options(['{ '], 'operator');
  return [];
}

/** As long as the text. */
function withoutStrings(text: string): string {
  return text.replace(STRINGS, (quoted) => ' '.repeat(quoted.length - 1).concat(')'));
}

const METRIC_CALL = new RegExp(`\\|\\s*(?:${METRIC_FUNCTIONS.join('|')})\\b[^|]*$`);

function valuesOf(field: string, known: KnownFields): readonly string[] {
  const name = INTRINSIC_ALIASES.get(field) ?? field;
  if (name === 'span:status') return STATUS_VALUES;
  if (name === 'span:kind') return KIND_VALUES;
  const exact = known.get(field) ?? known.get(name === 'span:name' ? 'name' : name);
  if (exact !== undefined) return exact;
  if (!field.startsWith('.'))
    return name.includes('Service') ? (known.get('resource.service.name') ?? []) : [];
  return [...(known.get(`span${field}`) ?? []), ...(known.get(`resource${field}`) ?? [])];
}

function fields(known: KnownFields): readonly CompletionOption[] {
  return options([...new Set([...known.keys(), ...FIELDS])], 'field');
}

function options(texts: readonly string[], type: CompletionOption['type']): readonly CompletionOption[] {
  return texts.map((text) => ({ text, type }));
}
