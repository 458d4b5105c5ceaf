/** Log records (and events: log records with a name), in order of arrival, as plain records. */
import { normaliseAnyValue, toAttributeValue } from './any-value.ts';
import { isNoId, parseHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from './hex-id.ts';
import type { OtlpAnyValue, OtlpLogRecord } from './otlp-json.ts';
import { textOf, type Unchecked, uintOf } from './otlp-walk.ts';
import { type ProblemLog, shown } from './problems.ts';
import type { SpanStore } from './span-store.ts';
import { timeOf } from './time-origin.ts';
import type { LogRecord } from './types.ts';

/** What sending a record on needs beside the record. */
export interface LogSource {
  readonly resource: number;
  readonly scope: number;
  readonly attributeStart: number;
  readonly attributeCount: number;
  readonly body: OtlpAnyValue;
  /** As sent; NaN where it was not. */
  readonly timeNs: number;
  readonly observedNs: number;
}

const MAX_SEVERITY = 24;

export class LogTable {
  readonly records: LogRecord[] = [];
  /** Parallel to `records`. */
  readonly sources: LogSource[] = [];
  readonly #store: SpanStore;

  constructor(store: SpanStore) {
    this.#store = store;
  }

  /** Records of another table, in portions; its attributes are in this store already. */
  take(records: readonly LogRecord[], sources: readonly LogSource[]): void {
    this.records.push(...records);
    this.sources.push(...sources);
  }

  append(log: Unchecked<OtlpLogRecord>, resource: number, scope: number, problems: ProblemLog): 'added' {
    const { attributes, strings, origins } = this.#store;
    const givenNs = timeOf(this.#store.time, log.timeUnixNano, 'timeUnixNano', problems);
    const observedNs = timeOf(this.#store.time, log.observedTimeUnixNano, 'observedTimeUnixNano', problems);
    // The log data model: where the time of occurrence is unknown, use the time of observation.
    let timeNs = Number.isNaN(givenNs) ? observedNs : givenNs;
    if (Number.isNaN(timeNs)) {
      timeNs = this.records.at(-1)?.timeNs ?? 0;
      problems.kept(
        'missing-time',
        'The log record has no time; it was placed with the one that came before it.',
      );
    }
    const body = normaliseAnyValue(log.body, (reason) => {
      problems.kept('bad-field', `The body ${reason}; what could not be read is null.`);
    });
    const attributeStart = attributes.length;
    const attributeCount = attributes.append(log.attributes, problems);
    this.records.push({
      timeNs,
      severityNumber: uintOf(log.severityNumber, 'severityNumber', problems, MAX_SEVERITY),
      severityText: textOf(log.severityText, 'severityText', problems),
      eventName: textOf(log.eventName, 'eventName', problems),
      body: toAttributeValue(body),
      attributes: attributes.map(attributeStart, attributeCount),
      traceId: idOf(log.traceId, TRACE_ID_DIGITS, 'bad-trace-id', problems),
      spanId: idOf(log.spanId, SPAN_ID_DIGITS, 'bad-span-id', problems),
      service: strings.get(origins.resources[resource]?.service ?? 0),
    });
    this.sources.push({ resource, scope, attributeStart, attributeCount, body, timeNs: givenNs, observedNs });
    return 'added';
  }
}

function idOf(
  value: unknown,
  digits: number,
  type: 'bad-trace-id' | 'bad-span-id',
  problems: ProblemLog,
): string {
  const id = parseHexId(value, digits);
  if (id !== undefined) return id;
  if (!isNoId(value))
    problems.kept(type, `${shown(value)} is not ${digits} hex digits; the log record stands without it.`);
  return '';
}
