/**
 * The JSON encoding of OTLP requests, as far as this project reads and writes it.
 *
 * Ids are lower- or upper-case hex, 64-bit integers are decimal strings (numbers are tolerated on input), doubles are
 * numbers or 'NaN', 'Infinity', '-Infinity', enums are integers, keys are lowerCamelCase. Everything is optional: what arrives is untrusted.
 *
 * Source: opentelemetry-proto 1.11.0, docs/specification.md, "JSON Protobuf Encoding".
 */
export interface OtlpTraces {
  readonly resourceSpans?: readonly OtlpResourceSpans[];
}
export interface OtlpResourceSpans {
  readonly resource?: OtlpResource;
  readonly scopeSpans?: readonly { readonly scope?: OtlpScope; readonly spans?: readonly OtlpSpan[] }[];
}
export interface OtlpLogs {
  readonly resourceLogs?: readonly {
    readonly resource?: OtlpResource;
    readonly scopeLogs?: readonly {
      readonly scope?: OtlpScope;
      readonly logRecords?: readonly OtlpLogRecord[];
    }[];
  }[];
}
export interface OtlpMetrics {
  readonly resourceMetrics?: readonly {
    readonly resource?: OtlpResource;
    readonly scopeMetrics?: readonly {
      readonly scope?: OtlpScope;
      readonly metrics?: readonly OtlpMetric[];
    }[];
  }[];
}

export interface OtlpResource {
  readonly attributes?: readonly OtlpKeyValue[];
}
export interface OtlpScope {
  readonly name?: string;
  readonly version?: string;
  readonly attributes?: readonly OtlpKeyValue[];
}

/** A span; one without `endTimeUnixNano` is still open (this project's one addition: the span-started message). */
export interface OtlpSpan {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly traceState?: string;
  readonly parentSpanId?: string;
  readonly flags?: number;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string | number;
  readonly endTimeUnixNano?: string | number;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number;
  readonly events?: readonly OtlpSpanEvent[];
  readonly droppedEventsCount?: number;
  readonly links?: readonly OtlpSpanLink[];
  readonly droppedLinksCount?: number;
  readonly status?: { readonly code?: number; readonly message?: string };
}
export interface OtlpSpanEvent {
  readonly timeUnixNano?: string | number;
  readonly name?: string;
  readonly attributes?: readonly OtlpKeyValue[];
}
export interface OtlpSpanLink {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly traceState?: string;
  readonly attributes?: readonly OtlpKeyValue[];
}
export interface OtlpLogRecord {
  readonly timeUnixNano?: string | number;
  readonly observedTimeUnixNano?: string | number;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly eventName?: string;
  readonly body?: OtlpAnyValue;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly traceId?: string;
  readonly spanId?: string;
}
export interface OtlpMetric {
  readonly name?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly sum?: {
    readonly dataPoints?: readonly OtlpNumberPoint[];
    readonly aggregationTemporality?: number;
    readonly isMonotonic?: boolean;
  };
  readonly gauge?: { readonly dataPoints?: readonly OtlpNumberPoint[] };
  readonly histogram?: {
    readonly dataPoints?: readonly OtlpHistogramPoint[];
    readonly aggregationTemporality?: number;
  };
  readonly exponentialHistogram?: {
    readonly dataPoints?: readonly OtlpExponentialPoint[];
    readonly aggregationTemporality?: number;
  };
}
interface OtlpPoint {
  readonly attributes?: readonly OtlpKeyValue[];
  readonly startTimeUnixNano?: string | number;
  readonly timeUnixNano?: string | number;
  readonly exemplars?: readonly OtlpExemplar[];
}
export interface OtlpNumberPoint extends OtlpPoint {
  readonly asDouble?: number | string;
  readonly asInt?: string | number;
}
interface OtlpDistributionPoint extends OtlpPoint {
  readonly count?: string | number;
  readonly sum?: number | string;
  readonly min?: number | string;
  readonly max?: number | string;
}
export interface OtlpHistogramPoint extends OtlpDistributionPoint {
  readonly bucketCounts?: readonly (string | number)[];
  readonly explicitBounds?: readonly number[];
}
export interface OtlpExponentialPoint extends OtlpDistributionPoint {
  readonly scale?: number;
  readonly zeroCount?: string | number;
  readonly positive?: OtlpExponentialBuckets;
  readonly negative?: OtlpExponentialBuckets;
}
export interface OtlpExponentialBuckets {
  readonly offset?: number;
  readonly bucketCounts?: readonly (string | number)[];
}

export interface OtlpExemplar {
  readonly filteredAttributes?: readonly OtlpKeyValue[];
  readonly timeUnixNano?: string | number;
  readonly asDouble?: number | string;
  readonly asInt?: string | number;
  readonly spanId?: string;
  readonly traceId?: string;
}

export interface OtlpKeyValue {
  readonly key?: string;
  readonly value?: OtlpAnyValue;
}
export interface OtlpAnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly OtlpAnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpKeyValue[] };
  readonly bytesValue?: string;
}
