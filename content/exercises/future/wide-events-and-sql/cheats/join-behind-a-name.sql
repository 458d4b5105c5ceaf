WITH spans AS MATERIALIZED (SELECT * FROM otel_traces)
SELECT
  device.SpanAttributes['bldg.building.id'] AS building,
  hub.SpanAttributes['bldg.device.firmware'] AS firmware,
  count(*) AS commands,
  count(*) FILTER (request.Duration > 100 * 1000 * 1000) AS slow
FROM spans AS request
JOIN spans AS device ON device.ParentSpanId = request.SpanId AND device.SpanName = 'find device'
JOIN spans AS hub ON hub.ParentSpanId = request.SpanId AND hub.SpanName = 'hub command'
WHERE request.SpanName = 'POST /devices/:id/commands'
GROUP BY building, firmware;
