/**
 * A place as the fragment of an address, and back.
 *
 *   #trace=0af7651916cd43dd8448eb211c80319c&span=b7ad6b7169203331&from=1200000&to=5600000&view=flame&q={+status+=+error+}
 *
 * A fragment comes from anywhere: what is not as it should be is left out, whatever else is in it is not looked at, and a text
 * without a trace is no place.
 */
import { MAX_ROWS, type TimelinePlace } from './place.ts';

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const VIEW = /^[a-z][a-z-]{0,31}$/;
/** A whole number of nanoseconds; a window may begin a little before the trace. */
const TIME = /^-?\d{1,15}$/;
const MAX_QUERY = 2_000;
const MAX_TEXT = 8_000;

export function placeText(place: TimelinePlace): string {
  const { traceId, spanId, window, view, query, closed, open } = place;
  if (traceId === undefined) return '';
  const params = new URLSearchParams({ trace: traceId });
  if (spanId !== undefined) params.set('span', spanId);
  if (window !== undefined) {
    params.set('from', String(window.startNs));
    params.set('to', String(window.endNs));
  }
  if (view !== undefined && view !== 'waterfall') params.set('view', view);
  if (query !== undefined) params.set('q', query);
  if (closed !== undefined) params.set('closed', closed.join('.'));
  if (open !== undefined) params.set('open', open.join('.'));
  return params.toString();
}

/** With or without the `#`. */
export function parsePlace(text: string): TimelinePlace | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const params = new URLSearchParams(text.replace(/^#/, ''));
  const traceId = matching(params.get('trace')?.toLowerCase(), TRACE_ID);
  if (traceId === undefined) return undefined;
  const spanId = matching(params.get('span')?.toLowerCase(), SPAN_ID);
  const view = matching(params.get('view'), VIEW);
  const startNs = Number(matching(params.get('from'), TIME) ?? Number.NaN);
  const endNs = Number(matching(params.get('to'), TIME) ?? Number.NaN);
  const query = params.get('q')?.slice(0, MAX_QUERY) ?? '';
  const closed = idsIn(params.get('closed'));
  const open = idsIn(params.get('open'));
  return {
    traceId,
    ...(spanId === undefined ? {} : { spanId }),
    ...(view === undefined ? {} : { view }),
    ...(endNs > startNs ? { window: { startNs, endNs } } : {}),
    ...(query === '' ? {} : { query }),
    ...(closed.length > 0 ? { closed } : {}),
    ...(open.length > 0 ? { open } : {}),
  };
}

function idsIn(text: string | null): readonly string[] {
  return (text ?? '')
    .split('.', MAX_ROWS)
    .map((id) => id.toLowerCase())
    .filter((id) => SPAN_ID.test(id));
}

function matching(text: string | null | undefined, pattern: RegExp): string | undefined {
  return typeof text === 'string' && pattern.test(text) ? text : undefined;
}
