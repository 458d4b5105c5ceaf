/**
 * Conditions on events (or links) that are joined by `&&` are about one and the same event, as in Tempo:
 *
 *     { event:name = "exception" && event.exception.type = "Timeout" }
 *
 * does not match a span with an exception of another type and, beside it, some event that carries the attribute.
 */
import type { SpanEvent, SpanLink, TraceReader } from '../model/types.ts';
import type { Field, FieldExpression } from './ast.ts';

export type RecordScope = 'event' | 'link';

/** The scope, if all that the expression reads are events, or all are links. */
export function recordScope(expression: FieldExpression): RecordScope | undefined {
  switch (expression.type) {
    case 'literal':
      return undefined;
    case 'field':
      return scopeOf(expression.field);
    case 'binary': {
      const { left, right } = expression;
      if (left.type === 'literal') return recordScope(right);
      const scope = recordScope(left);
      return right.type === 'literal' || recordScope(right) === scope ? scope : undefined;
    }
    default:
      return recordScope(expression.operand);
  }
}

function scopeOf(field: Field): RecordScope | undefined {
  const scope = field.type === 'attribute' ? field.scope : field.name.slice(0, field.name.indexOf(':'));
  return scope === 'event' || scope === 'link' ? scope : undefined;
}

/** The table, but a span has only the one event and the one link that was last shown. */
export interface OneRecordTable {
  readonly table: TraceReader;
  show(event: SpanEvent | undefined, link: SpanLink | undefined): void;
}

export function oneRecordTable(table: TraceReader): OneRecordTable {
  let events: readonly SpanEvent[] = [];
  let links: readonly SpanLink[] = [];
  return {
    show(event, link) {
      events = event === undefined ? [] : [event];
      links = link === undefined ? [] : [link];
    },
    table: {
      version: table.version,
      spanCount: table.spanCount,
      originUnixNano: table.originUnixNano,
      columns: table.columns,
      strings: table.strings,
      logs: table.logs,
      metrics: table.metrics,
      attribute: (span, key) => table.attribute(span, key),
      attributes: (span) => table.attributes(span),
      resourceAttributes: (span) => table.resourceAttributes(span),
      scopeVersion: (span) => table.scopeVersion(span),
      scopeAttributes: (span) => table.scopeAttributes(span),
      findSpan: (traceId, spanId) => table.findSpan(traceId, spanId),
      bounds: () => table.bounds(),
      events: () => events,
      links: () => links,
    },
  };
}
