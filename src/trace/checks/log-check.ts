/** A log record, or an event ("a log record with a name"): that it was written, how often, and in which trace. */
import type { LogRecord, SpanIndex, TraceReader } from '../model/types.ts';
import { equalValues } from './equal-values.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, listed, shorten, valueText } from './words.ts';

type Log = Extract<CheckRule, { readonly type: 'log' }>;

export function evaluateLog(rule: Log, { table }: Evidence): CheckResult {
  const alike = table.logs.filter((log) => isAlike(log, rule));
  const places = [placeInSpan(rule.inSpan, table), placeInTrace(rule.inTraceOf, table)].filter(
    (place) => place !== undefined,
  );
  const found = alike.filter((log) => places.every(({ holds }) => holds(log)));
  const where = places.map(({ words, query }) => ` in the ${words} ${query}`).join('');
  const expected = `${rule.count ?? 'at least one'} ${described(rule)}${where}`;
  const pass = rule.count === undefined ? found.length > 0 : found.length === rule.count;
  const spans = found.flatMap((log) => spanOf(log, table) ?? []);
  const missing = places.find(({ isEmpty }) => isEmpty);
  if (missing !== undefined)
    return { pass: false, spans: [], expected, seen: `no span matches ${missing.query}` };
  const elsewhere = alike.length - found.length;
  const others =
    elsewhere === 0 ? '' : `, ${elsewhere} outside that ${places.length > 1 ? 'place' : places[0]?.outside}`;
  const among = found.length > 0 || elsewhere > 0 ? '' : whatThereIs(rule, table.logs);
  return {
    pass,
    spans: [...new Set(spans)],
    expected,
    seen: `${found.length === 0 ? 'none' : found.length}${others}${among}`,
  };
}

/** Where a record must be found. */
interface Place {
  readonly query: string;
  readonly words: string;
  readonly outside: string;
  readonly isEmpty: boolean;
  holds(log: LogRecord): boolean;
}

function placeInTrace(query: string | undefined, table: TraceReader): Place | undefined {
  if (query === undefined) return undefined;
  const spans = selectSpans(query, table);
  const traces = new Set(spans.map((span) => table.strings.get(table.columns.traceId[span] as number)));
  const holds = ({ traceId }: LogRecord) => traces.has(traceId);
  return { query, words: 'trace of', outside: 'trace', isEmpty: spans.length === 0, holds };
}

function placeInSpan(query: string | undefined, table: TraceReader): Place | undefined {
  if (query === undefined) return undefined;
  const spans = new Set(selectSpans(query, table));
  const holds = (log: LogRecord) => {
    const span = spanOf(log, table);
    return span !== undefined && spans.has(span);
  };
  return { query, words: 'span', outside: 'span', isEmpty: spans.size === 0, holds };
}

const spanOf = ({ traceId, spanId }: LogRecord, table: TraceReader): SpanIndex | undefined =>
  table.findSpan(traceId, spanId);

function isAlike(log: LogRecord, { eventName, body, attributes = {} }: Log): boolean {
  if (eventName !== undefined && log.eventName !== eventName) return false;
  for (const [key, value] of Object.entries(attributes))
    if (!equalValues(value, log.attributes.get(key))) return false;
  if (body === undefined) return true;
  return (typeof log.body === 'string' ? log.body : valueText(log.body)).includes(body);
}

/** What there is instead: the events of that name that have other attributes, else the names that there are. */
function whatThereIs({ eventName, attributes = {} }: Log, logs: readonly LogRecord[]): string {
  const among = ` among ${counted(logs.length, 'record')}`;
  if (eventName === undefined) return among;
  const named = logs.filter((log) => log.eventName === eventName);
  for (const [key, value] of Object.entries(attributes)) {
    if (named.length === 0 || named.some((log) => equalValues(value, log.attributes.get(key)))) continue;
    const seen = named.map((log) =>
      log.attributes.has(key) ? valueText(log.attributes.get(key)) : 'missing',
    );
    return `: ${shorten(eventName)}, but ${key} is ${listed([...new Set(seen)])}`;
  }
  const names = new Set(logs.flatMap((log) => (log.eventName === '' ? [] : shorten(log.eventName))));
  return names.size === 0 ? among : `${among}: ${listed([...names])}`;
}

function described({ eventName, body, attributes = {}, count = 1 }: Log): string {
  const s = count === 1 ? '' : 's';
  const parts = [
    eventName === undefined ? `log record${s}` : `event${s} ${shorten(eventName)}`,
    ...(body === undefined ? [] : [`with "${shorten(body)}" in it`]),
    ...Object.entries(attributes).map(([key, value]) => `with ${key}=${String(value)}`),
  ];
  return parts.join(' ');
}
