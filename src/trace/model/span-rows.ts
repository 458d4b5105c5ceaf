/**
 * The columns of spans and of what hangs on them. The first thirteen are {@link SpanColumns}, which readers see; the rest
 * serve the table itself.
 */
import { f64, GrowableColumns, i32, u8, u32 } from './growable-columns.ts';

export const spanRows = () =>
  new GrowableColumns({
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
  });
export type SpanRows = ReturnType<typeof spanRows>;

export const eventRows = () =>
  new GrowableColumns({ timeNs: f64, name: u32, attributeStart: u32, attributeCount: u32 });

export const linkRows = () =>
  new GrowableColumns({
    traceId: u32,
    spanId: u32,
    traceState: u32,
    attributeStart: u32,
    attributeCount: u32,
  });
