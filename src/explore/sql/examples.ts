/** Questions to begin with. Each answers something on any telemetry; tests ask them all. */
export interface SqlExample {
  readonly name: string;
  readonly statement: string;
}

export const SQL_EXAMPLES: readonly SqlExample[] = [
  {
    name: 'How slow is each kind of request?',
    statement: `-- One wide event a request: the spans that a service received.
SELECT
  ServiceName,
  SpanName,
  count(*) AS requests,
  count(*) FILTER (StatusCode = 'Error') AS errors,
  round(quantile_cont(Duration, 0.5) / 1e6, 2) AS p50_ms,
  round(quantile_cont(Duration, 0.99) / 1e6, 2) AS p99_ms
FROM otel_traces
WHERE SpanKind IN ('Server', 'Consumer')
GROUP BY ServiceName, SpanName
ORDER BY p99_ms DESC
LIMIT 20;`,
  },
  {
    name: 'How many spans, second by second?',
    statement: `SELECT date_trunc('second', Timestamp) AS second, count(*) AS spans, count(*) FILTER (StatusCode = 'Error') AS errors
FROM otel_traces
GROUP BY second
ORDER BY second;`,
  },
  {
    name: 'Which attributes are there, and how many values have they?',
    statement: `-- What a wide event knows, column by column.
SELECT attribute.key AS attribute, count(*) AS spans, count(DISTINCT attribute.value) AS different_values, any_value(attribute.value) AS example
FROM (SELECT unnest(map_entries(SpanAttributes)) AS attribute FROM otel_traces)
GROUP BY attribute
ORDER BY spans DESC;`,
  },
  {
    name: 'What do the slowest requests have in common?',
    statement: `-- How often an attribute has this value in the slowest tenth, against everywhere.
WITH requests AS (
  SELECT Duration >= quantile_cont(Duration, 0.9) OVER () AS is_slow, unnest(map_entries(SpanAttributes)) AS attribute
  FROM otel_traces
  WHERE SpanKind = 'Server'
)
SELECT
  attribute.key || ' = ' || attribute.value AS what,
  round(count(*) FILTER (is_slow) / sum(count(*) FILTER (is_slow)) OVER (PARTITION BY attribute.key), 2) AS share_of_slow,
  round(count(*) / sum(count(*)) OVER (PARTITION BY attribute.key), 2) AS share_of_all
FROM requests
GROUP BY attribute.key, attribute.value
HAVING count(*) > 1
ORDER BY share_of_slow - share_of_all DESC
LIMIT 20;`,
  },
  {
    name: 'Which statement repeats most within one trace?',
    statement: `SELECT TraceId, SpanName, count(*) AS times, round(sum(Duration) / 1e6, 2) AS together_ms
FROM otel_traces
WHERE SpanAttributes['db.system.name'] IS NOT NULL
GROUP BY TraceId, SpanName
HAVING times > 1
ORDER BY times DESC
LIMIT 20;`,
  },
  {
    name: 'What was logged, and in which span?',
    statement: `SELECT otel_logs.Timestamp, SeverityText, EventName, Body, SpanName
FROM otel_logs
LEFT JOIN otel_traces USING (TraceId, SpanId)
ORDER BY otel_logs.Timestamp DESC
LIMIT 50;`,
  },
];
