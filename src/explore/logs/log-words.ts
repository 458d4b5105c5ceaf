/** Severities by OpenTelemetry's numbers, and a record as text. https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
import type { AttributeValue, LogRecord } from '../../trace/model/types.ts';

export const SEVERITIES = [
  { name: 'none', label: 'All', least: 0 },
  { name: 'trace', label: 'Trace', least: 1 },
  { name: 'debug', label: 'Debug', least: 5 },
  { name: 'info', label: 'Info', least: 9 },
  { name: 'warn', label: 'Warn', least: 13 },
  { name: 'error', label: 'Error', least: 17 },
  { name: 'fatal', label: 'Fatal', least: 21 },
] as const;

export interface Severity {
  readonly name: (typeof SEVERITIES)[number]['name'];
  readonly label: string;
}

export function severityOf({ severityNumber, severityText }: LogRecord): Severity {
  const known = SEVERITIES.findLast(({ least }) => severityNumber >= least) ?? SEVERITIES[0];
  return { name: known.name, label: severityText || (known.name === 'none' ? 'Unset' : known.label) };
}

/** An event without a body is told by its name. */
export function bodyText({ body, eventName, attributes }: LogRecord): string {
  const text = plainText(body);
  if (text !== '') return eventName === '' ? text : `${eventName}: ${text}`;
  const details = [...attributes].filter(([key]) => key !== 'session.id' && key !== 'bldg.run.id');
  return [eventName, ...details.map(([key, value]) => `${key}=${plainText(value)}`)]
    .filter(Boolean)
    .join(' ');
}

/** All there is to search in. */
export function textOf(log: LogRecord): string {
  const attributes = [...log.attributes].map(([key, value]) => `${key}=${plainText(value)}`).join(' ');
  return `${log.service} ${log.severityText} ${log.eventName} ${plainText(log.body)} ${attributes} ${log.traceId}`;
}

/** A value as it is read: text as it came, what is put together as JSON. */
export function plainText(value: AttributeValue): string {
  if (value === null) return '';
  if (typeof value === 'object')
    return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
  return String(value);
}
