/**
 * The tables that people ask: one row a span, a log record, a metric point, all with the columns of the Collector's
 * ClickHouse exporter (opentelemetry-collector-contrib, exporter/clickhouseexporter), made of the OTLP that is kept. An
 * attribute that is there twice is there with its first value; what is no time of an int64 is NULL.
 */

/** `MAP(VARCHAR, VARCHAR)`: structures as JSON. */
const MACROS = `
CREATE OR REPLACE MACRO otlp_text(value) AS CASE
  WHEN (value ->> '$.stringValue') IS NOT NULL THEN value ->> '$.stringValue'
  WHEN (value ->> '$.intValue') IS NOT NULL THEN value ->> '$.intValue'
  WHEN (value ->> '$.doubleValue') IS NOT NULL THEN value ->> '$.doubleValue'
  WHEN (value ->> '$.boolValue') IS NOT NULL THEN value ->> '$.boolValue'
  WHEN (value ->> '$.bytesValue') IS NOT NULL THEN value ->> '$.bytesValue'
  WHEN (value -> '$.arrayValue') IS NOT NULL THEN value ->> '$.arrayValue.values'
  WHEN (value -> '$.kvlistValue') IS NOT NULL THEN value ->> '$.kvlistValue.values'
  ELSE '' END;
CREATE OR REPLACE MACRO otlp_list(list) AS coalesce(list::JSON[], []);
CREATE OR REPLACE MACRO otlp_keys(list) AS list_transform(list, lambda entry: coalesce(entry ->> '$.key', ''));
CREATE OR REPLACE MACRO otlp_entries(list) AS
  list_filter(list, lambda entry, place: (list_position(otlp_keys(list), coalesce(entry ->> '$.key', ''))) = place);
CREATE OR REPLACE MACRO otlp_map(list) AS map(
  otlp_keys(otlp_entries(otlp_list(list))),
  list_transform(otlp_entries(otlp_list(list)), lambda entry: otlp_text(entry -> '$.value')));
CREATE OR REPLACE MACRO otlp_time(nanos) AS make_timestamp_ns(TRY_CAST(nanos AS BIGINT));
CREATE OR REPLACE MACRO otlp_temporality(metric) AS coalesce(TRY_CAST(metric ->> '$.aggregationTemporality' AS INTEGER), 0);
`;

const TRACES = `
CREATE OR REPLACE VIEW otel_traces AS SELECT
  Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName,
  otlp_map(origins.Otlp::JSON -> '$.resource.attributes') AS ResourceAttributes,
  coalesce(origins.Otlp::JSON ->> '$.scope.name', '') AS ScopeName,
  coalesce(origins.Otlp::JSON ->> '$.scope.version', '') AS ScopeVersion,
  otlp_map(spans.Otlp::JSON -> '$.attributes') AS SpanAttributes,
  Duration, StatusCode, StatusMessage,
  list_transform(otlp_list(spans.Otlp::JSON -> '$.events'), lambda e: otlp_time(e ->> '$.timeUnixNano')) AS "Events.Timestamp",
  list_transform(otlp_list(spans.Otlp::JSON -> '$.events'), lambda e: coalesce(e ->> '$.name', '')) AS "Events.Name",
  list_transform(otlp_list(spans.Otlp::JSON -> '$.events'), lambda e: otlp_map(e -> '$.attributes')) AS "Events.Attributes",
  list_transform(otlp_list(spans.Otlp::JSON -> '$.links'), lambda l: coalesce(l ->> '$.traceId', '')) AS "Links.TraceId",
  list_transform(otlp_list(spans.Otlp::JSON -> '$.links'), lambda l: coalesce(l ->> '$.spanId', '')) AS "Links.SpanId",
  list_transform(otlp_list(spans.Otlp::JSON -> '$.links'), lambda l: coalesce(l ->> '$.traceState', '')) AS "Links.TraceState",
  list_transform(otlp_list(spans.Otlp::JSON -> '$.links'), lambda l: otlp_map(l -> '$.attributes')) AS "Links.Attributes"
FROM spans JOIN origins USING (Origin);
`;

const LOGS = `
CREATE OR REPLACE VIEW otel_logs AS WITH
  resources AS (SELECT unnest(otlp_list(Otlp::JSON -> '$.resourceLogs')) AS r FROM requests WHERE Signal = 'logs'),
  scopes AS (SELECT r, unnest(otlp_list(r -> '$.scopeLogs')) AS s FROM resources),
  records AS (SELECT r, s, unnest(otlp_list(s -> '$.logRecords')) AS l FROM scopes)
SELECT
  otlp_time(coalesce(nullif(l ->> '$.timeUnixNano', '0'), l ->> '$.observedTimeUnixNano')) AS Timestamp,
  coalesce(l ->> '$.traceId', '') AS TraceId, coalesce(l ->> '$.spanId', '') AS SpanId,
  coalesce(l ->> '$.severityText', '') AS SeverityText,
  coalesce(TRY_CAST(l ->> '$.severityNumber' AS INTEGER), 0) AS SeverityNumber,
  coalesce(otlp_map(r -> '$.resource.attributes')['service.name'], '') AS ServiceName,
  otlp_text(l -> '$.body') AS Body,
  otlp_map(r -> '$.resource.attributes') AS ResourceAttributes,
  coalesce(s ->> '$.scope.name', '') AS ScopeName, coalesce(s ->> '$.scope.version', '') AS ScopeVersion,
  otlp_map(s -> '$.scope.attributes') AS ScopeAttributes,
  otlp_map(l -> '$.attributes') AS LogAttributes,
  coalesce(l ->> '$.eventName', '') AS EventName
FROM records;
`;

const METRICS = `
CREATE OR REPLACE VIEW otel_metrics_all AS WITH
  resources AS (SELECT unnest(otlp_list(Otlp::JSON -> '$.resourceMetrics')) AS r FROM requests WHERE Signal = 'metrics'),
  scopes AS (SELECT r, unnest(otlp_list(r -> '$.scopeMetrics')) AS s FROM resources)
SELECT r, s, unnest(otlp_list(s -> '$.metrics')) AS m FROM scopes;
`;

const metricsView = (name: string, field: string, columns: string): string => `
CREATE OR REPLACE VIEW otel_metrics_${name} AS SELECT
  otlp_map(r -> '$.resource.attributes') AS ResourceAttributes,
  coalesce(s ->> '$.scope.name', '') AS ScopeName, coalesce(s ->> '$.scope.version', '') AS ScopeVersion,
  otlp_map(s -> '$.scope.attributes') AS ScopeAttributes,
  coalesce(otlp_map(r -> '$.resource.attributes')['service.name'], '') AS ServiceName,
  coalesce(m ->> '$.name', '') AS MetricName, coalesce(m ->> '$.description', '') AS MetricDescription,
  coalesce(m ->> '$.unit', '') AS MetricUnit,
  otlp_map(p -> '$.attributes') AS Attributes,
  otlp_time(p ->> '$.startTimeUnixNano') AS StartTimeUnix, otlp_time(p ->> '$.timeUnixNano') AS TimeUnix,
  ${columns},
  coalesce(TRY_CAST(p ->> '$.flags' AS INTEGER), 0) AS Flags
FROM (SELECT *, unnest(otlp_list(m -> '$.${field}.dataPoints')) AS p FROM otel_metrics_all);
`;
const VALUE = `coalesce(TRY_CAST(p ->> '$.asDouble' AS DOUBLE), TRY_CAST(p ->> '$.asInt' AS DOUBLE)) AS Value`;
const number = (field: string, column: string, type: string) =>
  `TRY_CAST(p ->> '$.${field}' AS ${type}) AS ${column}`;
const numbers = (path: string, column: string, type: string) =>
  `list_transform(otlp_list(p -> '$.${path}'), lambda n: TRY_CAST(n ->> '$' AS ${type})) AS ${column}`;
const COUNTED = [number('count', 'Count', 'UBIGINT'), number('sum', 'Sum', 'DOUBLE')];
const BOUNDED = [number('min', 'Min', 'DOUBLE'), number('max', 'Max', 'DOUBLE')];
const temporality = (field: string) => `otlp_temporality(m -> '$.${field}') AS AggregationTemporality`;

export const VIEWS = [
  MACROS,
  TRACES,
  LOGS,
  METRICS,
  metricsView('gauge', 'gauge', VALUE),
  metricsView(
    'sum',
    'sum',
    [VALUE, temporality('sum'), `coalesce(m ->> '$.sum.isMonotonic', 'false') = 'true' AS IsMonotonic`].join(
      ', ',
    ),
  ),
  metricsView(
    'histogram',
    'histogram',
    [
      ...COUNTED,
      numbers('bucketCounts', 'BucketCounts', 'UBIGINT'),
      numbers('explicitBounds', 'ExplicitBounds', 'DOUBLE'),
      ...BOUNDED,
      temporality('histogram'),
    ].join(', '),
  ),
  metricsView(
    'exponential_histogram',
    'exponentialHistogram',
    [
      ...COUNTED,
      number('scale', 'Scale', 'INTEGER'),
      number('zeroCount', 'ZeroCount', 'UBIGINT'),
      number('positive.offset', 'PositiveOffset', 'INTEGER'),
      numbers('positive.bucketCounts', 'PositiveBucketCounts', 'UBIGINT'),
      number('negative.offset', 'NegativeOffset', 'INTEGER'),
      numbers('negative.bucketCounts', 'NegativeBucketCounts', 'UBIGINT'),
      ...BOUNDED,
      temporality('exponentialHistogram'),
    ].join(', '),
  ),
].join('');
