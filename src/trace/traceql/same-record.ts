/**
 * Conditions on events (or links) that are joined by `&&` are about one and the same event, as in Tempo:
 *
 *     { event:name = "exception" && event.exception.type = "Timeout" }
 *
 * does not match a span with an exception of another type and, beside it, some event that carries the attribute.
 */
import { seenThrough } from '../model/seen-through.ts';
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
    table: seenThrough(table, { events: () => events, links: () => links }),
  };
}
