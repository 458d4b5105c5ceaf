/**
 * A helpful reason for a text that the grammar cannot read.
 *
 * The grammar only says *where* it stumbled; the causes people meet are few, so they are looked for by name, the
 * outermost first: quotes and brackets that do not close, then the word or the sign at the place itself.
 */
import type { Tree } from '@lezer/common';
import { AGGREGATE_FUNCTIONS, INTRINSIC_ALIASES, INTRINSICS } from './ast.ts';
import { unbalanced } from './brackets.ts';
import { METRIC_FUNCTIONS, SECOND_STAGE_FUNCTIONS } from './metrics-ast.ts';
import type { TraceQLError } from './traceql-error.ts';

export function explainSyntaxError(tree: Tree, text: string): TraceQLError | undefined {
  const at = firstError(tree);
  if (at === undefined) return undefined;
  if (text.trim() === '') {
    return { message: 'The query is empty. { } selects every span.', from: 0, to: text.length };
  }
  return unbalanced(text) ?? ofLength(atPlace(text, at));
}

/** The parser gives up on one chain of operators after 300 links beyond its 2,000th character, wherever that may be. */
const LONG_CHAIN_FROM = 2_000;

function ofLength(error: TraceQLError): TraceQLError {
  if (error.from < LONG_CHAIN_FROM) return error;
  return {
    ...error,
    message: `${error.message} If nothing is wrong here, one chain of operators is too long.`,
  };
}

/** Where the grammar first stumbled. A place of no length moves on to what stands there. */
function firstError(tree: Tree): number | undefined {
  let first: number | undefined;
  tree.iterate({
    enter: (node) => {
      if (first === undefined && node.type.isError) first = node.from;
      return first === undefined;
    },
  });
  return first;
}

const WORD = /[A-Za-z_$][\w.:-]*/y;
const METRIC_CALL = new RegExp(`\\b(?:${METRIC_FUNCTIONS.join('|')})\\s*\\(`);
const SIGNS = /[^\sA-Za-z0-9_"`{}()]+/y;

function atPlace(text: string, errorAt: number): TraceQLError {
  let from = errorAt;
  while (text.charAt(from).trim() === '' && from < text.length) from++;
  // The grammar may have read the first half of a word: `span:duration` of `span:durations`.
  if (/\w/.test(text.charAt(from))) while (/[\w:.]/.test(text.charAt(from - 1))) from--;
  const before = text.slice(0, from).trimEnd();
  const error = (message: string, length: number): TraceQLError => ({ message, from, to: from + length });

  const metric = openMetric(before);
  if (metric !== undefined) return error(aboutMetric(metric), from < text.length ? 1 : 0);
  if (from >= text.length) {
    return {
      message: `The query ends too early. ${whatIsMissing(before)}`,
      from: text.length,
      to: text.length,
    };
  }
  const isInFilter = openFilter(before);
  const word = matchAt(WORD, text, from);
  if (word !== '')
    return error(aboutWord(word, text.slice(from + word.length), before, isInFilter), word.length);

  const signs = matchAt(SIGNS, text, from) || text.charAt(from);
  if (/^[[\]]/.test(signs)) {
    return error('Lists are not supported. Compare with each value, joined by ||, or write =~ "a|b".', 1);
  }
  if (/^[+*/%^-]/.test(signs) && METRIC_CALL.test(before)) {
    return error(`Arithmetic between metrics is not supported: each query makes one metric.`, signs.length);
  }
  if (signs.startsWith("'")) return error('Strings stand in double quotes ("x") or backquotes.', 1);
  if (signs.startsWith('=') && before.endsWith('=')) return error('Equality is a single "=".', 1);
  if (/["`]/.test(text.charAt(from)))
    return error(`Text in quotes cannot stand here. ${whereText(isInFilter)}`, 1);
  if (text.charAt(from) === '}') return error(whatIsMissing(before), 1);
  if (text.charAt(from) === ')') return error(whatIsMissing(before), 1);
  if (text.charAt(from) === '{' && before.endsWith('}')) {
    return error('Two filters need an operator between them, such as &&, >> or |.', 1);
  }
  if (!isInFilter && before.endsWith('}')) {
    return error(
      `"${signs}" does not combine filters. Use && and ||, or > >> < << ~ to relate them, or | for the next step.`,
      signs.length,
    );
  }
  return error(`Did not expect "${signs}" here. ${whatIsMissing(before)}`, signs.length);
}

function whereText(isInFilter: boolean): string {
  return isInFilter
    ? 'It follows an operator, as in name = "x".'
    : 'Outside braces only numbers are compared.';
}

const LOGIC_WORDS: { readonly [word: string]: string } = { and: '&&', or: '||', not: '!', null: 'nil' };
const LIST_WORDS: ReadonlySet<string> = new Set(['in', 'contains', 'like']);

function aboutWord(word: string, after: string, before: string, isInFilter: boolean): string {
  const logic = LOGIC_WORDS[word.toLowerCase()];
  if (logic !== undefined) return `TraceQL writes "${word}" as ${logic}.`;
  if (LIST_WORDS.has(word.toLowerCase())) {
    return `"${word}" is not supported. Compare with each value, joined by ||, or write =~ "a|b".`;
  }
  if (/^\s*\(/.test(after)) return aboutFunction(word, before);
  if ((AGGREGATE_FUNCTIONS as readonly string[]).includes(word)) {
    return `${word} is a function: write ${word === 'count' ? 'count()' : `${word}(duration)`} and compare it with a number.`;
  }
  if (/[\w")]$/.test(before) && isInFilter) {
    return `An operator is missing before "${word}", such as = or &&.`;
  }
  if (/[=<>~]$/.test(before) && isInFilter && !isField(word)) return aboutValue(word);
  if (isInFilter || /[(,]$/.test(before)) return aboutField(word);
  if (isField(word)) return `Conditions stand in braces: { ${word} ... }.`;
  return `Did not expect "${word}" here. A query starts with a filter such as { name = "x" }; the next step follows "|".`;
}

const METRICS: readonly string[] = [...METRIC_FUNCTIONS, ...SECOND_STAGE_FUNCTIONS];
const FUNCTIONS = [...AGGREGATE_FUNCTIONS, 'by', 'select', 'coalesce', ...METRICS];

function aboutFunction(word: string, before: string): string {
  if (FUNCTIONS.includes(word)) {
    if (word === 'count')
      return 'count() takes nothing between its parentheses, and is compared with a number.';
    if (METRICS.includes(word) && before.endsWith('|')) return aboutMetric(word);
    return before.endsWith('|') || before === ''
      ? `${word}(...) is not complete here.`
      : `${word}(...) is a step of its own: put "|" before it.`;
  }
  const near = nearest(word, FUNCTIONS);
  const hint = near === undefined ? '' : ` Did you mean ${near}()?`;
  return `There is no function ${word}().${hint} A search knows count(), avg(), min(), max(), sum(), by(), select() and coalesce(); a metric is one of ${METRIC_FUNCTIONS.map((name) => `${name}()`).join(', ')}.`;
}

/** The metric whose parentheses are open, or are about to be. The filter of compare() explains itself. */
function openMetric(before: string): string | undefined {
  const outside = before.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '');
  const word = /\|\s*(\w+)\s*(?:\([^(){}]*)?$/.exec(outside)?.[1] ?? '';
  return METRICS.includes(word) ? word : undefined;
}

function aboutMetric(word: string): string {
  switch (word) {
    case 'rate':
    case 'count_over_time':
      return `${word}() takes nothing between its parentheses; what divides it follows: ${word}() by(name).`;
    case 'quantile_over_time':
      return 'quantile_over_time takes a field and quantiles from 0 to 1: quantile_over_time(duration, 0.5, 0.95).';
    case 'compare':
      return 'compare takes a filter for the spans to compare with the rest: compare({ status = error }).';
    case 'topk':
    case 'bottomk':
      return `${word} takes how many series to keep: ${word}(5).`;
    default:
      return `${word} takes one field with numbers, without arithmetic: ${word}(duration).`;
  }
}

const FIELD_NAMES = [...INTRINSICS, ...INTRINSIC_ALIASES.keys()];
const WORDS = [
  'true',
  'false',
  'nil',
  'ok',
  'error',
  'unset',
  'server',
  'client',
  'producer',
  'consumer',
  'internal',
];

function isField(word: string): boolean {
  return FIELD_NAMES.includes(word) || /^(?:span|resource|event|link|instrumentation)\./.test(word);
}

function aboutField(word: string): string {
  const near = nearest(word, [...FIELD_NAMES, ...WORDS]);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  if (word.includes(':')) return `There is no intrinsic "${word}".${hint}`;
  const scope = /^(?:span|resource|event|link|instrumentation)\.?$/.exec(word);
  if (scope !== null) return `The name of the attribute is missing after "${word}".`;
  return `There is no field "${word}".${hint} Attributes carry their scope: span.${word}, resource.${word}, or .${word} for either.`;
}

function aboutValue(word: string): string {
  const near = nearest(word, WORDS);
  return `"${word}" is not a value.${near === undefined ? '' : ` Did you mean ${near}?`} Text stands in quotes: "${word}".`;
}

/** From the end of what was read, what could come next. */
function whatIsMissing(before: string): string {
  if (/\b(?:count\s*\(\s*\)|(?:avg|min|max|sum)\s*\([^()]*\))$/.test(before)) {
    return 'An aggregate is compared with a number, for instance > 2.';
  }
  if (before.endsWith('|'))
    return 'After "|" comes a step: another filter, count() > 2, by(...), select(...), rate().';
  if (/(?:=|!=|=~|!~|<|>|[+*/%^-])$/.test(before)) return 'A value is missing after the operator.';
  if (/(?:&&|\|\|)$/.test(before)) return 'The second side of the operator is missing.';
  if (before.endsWith('(')) return 'There must be something between the parentheses.';
  if (before.endsWith('.')) return 'The name of the attribute is missing after the dot.';
  return 'A query is filters such as { name = "x" }, with "|" between its steps.';
}

function openFilter(before: string): boolean {
  const outside = before.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '');
  return outside.lastIndexOf('{') > outside.lastIndexOf('}');
}

function matchAt(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0] ?? '';
}

/** The candidate nearest to the word, if at most a third of its letters differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > 3) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && distance <= Math.ceil(candidate.length / 3)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
