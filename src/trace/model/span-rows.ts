/**
 * The columns of spans and of what hangs on them. The first thirteen are {@link SpanColumns}, which readers see; the rest
 * serve the table itself.
 */
import { f64, GrowableColumns, i32, type PackedRows, u8, u32 } from './growable-columns.ts';

const SPAN_SCHEMA = {
  traceId: u32,
  spanId: u32,
  parentSpanId: u32,
  parent: i32,
  name: u32,
  service: u32,
  scope: u32,
  resource: u32,
  kind: u8,
  status: u8,
  statusMessage: u32,
  startNs: f64,
  endNs: f64,

  /** 1: the sender gave no start, so `startNs` is where we placed it. */
  startIsGuess: u8,
  scopeIndex: u32,
  traceState: u32,
  flags: u32,
  attributeStart: u32,
  attributeCount: u32,
  droppedAttributes: u32,
  eventStart: u32,
  eventCount: u32,
  droppedEvents: u32,
  linkStart: u32,
  linkCount: u32,
  droppedLinks: u32,
};
const EVENT_SCHEMA = { timeNs: f64, name: u32, attributeStart: u32, attributeCount: u32 };
const LINK_SCHEMA = {
  traceId: u32,
  spanId: u32,
  traceState: u32,
  attributeStart: u32,
  attributeCount: u32,
};

export type PackedSpanRows = PackedRows<typeof SPAN_SCHEMA>;
export type PackedEventRows = PackedRows<typeof EVENT_SCHEMA>;
export type PackedLinkRows = PackedRows<typeof LINK_SCHEMA>;

export const spanRows = (packed?: PackedSpanRows) => new GrowableColumns(SPAN_SCHEMA, packed);
export const eventRows = (packed?: PackedEventRows) => new GrowableColumns(EVENT_SCHEMA, packed);
export const linkRows = (packed?: PackedLinkRows) => new GrowableColumns(LINK_SCHEMA, packed);
export type SpanRows = ReturnType<typeof spanRows>;
