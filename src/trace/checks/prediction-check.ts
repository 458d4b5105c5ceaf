/** What the learner committed to equals what the telemetry shows. `expected` is the telemetry's answer, `seen` the learner's. */
import { criticalPath, criticalShares } from '../analysis/critical-path.ts';
import type { SpanIndex } from '../model/types.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence, InputValue, PredictionTruth } from './types.ts';
import { durationWords, shorten, spanName, spanNames } from './words.ts';

type Prediction = Extract<CheckRule, { readonly type: 'prediction' }>;

interface Truth {
  readonly words: string;
  readonly spans: readonly SpanIndex[];
  /** Undefined where the telemetry gives no answer: then nothing can be right. */
  readonly agrees: ((answer: InputValue) => boolean) | undefined;
}

export function evaluatePrediction({ input, truth }: Prediction, evidence: Evidence): CheckResult {
  const answer = Object.hasOwn(evidence.inputs, input) ? evidence.inputs[input] : undefined;
  const { words, spans, agrees } = findTruth(truth, evidence);
  if (answer === undefined) return { pass: false, spans: [], expected: 'a prediction', seen: 'none yet' };
  return { pass: agrees?.(answer) ?? false, spans, expected: words, seen: answerWords(answer) };
}

function findTruth(truth: PredictionTruth, evidence: Evidence): Truth {
  switch (truth.type) {
    case 'options':
      return trueOptions(truth.queries, evidence);
    case 'count': {
      const spans = selectSpans(truth.query, evidence.table);
      const words = spans.length === 0 ? '0' : `${spans.length}: ${spanNames(evidence.table, spans)}`;
      return { words, spans, agrees: (answer) => toNumber(answer) === spans.length };
    }
    case 'criticalPath':
      return largestShare(truth.under, evidence);
    case 'value': {
      const value = Object.hasOwn(evidence.values, truth.of) ? evidence.values[truth.of] : undefined;
      if (value === undefined) return { words: `no value called ${truth.of}`, spans: [], agrees: undefined };
      const agrees = (answer: InputValue) =>
        typeof value === 'number' ? toNumber(answer) === value : String(answer) === String(value);
      return { words: shorten(String(value)), spans: [], agrees };
    }
  }
}

function trueOptions(queries: { readonly [option: string]: string }, { table }: Evidence): Truth {
  const found = Object.entries(queries).map(([option, query]) => ({
    option,
    spans: selectSpans(query, table),
  }));
  const matching = found.filter(({ spans }) => spans.length > 0);
  const options = new Set(matching.map(({ option }) => option));
  return {
    words: options.size === 0 ? 'none of them' : [...options].join(', '),
    spans: [...new Set(matching.flatMap(({ spans }) => spans))].sort((a, b) => a - b),
    agrees: (answer) => {
      const chosen = new Set(typeof answer === 'object' ? answer : [String(answer)]);
      return chosen.size === options.size && [...chosen].every((option) => options.has(option));
    },
  };
}

/** The root itself does not count: the question is which of the things it waited for took longest. */
function largestShare(under: string, { table }: Evidence): Truth {
  const [first, ...more] = selectSpans(under, table);
  if (first === undefined) return { words: `no span matches ${under}`, spans: [], agrees: undefined };
  const { startNs, endNs } = table.columns;
  const length = (span: SpanIndex) => {
    const ns = (endNs[span] as number) - (startNs[span] as number);
    return Number.isNaN(ns) ? 0 : ns;
  };
  const root = more.reduce((a, b) => (length(b) > length(a) ? b : a), first);
  const shares = criticalShares(criticalPath(table, root));
  const below = [...shares].filter(([span]) => span !== root);
  const [largest] = below;
  if (largest === undefined) return { words: `nothing below ${under}`, spans: [root], agrees: undefined };
  const winners = below.filter(([, share]) => share === largest[1]).map(([span]) => span);
  const names = new Set(
    winners.flatMap((span) => [nameOf(span), table.strings.get(table.columns.spanId[span] as number)]),
  );
  function nameOf(span: SpanIndex): string {
    return table.strings.get(table.columns.name[span] as number);
  }
  return {
    words: `${winners.map((span) => spanName(table, span)).join(' or ')}, ${durationWords(largest[1])}`,
    spans: winners,
    agrees: (answer) => typeof answer === 'string' && names.has(answer),
  };
}

function toNumber(answer: InputValue): number {
  return typeof answer === 'string' && answer.trim() !== ''
    ? Number(answer)
    : typeof answer === 'number'
      ? answer
      : Number.NaN;
}

function answerWords(answer: InputValue): string {
  if (typeof answer !== 'object') return shorten(String(answer));
  return answer.length === 0 ? 'none of them' : shorten(answer.join(', '));
}
