/**
 * The walk all three OTLP requests share: resource > scope > record. Nothing about the shape is trusted; what is not as it
 * should be is reported and stepped over.
 */
import { type ProblemLog, shown } from './problems.ts';

export interface OtlpNames {
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
}
export const TRACE_NAMES: OtlpNames = { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' };
export const LOG_NAMES: OtlpNames = { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' };
export const METRIC_NAMES: OtlpNames = {
  resources: 'resourceMetrics',
  scopes: 'scopeMetrics',
  records: 'metrics',
};

/** An object of which nothing is known yet. */
export type Unchecked<T> = { readonly [K in keyof T]?: unknown };

export interface RecordVisitor {
  /** Called once a resource and once a scope, before its records. */
  resource(resource: unknown): void;
  scope(scope: unknown): void;
  record(record: object): void;
}

export function walkRecords(
  body: unknown,
  names: OtlpNames,
  problems: ProblemLog,
  visitor: RecordVisitor,
): void {
  // -1: not inside one yet.
  let r = -1;
  let s = -1;
  let i = -1;
  problems.path = () =>
    [
      r < 0 ? 'the request' : `${names.resources}[${r}]`,
      ...(s < 0 ? [] : [`${names.scopes}[${s}]`]),
      ...(i < 0 ? [] : [`${names.records}[${i}]`]),
    ].join('.');
  const resources = listOf(body, names.resources, problems);
  for (r = 0; r < resources.length; r++) {
    visitor.resource(fieldOf(resources[r], 'resource'));
    const scopes = listOf(resources[r], names.scopes, problems);
    for (s = 0; s < scopes.length; s++) {
      visitor.scope(fieldOf(scopes[s], 'scope'));
      const records = listOf(scopes[s], names.records, problems);
      for (i = 0; i < records.length; i++) {
        const record = records[i];
        if (isObject(record)) visitor.record(record);
        else problems.leftOut('not-a-record', `This is ${shown(record)}, not an object; it was left out.`);
      }
      i = -1;
    }
    s = -1;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldOf(holder: unknown, name: string): unknown {
  return isObject(holder) ? (holder as { readonly [key: string]: unknown })[name] : undefined;
}

/** A list that may be absent; anything else is reported and read as empty. */
export function listOf(holder: unknown, name: string, problems: ProblemLog): readonly unknown[] {
  if (!isObject(holder)) {
    problems.leftOut('not-a-record', `Where ${name} should be is ${shown(holder)}; nothing in it was read.`);
    return [];
  }
  const list = fieldOf(holder, name);
  if (list === undefined || list === null) return [];
  if (Array.isArray(list)) return list;
  problems.leftOut('not-a-record', `${name} is ${shown(list)}, not a list; nothing in it was read.`);
  return [];
}

/** A text field: absent is empty, anything else than text is reported and empty. */
export function textOf(value: unknown, field: string, problems: ProblemLog): string {
  if (typeof value === 'string') return value;
  if (value !== undefined && value !== null) {
    problems.kept('bad-field', `${field} is ${shown(value)}, not a string; it was left empty.`);
  }
  return '';
}

/** An unsigned 32-bit field, or one of an enum's numbers when `max` says so. */
export function uintOf(value: unknown, field: string, problems: ProblemLog, max = 0xffff_ffff): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  problems.kept(
    'bad-field',
    `${field} is ${shown(value)}, not a whole number from 0 to ${max}; it was read as 0.`,
  );
  return 0;
}
