/**
 * A live check at the end of a service's telemetry: each span that ends and each log record is checked at once, and what is
 * found is a log event in the trace of what it is about, as Weaver sends it with `--emit-otlp-logs`.
 */
import {
  type Attributes,
  type Context,
  type Logger,
  SeverityNumber,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { endedSpans } from '../telemetry/ended-spans.ts';
import type { Finding, FindingLevel } from './finding.ts';
import type { LiveCheck } from './live-check.ts';
import { logSample, metricSamples, type Sample, spanSample } from './sample.ts';

export const FINDING_EVENT = 'weaver.live_check.finding';

export interface LiveCheckTelemetry {
  readonly spanProcessor: SpanProcessor;
  readonly logProcessor: LogRecordProcessor;
  checkMetrics(metrics: ResourceMetrics): void;
  /** How many there were so far. */
  readonly counts: Readonly<Record<FindingLevel, number>>;
}

export interface LiveCheckTelemetryOptions {
  readonly check: LiveCheck;
  /** Of the live check itself. */
  readonly logger: Logger;
  /** For what belongs to no span, and for all that a context carries besides. */
  readonly context: Context;
  /** Beyond this they are counted, and not told any more. */
  readonly maxFindings?: number;
}

const SEVERITY = {
  violation: { severityNumber: SeverityNumber.ERROR, severityText: 'ERROR' },
  improvement: { severityNumber: SeverityNumber.WARN, severityText: 'WARN' },
  information: { severityNumber: SeverityNumber.INFO, severityText: 'INFO' },
} as const;

export function liveCheckTelemetry(options: LiveCheckTelemetryOptions): LiveCheckTelemetry {
  const { check, logger, context, maxFindings = 1_000 } = options;
  const counts: Record<FindingLevel, number> = { violation: 0, improvement: 0, information: 0 };
  let told = 0;
  const report = (sample: Sample, service: unknown, spanContext: SpanContext | undefined) => {
    const place = spanContext === undefined ? context : trace.setSpanContext(context, spanContext);
    for (const finding of check.check(sample)) {
      counts[finding.level] += 1;
      if (++told > maxFindings) continue;
      const { severityNumber, severityText } = SEVERITY[finding.level];
      logger.emit({
        eventName: FINDING_EVENT,
        severityNumber,
        severityText,
        body: check.redacted(finding.message),
        attributes: attributesOf(finding, sample, service, check.redacted),
        context: place,
      });
    }
  };
  return {
    counts,
    spanProcessor: endedSpans((span) =>
      report(spanSample(span), span.resource.attributes[ATTR_SERVICE_NAME], span.spanContext()),
    ),
    logProcessor: {
      onEmit: (record) =>
        report(logSample(record), record.resource.attributes[ATTR_SERVICE_NAME], record.spanContext),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
    checkMetrics(metrics) {
      const service = metrics.resource.attributes[ATTR_SERVICE_NAME];
      for (const sample of metricSamples(metrics)) report(sample, service, undefined);
    },
  };
}

function attributesOf(
  { id, level, sampleType, context }: Finding,
  { type, name }: Sample,
  service: unknown,
  redacted: (text: string) => string,
): Attributes {
  const attributes: Attributes = {
    'weaver.finding.id': id,
    'weaver.finding.level': level,
    'weaver.finding.sample.type': sampleType,
    'weaver.finding.signal.type': type,
  };
  if (name !== '') attributes['weaver.finding.signal.name'] = redacted(name);
  if (typeof service === 'string') attributes['weaver.finding.resource.attribute.service.name'] = service;
  for (const [key, value] of Object.entries(context))
    attributes[`weaver.finding.context.${key}`] = typeof value === 'string' ? redacted(value) : value;
  return attributes;
}
