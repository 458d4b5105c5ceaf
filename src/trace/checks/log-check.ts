/** A log record, or an event ("a log record with a name"): that it was written, how often, and in which trace. */
import type { LogRecord, SpanIndex } from '../model/types.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, shorten, valueText } from './words.ts';

type Log = Extract<CheckRule, { readonly type: 'log' }>;

export function evaluateLog(rule: Log, { table }: Evidence): CheckResult {
  const alike = table.logs.filter((log) => isAlike(log, rule));
  const selected = rule.inTraceOf === undefined ? undefined : selectSpans(rule.inTraceOf, table);
  const traces =
    selected && new Set(selected.map((span) => table.strings.get(table.columns.traceId[span] as number)));
  const found = traces === undefined ? alike : alike.filter(({ traceId }) => traces.has(traceId));
  const what = described(rule);
  const place = rule.inTraceOf === undefined ? '' : ` in the trace of ${rule.inTraceOf}`;
  const expected = `${rule.count ?? 'at least one'} ${what}${place}`;
  const pass = rule.count === undefined ? found.length > 0 : found.length === rule.count;
  const spans = found
    .map(({ traceId, spanId }) => table.findSpan(traceId, spanId))
    .filter((span): span is SpanIndex => span !== undefined);
  if (selected?.length === 0)
    return { pass: false, spans: [], expected, seen: `no span matches ${rule.inTraceOf}` };
  const elsewhere = alike.length - found.length;
  const others = elsewhere === 0 ? '' : `, ${elsewhere} outside that trace`;
  const among = found.length > 0 || elsewhere > 0 ? '' : ` among ${counted(table.logs.length, 'record')}`;
  return {
    pass,
    spans: [...new Set(spans)],
    expected,
    seen: `${found.length === 0 ? 'none' : found.length}${others}${among}`,
  };
}

function isAlike(log: LogRecord, { eventName, body }: Log): boolean {
  if (eventName !== undefined && log.eventName !== eventName) return false;
  if (body === undefined) return true;
  return (typeof log.body === 'string' ? log.body : valueText(log.body)).includes(body);
}

function described({ eventName, body }: Log): string {
  const parts = [
    eventName === undefined ? 'log record' : `event ${shorten(eventName)}`,
    ...(body === undefined ? [] : [`with "${shorten(body)}" in it`]),
  ];
  return parts.join(' ');
}
