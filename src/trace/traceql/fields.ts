/**
 * Where each field is read from. A field is described by how it can be read fast:
 *
 * - `text`: a column of string ids, so equality compares two integers and a regular expression runs once per distinct
 *   text, not once per span;
 * - `resource`: the same for all spans of a resource, so it is asked once per resource;
 * - `value`: read from each span; `several` says that it may give a value per event or link.
 */
import {
  type AttributeValue,
  NO_SPAN,
  SPAN_KINDS,
  type SpanIndex,
  STATUS_CODES,
  type TraceReader,
} from '../model/types.ts';
import type { AttributeScope, Field, Intrinsic } from './ast.ts';
import { traceIndexOf } from './trace-index.ts';
import { type FieldValue, Several } from './values.ts';

export type ReadField = (span: SpanIndex) => FieldValue;

export type FieldReader =
  | { readonly type: 'text'; readonly column: Uint32Array; readonly read: ReadField }
  | { readonly type: 'resource'; readonly read: ReadField }
  | { readonly type: 'value'; readonly several: boolean; readonly read: ReadField };

export function fieldReader(field: Field, table: TraceReader): FieldReader {
  return field.type === 'intrinsic'
    ? intrinsicReader(field.name, table)
    : attributeReader(field.scope, field.key, table);
}

function intrinsicReader(name: Intrinsic, table: TraceReader): FieldReader {
  const { columns } = table;
  const index = () => traceIndexOf(table);
  switch (name) {
    case 'span:name':
      return textReader(columns.name, table);
    case 'span:statusMessage':
      return textReader(columns.statusMessage, table);
    case 'span:id':
      return textReader(columns.spanId, table);
    case 'span:parentID':
      return textReader(columns.parentSpanId, table);
    case 'trace:id':
      return textReader(columns.traceId, table);
    case 'instrumentation:name':
      return textReader(columns.scope, table);
    case 'instrumentation:version':
      return valueReader((span) => table.scopeVersion(span));
    case 'span:status':
      return valueReader((span) => STATUS_CODES[columns.status[span] as number]);
    case 'span:kind':
      return valueReader((span) => SPAN_KINDS[columns.kind[span] as number]);
    case 'span:duration':
      return valueReader((span) =>
        known((columns.endNs[span] as number) - (columns.startNs[span] as number)),
      );
    case 'span:childCount':
      return valueReader((span) => index().childCount(span));
    case 'trace:duration':
      return valueReader((span) => known(index().traceDuration(span)));
    case 'trace:rootName':
      return valueReader((span) => textOfRoot(index().root(span), columns.name, table));
    case 'trace:rootService':
      return valueReader((span) => textOfRoot(index().root(span), columns.service, table));
    case 'nestedSetLeft':
      return valueReader((span) => index().nestedSets().left[span]);
    case 'nestedSetRight':
      return valueReader((span) => index().nestedSets().right[span]);
    case 'nestedSetParent':
      return valueReader((span) => index().nestedSets().parent[span]);
    case 'event:name':
      return severalReader((span) => table.events(span).map((event) => event.name));
    case 'event:timeSinceStart':
      return severalReader((span) =>
        table.events(span).map((event) => event.timeNs - (columns.startNs[span] as number)),
      );
    case 'link:traceID':
      return severalReader((span) => table.links(span).map((link) => link.traceId));
    case 'link:spanID':
      return severalReader((span) => table.links(span).map((link) => link.spanId));
  }
}

function attributeReader(scope: AttributeScope, key: string, table: TraceReader): FieldReader {
  const resourceValue = resourceValues(key, table);
  const ofEvents = (span: SpanIndex) => table.events(span).map((event) => event.attributes.get(key));
  const ofLinks = (span: SpanIndex) => table.links(span).map((link) => link.attributes.get(key));
  switch (scope) {
    case 'span':
      return valueReader((span) => table.attribute(span, key));
    case 'resource':
      return { type: 'resource', read: resourceValue };
    case 'event':
      return severalReader(ofEvents);
    case 'link':
      return severalReader(ofLinks);
    case 'instrumentation':
      return valueReader((span) => table.scopeAttributes(span).get(key));
    case 'any':
      // The span's own comes first, then the resource's; events and links only where neither has it.
      return severalReader((span) => {
        const value = table.attribute(span, key) ?? resourceValue(span);
        return value !== undefined ? [value] : [...ofEvents(span), ...ofLinks(span)];
      });
  }
}

/** Looked up once per resource. */
function resourceValues(key: string, table: TraceReader): (span: SpanIndex) => AttributeValue | undefined {
  const { resource } = table.columns;
  const values = new Map<number, AttributeValue | undefined>();
  return (span) => {
    const index = resource[span] as number;
    if (!values.has(index)) values.set(index, table.resourceAttributes(span).get(key));
    return values.get(index);
  };
}

function textReader(column: Uint32Array, table: TraceReader): FieldReader {
  return { type: 'text', column, read: (span) => table.strings.get(column[span] as number) };
}

function valueReader(read: ReadField): FieldReader {
  return { type: 'value', several: false, read };
}

/** One value stands for itself, so that most spans need no wrapping. */
function severalReader(read: (span: SpanIndex) => readonly Exclude<FieldValue, Several>[]): FieldReader {
  return {
    type: 'value',
    several: true,
    read: (span) => {
      const values = read(span);
      return values.length <= 1 ? values[0] : new Several(values);
    },
  };
}

function textOfRoot(root: SpanIndex, column: Uint32Array, table: TraceReader): string | undefined {
  return root === NO_SPAN ? undefined : table.strings.get(column[root] as number);
}

/** A span that is still open has no duration yet. */
function known(ns: number): number | undefined {
  return Number.isNaN(ns) ? undefined : ns;
}
