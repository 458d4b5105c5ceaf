/** Where the reader is on the page, as its address: `?view=logs`, `?q={...}`, `?trace=ID&span=ID`. */
export const VIEWS = ['traces', 'metrics', 'logs', 'ingest', 'import'] as const;
export type View = (typeof VIEWS)[number];

export interface Place {
  readonly view: View;
  readonly query: string;
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
    traceId: idOf(params.get('trace'), 32),
    spanId: idOf(params.get('span'), 16),
  };
}

/** Begins with `?`, or is empty for the first page; what is not said stays out of it. */
export function searchOf({ view, query, traceId, spanId }: Place): string {
  const params = new URLSearchParams();
  if (view !== 'traces') params.set('view', view);
  if (query !== '') params.set('q', query);
  if (traceId !== '') params.set('trace', traceId);
  if (traceId !== '' && spanId !== '') params.set('span', spanId);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

function idOf(text: string | null, digits: number): string {
  const id = (text ?? '').trim().toLowerCase();
  return id.length === digits && /^[0-9a-f]+$/.test(id) ? id : '';
}
