-- Which firmware, in which building, is slow?
-- Each span is a row of otel_traces. Duration is in nanoseconds.
SELECT
  SpanAttributes['bldg.building.id'] AS building,
  SpanAttributes['bldg.device.firmware'] AS firmware,
  count(*) AS commands
FROM otel_traces
WHERE SpanName = 'POST /devices/:id/commands'
GROUP BY building, firmware;
