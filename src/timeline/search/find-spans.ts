/** A TraceQL search of the table on show: the spans it matches, or why the text is no query and where. */

import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import { evaluateTraceQLInSteps, parseTraceQL, type Steps } from '../../trace/traceql/traceql.ts';

export type Found =
  | { readonly type: 'nothing-asked' }
  /** In index order. */
  | { readonly type: 'matches'; readonly spans: readonly SpanIndex[] }
  | { readonly type: 'error'; readonly message: string; readonly from: number; readonly to: number };

/** A text that is no query takes one step. */
export function* findSpans(table: TraceReader, text: string): Steps<Found> {
  if (text.trim() === '') return { type: 'nothing-asked' };
  const parsed = parseTraceQL(text);
  if (!parsed.ok) return { type: 'error', ...parsed.error };
  const { spans } = yield* evaluateTraceQLInSteps(parsed.query, table);
  return { type: 'matches', spans };
}

/** `3 of 40 spans match`, `character 12: ...`; the place counts from one, as people do. */
export function foundWords(found: Found, spanCount: number, at: number): string {
  switch (found.type) {
    case 'nothing-asked':
      return '';
    case 'error':
      return `character ${found.from + 1}: ${found.message}`;
    case 'matches': {
      const { length } = found.spans;
      const of = `${length.toLocaleString('en')} of ${spanCount.toLocaleString('en')} spans match`;
      return at < 0 ? of : `${(at + 1).toLocaleString('en')} of ${length.toLocaleString('en')}`;
    }
  }
}
