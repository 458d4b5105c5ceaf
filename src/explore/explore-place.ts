/** Where the reader is on the page, as its address: `?view=logs`, `?q={...}`, `?view=sql&sql=...`, `?trace=ID&span=ID`. */
export const VIEWS = ['traces', 'metrics', 'logs', 'sql', 'ingest', 'server', 'import'] as const;
export type View = (typeof VIEWS)[number];

export interface Place {
  readonly view: View;
  readonly query: string;
  /** The statement of the SQL view; empty before one was asked. */
  readonly sql: string;
  /** The trace on show; empty for the list. */
  readonly traceId: string;
  readonly spanId: string;
}

export function placeOf(search: string): Place {
  const params = new URLSearchParams(search);
  const view = VIEWS.find((known) => known === params.get('view')) ?? 'traces';
  return {
    view,
    query: params.get('q') ?? '',
    sql: params.get('sql') ?? '',
    traceId: idOf(params.get('trace'), 32),
    spanId: idOf(params.get('span'), 16),
  };
}

/** Begins with `?`, or is empty for the first page; what is not said stays out of it. */
export function searchOf({ view, query, sql, traceId, spanId }: Place): string {
  const params = new URLSearchParams();
  if (view !== 'traces') params.set('view', view);
  if (query !== '') params.set('q', query);
  if (sql !== '') params.set('sql', sql);
  if (traceId !== '') params.set('trace', traceId);
  if (traceId !== '' && spanId !== '') params.set('span', spanId);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

function idOf(text: string | null, digits: number): string {
  const id = (text ?? '').trim().toLowerCase();
  return id.length === digits && /^[0-9a-f]+$/.test(id) ? id : '';
}
