/** `ExportTraceServiceRequest`. opentelemetry-proto 1.11.0: trace/v1/trace.proto. */
import type {
  OtlpKeyValue,
  OtlpSpan,
  OtlpSpanEvent,
  OtlpSpanLink,
} from '../../../src/trace/model/otlp-json.ts';
import { SpanColumns } from '../../store/span-columns.ts';
import { acceptSpan } from '../accept.ts';
import type { Findings } from '../findings.ts';
import { readAttribute } from './common.ts';
import { readRequest } from './request.ts';
import { SpanScanner } from './span-scanner.ts';
import type { ValueReader } from './value-reader.ts';
import { type Draft, fixed32, fixed64, id, readMessage, text, uint } from './wire.ts';

/** Throws when the bytes are no such message. Records that are not as SDKs write them go the long way. */
export function decodeSpans(body: Uint8Array, findings: Findings): SpanColumns {
  const columns = new SpanColumns();
  const scanner = new SpanScanner(body, columns);
  const readRow = (pbf: ValueReader) => scanner.scan(pbf) ?? judged(readSpan(pbf));
  const judged = (span: OtlpSpan): number | undefined => {
    const taken = acceptSpan(span, findings);
    return taken && columns.append(taken);
  };
  for (const { resource, scopes } of readRequest(body, 'span', readRow, findings)) {
    if (scopes.length === 0) columns.place([], resource, undefined);
    for (const { scope, records } of scopes) columns.place(records, resource, scope);
  }
  return columns;
}

/** The long way: any span that is a message, as an object. */
export function readSpan(pbf: ValueReader): OtlpSpan {
  const attributes: OtlpKeyValue[] = [];
  const events: OtlpSpanEvent[] = [];
  const links: OtlpSpanLink[] = [];
  const span: Draft<OtlpSpan> = { attributes, events, links };
  readMessage(pbf, (field) => {
    if (field === 1) span.traceId = id(pbf);
    else if (field === 2) span.spanId = id(pbf);
    else if (field === 3) span.traceState = text(pbf);
    else if (field === 4) span.parentSpanId = id(pbf);
    else if (field === 5) span.name = text(pbf);
    else if (field === 6) span.kind = uint(pbf);
    else if (field === 7) span.startTimeUnixNano = fixed64(pbf);
    else if (field === 8) span.endTimeUnixNano = fixed64(pbf);
    else if (field === 9) attributes.push(readAttribute(pbf));
    else if (field === 10) span.droppedAttributesCount = uint(pbf);
    else if (field === 11) events.push(readEvent(pbf));
    else if (field === 12) span.droppedEventsCount = uint(pbf);
    else if (field === 13) links.push(readLink(pbf));
    else if (field === 14) span.droppedLinksCount = uint(pbf);
    else if (field === 15) span.status = readStatus(pbf, span.status);
    else if (field === 16) span.flags = fixed32(pbf);
  });
  return span;
}

function readEvent(pbf: ValueReader): OtlpSpanEvent {
  const attributes: OtlpKeyValue[] = [];
  const event: Draft<OtlpSpanEvent> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 1) event.timeUnixNano = fixed64(pbf);
    else if (field === 2) event.name = text(pbf);
    else if (field === 3) attributes.push(readAttribute(pbf));
  });
  return event;
}

function readLink(pbf: ValueReader): OtlpSpanLink {
  const attributes: OtlpKeyValue[] = [];
  const link: Draft<OtlpSpanLink> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 1) link.traceId = id(pbf);
    else if (field === 2) link.spanId = id(pbf);
    else if (field === 3) link.traceState = text(pbf);
    else if (field === 4) attributes.push(readAttribute(pbf));
  });
  return link;
}

type Status = NonNullable<OtlpSpan['status']>;

function readStatus(pbf: ValueReader, before?: Status): Status {
  const status: Draft<Status> = { ...before };
  readMessage(pbf, (field) => {
    if (field === 2) status.message = text(pbf);
    else if (field === 3) status.code = uint(pbf);
  });
  return status;
}
