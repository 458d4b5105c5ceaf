SELECT
  min(SpanAttributes['bldg.building.id']) AS building,
  SpanAttributes['bldg.device.firmware'] AS firmware,
  count(*) AS commands,
  count(*) FILTER (Duration > 100 * 1000 * 1000) AS slow
FROM otel_traces
WHERE SpanName = 'POST /devices/:id/commands'
GROUP BY firmware;
