/** The moments of one span, by time: span events, log records, measurements. Small records, so that a frame can afford them. */
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
  for (const { severityNumber, timeNs } of logs) {
    marks.push({ type: severityNumber >= SEVERITY_ERROR ? 'error-log' : 'log', timeNs });
  }
  for (const { exemplar } of exemplars) marks.push({ type: 'exemplar', timeNs: exemplar.timeNs });
  return marks.sort((a, b) => a.timeNs - b.timeNs);
}
