/**
 * Received spans on their way to the pages that watch: each session gets its own and no others. What a page is sent is
 * put together of the JSON that is kept of its spans.
 */
import type { Sessions } from '../feed/sessions.ts';
import type { SpanColumns, SpanSource } from '../store/span-columns.ts';
import { isRunId } from '../telemetry/run-baggage.ts';
import type { Findings } from './findings.ts';

/** A page reads its feed in portions that it can draw within a frame. */
const MAX_SPANS_PER_MESSAGE = 512;

/** What one message will hold; spans of one source that follow each other stand together. */
interface Parcel {
  readonly pieces: { readonly source: SpanSource; readonly spans: string[] }[];
  readonly runIds: Set<string>;
  spans: number;
}
const emptyParcel = (): Parcel => ({ pieces: [], runIds: new Set(), spans: 0 });

export function deliverSpans(sessions: Sessions, columns: SpanColumns, findings: Findings): void {
  const parcels = new Map<string, Parcel>();
  const send = (sessionId: string, { pieces, runIds, spans }: Parcel) => {
    if (sessions.open(sessionId) === undefined)
      findings.warn('no room for another session: its spans are in the store, but no page is shown them');
    else sessions.spansArrived(sessionId, runIds, `{"resourceSpans":[${pieces.map(piece).join()}]}`, spans);
  };
  for (let row = 0; row < columns.length; row++) {
    const sessionId = columns.session(row);
    if (sessionId === undefined) continue;
    let parcel = parcels.get(sessionId) ?? emptyParcel();
    if (parcel.spans === MAX_SPANS_PER_MESSAGE) {
      send(sessionId, parcel);
      parcel = emptyParcel();
    }
    parcels.set(sessionId, parcel);
    parcel.spans++;
    const runId = columns.text(columns.rows.arrays.run[row]);
    if (isRunId(runId)) parcel.runIds.add(runId);
    const source = columns.source(row);
    let last = parcel.pieces.at(-1);
    if (last?.source !== source) {
      last = { source, spans: [] };
      parcel.pieces.push(last);
    }
    last.spans.push(columns.otlp[row] ?? '{}');
  }
  for (const [sessionId, parcel] of parcels) send(sessionId, parcel);
}

function piece({ source: { resource, scope }, spans }: Parcel['pieces'][number]): string {
  const ofResource = resource ? `"resource":${JSON.stringify(resource)},` : '';
  const ofScope = scope ? `"scope":${JSON.stringify(scope)},` : '';
  return `{${ofResource}"scopeSpans":[{${ofScope}"spans":[${spans.join()}]}]}`;
}
