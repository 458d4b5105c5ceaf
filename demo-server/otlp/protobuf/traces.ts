/** `ExportTraceServiceRequest`. opentelemetry-proto 1.11.0: trace/v1/trace.proto. */
import { PbfReader } from 'pbf';
import type {
  OtlpKeyValue,
  OtlpResourceSpans,
  OtlpSpan,
  OtlpSpanEvent,
  OtlpSpanLink,
  OtlpTraces,
} from '../../../src/trace/model/otlp-json.ts';
import { readKeyValue, readResource, readScope } from './common.ts';
import { type Draft, fixed32, fixed64, id, readFields, readMessage, text, uint } from './wire.ts';

type ScopeSpans = NonNullable<OtlpResourceSpans['scopeSpans']>[number];

/** Throws when the bytes are no such message. */
export function decodeTraces(body: Uint8Array): OtlpTraces {
  const pbf = new PbfReader(body);
  const resourceSpans: OtlpResourceSpans[] = [];
  readFields(pbf, pbf.length, (field) => {
    if (field === 1) resourceSpans.push(readResourceSpans(pbf));
  });
  return { resourceSpans };
}

function readResourceSpans(pbf: PbfReader): OtlpResourceSpans {
  const scopeSpans: ScopeSpans[] = [];
  const group: Draft<OtlpResourceSpans> = { scopeSpans };
  readMessage(pbf, (field) => {
    if (field === 1) group.resource = readResource(pbf);
    else if (field === 2) scopeSpans.push(readScopeSpans(pbf));
  });
  return group;
}

function readScopeSpans(pbf: PbfReader): ScopeSpans {
  const spans: OtlpSpan[] = [];
  const group: Draft<ScopeSpans> = { spans };
  readMessage(pbf, (field) => {
    if (field === 1) group.scope = readScope(pbf);
    else if (field === 2) spans.push(readSpan(pbf));
  });
  return group;
}

function readSpan(pbf: PbfReader): OtlpSpan {
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
    else if (field === 9) attributes.push(readKeyValue(pbf));
    else if (field === 10) span.droppedAttributesCount = uint(pbf);
    else if (field === 11) events.push(readEvent(pbf));
    else if (field === 12) span.droppedEventsCount = uint(pbf);
    else if (field === 13) links.push(readLink(pbf));
    else if (field === 14) span.droppedLinksCount = uint(pbf);
    else if (field === 15) span.status = readStatus(pbf);
    else if (field === 16) span.flags = fixed32(pbf);
  });
  return span;
}

function readEvent(pbf: PbfReader): OtlpSpanEvent {
  const attributes: OtlpKeyValue[] = [];
  const event: Draft<OtlpSpanEvent> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 1) event.timeUnixNano = fixed64(pbf);
    else if (field === 2) event.name = text(pbf);
    else if (field === 3) attributes.push(readKeyValue(pbf));
  });
  return event;
}

function readLink(pbf: PbfReader): OtlpSpanLink {
  const attributes: OtlpKeyValue[] = [];
  const link: Draft<OtlpSpanLink> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 1) link.traceId = id(pbf);
    else if (field === 2) link.spanId = id(pbf);
    else if (field === 3) link.traceState = text(pbf);
    else if (field === 4) attributes.push(readKeyValue(pbf));
  });
  return link;
}

function readStatus(pbf: PbfReader): NonNullable<OtlpSpan['status']> {
  const status: Draft<NonNullable<OtlpSpan['status']>> = {};
  readMessage(pbf, (field) => {
    if (field === 2) status.message = text(pbf);
    else if (field === 3) status.code = uint(pbf);
  });
  return status;
}
