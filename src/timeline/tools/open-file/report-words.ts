/** What became of files, in sentences. */
import type { ImportIssue, ImportReport } from '../../../trace/formats/import-report.ts';

/** `shop.json: OTLP JSON, 28 spans, 3 log records.` */
export function reportSentence({ file, formats, spans, logs, metrics }: ImportReport): string {
  const parts = [
    ...formats,
    counted(spans, 'span'),
    ...(logs > 0 ? [counted(logs, 'log record')] : []),
    ...(metrics > 0 ? [counted(metrics, 'metric')] : []),
  ];
  return `${file}: ${parts.join(', ')}.`;
}

const WHAT: { readonly [type: string]: string } = {
  'not-a-record': 'not records of telemetry',
  'bad-trace-id': 'no valid trace id',
  'bad-span-id': 'no valid span id',
  'bad-parent-id': 'no valid parent id, so read as roots',
  'bad-link': 'links that lead nowhere',
  'bad-time': 'no valid time',
  'missing-start': 'no start time',
  'missing-end': 'no end time',
  'missing-time': 'log records without a time',
  'ends-before-start': 'spans that end before they start',
  'id-used-twice': 'ids used by several spans',
  'bad-attribute': 'attributes that could not be read',
  'bad-field': 'fields that could not be read',
  'bad-metric': 'metrics that could not be read',
  'no-process': 'spans whose process is missing',
  'not-json': 'not JSON',
  'not-telemetry': 'not telemetry',
  'too-long': 'too long',
  metrics: 'metrics, which are not shown here',
  empty: 'nothing in it',
  unreadable: 'not readable to its end',
};

/** `12 left out: no valid span id` */
export function issueSentence({ type, kept, count }: ImportIssue): string {
  return `${count.toLocaleString('en')} ${kept ? 'kept, with a fault' : 'left out'}: ${WHAT[type] ?? type}`;
}

export function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
