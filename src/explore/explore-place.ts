/**
 * Where the reader is on the page, as its address: `?q={...}&range=1h`, `?trace=ID&span=ID`, `?view=logs&severity=error&find=...`,
 * `?view=metrics&instrument=...`, `?view=sql&sql=...`.
 */
export const VIEWS = ['traces', 'metrics', 'logs', 'sql', 'ingest', 'server', 'import'] as const;
export type View = (typeof VIEWS)[number];

export const RANGES = ['', '15m', '1h', '6h', '24h', '7d'] as const;
export type Range = (typeof RANGES)[number];
const RANGE_SECONDS: Readonly<Record<Range, number>> = {
  '': Number.POSITIVE_INFINITY,
  '15m': 900,
  '1h': 3_600,
  '6h': 21_600,
  '24h': 86_400,
  '7d': 604_800,
};
/** As many steps of it pass before it is another range, for whoever keeps answers. */
const RANGE_STEPS = 60;

/** When it begins, in Unix seconds; undefined for everything. */
export function rangeStart(range: Range, nowMs: number): number | undefined {
  const seconds = RANGE_SECONDS[range];
  if (!Number.isFinite(seconds)) return undefined;
  const step = seconds / RANGE_STEPS;
  return Math.floor((nowMs / 1e3 - seconds) / step) * step;
}

/** Another view begins with all of what it has. */
export const ANOTHER_VIEW = { traceId: '', spanId: '', find: '' } as const;

export interface Place {
  readonly view: View;
  readonly query: string;
  /** The statement of the SQL view; empty before one was asked. */
  readonly sql: string;
  /** How far back is looked, of {@link RANGES}; empty for everything. */
  readonly range: Range;
  /** Words that log records, or names of instruments, have in them. */
  readonly find: string;
  /** The least severity of a log record, by name; empty for all. */
  readonly severity: string;
  /** The key of the instrument on show; empty for the overview. */
  readonly instrument: string;
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
    range: RANGES.find((known) => known === params.get('range')) ?? '',
    find: params.get('find') ?? '',
    severity: params.get('severity') ?? '',
    instrument: params.get('instrument') ?? '',
    traceId: idOf(params.get('trace'), 32),
    spanId: idOf(params.get('span'), 16),
  };
}

/** Begins with `?`, or is empty for the first page; what is not said stays out of it. */
export function searchOf({ view, query, traceId, spanId, ...others }: Place): string {
  const params = new URLSearchParams();
  if (view !== 'traces') params.set('view', view);
  if (query !== '') params.set('q', query);
  for (const name of ['sql', 'range', 'find', 'severity', 'instrument'] as const)
    if (others[name] !== '') params.set(name, others[name]);
  if (traceId !== '') params.set('trace', traceId);
  if (traceId !== '' && spanId !== '') params.set('span', spanId);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

function idOf(text: string | null, digits: number): string {
  const id = (text ?? '').trim().toLowerCase();
  return id.length === digits && /^[0-9a-f]+$/.test(id) ? id : '';
}
