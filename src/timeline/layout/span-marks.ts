/**
 * The moments of one span, by time: span events, log records, measurements. Small records, so that a frame can afford them.
 *
 * A log record with a name is an event, and looks like one that was added to the span: where instrumentation moves its events
 * from spans to logs, the picture stays.
 */
import type { LogRecord, MetricExemplar, SpanEvent } from '../../trace/model/types.ts';

export type SpanMarkType = 'event' | 'exception' | 'log' | 'error-log' | 'exemplar';
export interface SpanMark {
  readonly type: SpanMarkType;
  readonly timeNs: number;
}
/** A measurement made in a span, and the metric it went into. */
export interface SpanExemplar {
  readonly metric: string;
  readonly unit: string;
  readonly exemplar: MetricExemplar;
}

/** OpenTelemetry severity numbers: ERROR begins here. */
const SEVERITY_ERROR = 17;

export function spanMarks(
  events: readonly SpanEvent[],
  logs: readonly LogRecord[],
  exemplars: readonly SpanExemplar[],
): readonly SpanMark[] {
  const marks: SpanMark[] = [];
  for (const { name, timeNs } of events) marks.push({ type: name === 'exception' ? name : 'event', timeNs });
  for (const log of logs) marks.push({ type: logMark(log), timeNs: log.timeNs });
  for (const { exemplar } of exemplars) marks.push({ type: 'exemplar', timeNs: exemplar.timeNs });
  return marks.sort((a, b) => a.timeNs - b.timeNs);
}

function logMark({ eventName, attributes, severityNumber }: LogRecord): SpanMarkType {
  if (eventName !== '')
    return eventName === 'exception' || attributes.has('exception.type') ? 'exception' : 'event';
  return severityNumber >= SEVERITY_ERROR ? 'error-log' : 'log';
}
