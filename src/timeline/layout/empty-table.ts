/** What a timeline shows before anybody gave it a table. Written out, so that it needs no decoder. */
import type { AttributeValue, TraceReader } from '../../trace/model/types.ts';

const NO_ATTRIBUTES: ReadonlyMap<string, AttributeValue> = new Map();

export const EMPTY_TABLE: TraceReader = {
  version: 0,
  spanCount: 0,
  originUnixNano: 0n,
  columns: {
    traceId: new Uint32Array(),
    spanId: new Uint32Array(),
    parentSpanId: new Uint32Array(),
    parent: new Int32Array(),
    name: new Uint32Array(),
    service: new Uint32Array(),
    scope: new Uint32Array(),
    resource: new Uint32Array(),
    kind: new Uint8Array(),
    status: new Uint8Array(),
    statusMessage: new Uint32Array(),
    startNs: new Float64Array(),
    endNs: new Float64Array(),
  },
  strings: { get: () => '', find: () => undefined },
  attribute: () => undefined,
  attributes: () => NO_ATTRIBUTES,
  resourceAttributes: () => NO_ATTRIBUTES,
  scopeVersion: () => '',
  scopeAttributes: () => NO_ATTRIBUTES,
  events: () => [],
  links: () => [],
  findSpan: () => undefined,
  logs: [],
  metrics: [],
  bounds: () => ({ startNs: 0, endNs: 0 }),
};
