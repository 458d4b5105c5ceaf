/**
 * The tables of the archive. A span is a row whose columns are named as the Collector's ClickHouse exporter names them,
 * and its OTLP/JSON, which is what it is read back from: nothing of it is lost to a column's type. Rows are only ever
 * appended, and leave by the trace.
 *
 *   spans     one row a span              Seq: the order of arrival, over all spans
 *   origins   resource and scope of many  Origin: what a span names
 *   requests  metrics and logs, by the request as it was accepted
 */
export const SCHEMA_VERSION = 1;

export const TABLES = `
CREATE TABLE IF NOT EXISTS about (SchemaVersion INTEGER);
CREATE TABLE IF NOT EXISTS origins (Origin INTEGER, Otlp VARCHAR);
CREATE TABLE IF NOT EXISTS spans (
  Seq BIGINT, Arrived TIMESTAMP_MS, Timestamp TIMESTAMP_NS,
  TraceId VARCHAR, SpanId VARCHAR, ParentSpanId VARCHAR, TraceState VARCHAR,
  SpanName VARCHAR, SpanKind VARCHAR, ServiceName VARCHAR, Duration BIGINT,
  StatusCode VARCHAR, StatusMessage VARCHAR, IsReceived BOOLEAN, Origin INTEGER, Otlp VARCHAR
);
CREATE TABLE IF NOT EXISTS requests (
  Seq BIGINT, Arrived TIMESTAMP_MS, Signal VARCHAR, Records INTEGER, IsReceived BOOLEAN, Otlp VARCHAR
);
`;
