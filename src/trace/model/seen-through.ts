/**
 * A way of looking at a table: some of what it says is said otherwise, for the rest the table is asked, each time anew, since
 * it may grow. Getters of `otherwise` stay getters.
 */
import type { TraceReader } from './types.ts';

export function seenThrough(table: TraceReader, otherwise: Partial<TraceReader>): TraceReader {
  const asItIs: TraceReader = {
    get version() {
      return table.version;
    },
    get spanCount() {
      return table.spanCount;
    },
    get columns() {
      return table.columns;
    },
    get logs() {
      return table.logs;
    },
    get metrics() {
      return table.metrics;
    },
    get originUnixNano() {
      return table.originUnixNano;
    },
    get linkCount() {
      return table.linkCount;
    },
    strings: table.strings,
    attribute: (span, key) => table.attribute(span, key),
    attributes: (span) => table.attributes(span),
    resourceAttributes: (span) => table.resourceAttributes(span),
    scopeVersion: (span) => table.scopeVersion(span),
    scopeAttributes: (span) => table.scopeAttributes(span),
    events: (span) => table.events(span),
    links: (span) => table.links(span),
    findSpan: (traceId, spanId) => table.findSpan(traceId, spanId),
    bounds: () => table.bounds(),
  };
  return Object.defineProperties(asItIs, Object.getOwnPropertyDescriptors(otherwise));
}
