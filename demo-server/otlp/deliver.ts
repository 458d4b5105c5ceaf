/** Received spans on their way to the pages that watch: each session gets its own and no others. */
import type { OtlpResourceSpans, OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import type { Sessions } from '../feed/sessions.ts';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../protocol.ts';
import { isRunId, isSessionId } from '../telemetry/run-baggage.ts';
import type { Findings } from './findings.ts';

/** A page reads its feed in portions that it can draw within a frame. */
const MAX_SPANS_PER_MESSAGE = 512;

interface Parcel {
  pieces: OtlpResourceSpans[];
  runIds: Set<string>;
  spans: number;
}
const emptyParcel = (): Parcel => ({ pieces: [], runIds: new Set(), spans: 0 });

export function deliverSpans(sessions: Sessions, traces: OtlpTraces, findings: Findings): void {
  const parcels = new Map<string, Parcel>();
  const send = (sessionId: string, { pieces, runIds, spans }: Parcel) => {
    if (sessions.open(sessionId) === undefined)
      findings.warn('no room for another session: its spans are in the store, but no page is shown them');
    else sessions.spansArrived(sessionId, runIds, JSON.stringify({ resourceSpans: pieces }), spans);
  };
  for (const { resource, scopeSpans = [] } of traces.resourceSpans ?? [])
    for (const { scope, spans = [] } of scopeSpans)
      for (const [sessionId, group] of bySession(spans))
        for (let from = 0; from < group.length; from += MAX_SPANS_PER_MESSAGE) {
          const portion = group.slice(from, from + MAX_SPANS_PER_MESSAGE);
          let parcel = parcels.get(sessionId) ?? emptyParcel();
          if (parcel.spans + portion.length > MAX_SPANS_PER_MESSAGE) {
            send(sessionId, parcel);
            parcel = emptyParcel();
          }
          parcels.set(sessionId, parcel);
          parcel.spans += portion.length;
          for (const span of portion) {
            const runId = attribute(span, BAGGAGE_RUN_ID);
            if (isRunId(runId)) parcel.runIds.add(runId);
          }
          parcel.pieces.push({
            ...(resource && { resource }),
            scopeSpans: [{ ...(scope && { scope }), spans: portion }],
          });
        }
  for (const [sessionId, parcel] of parcels) send(sessionId, parcel);
}

function bySession(spans: readonly OtlpSpan[]): ReadonlyMap<string, readonly OtlpSpan[]> {
  const groups = new Map<string, OtlpSpan[]>();
  for (const span of spans) {
    const sessionId = attribute(span, BAGGAGE_SESSION_ID);
    if (!isSessionId(sessionId)) continue;
    const group = groups.get(sessionId);
    if (group === undefined) groups.set(sessionId, [span]);
    else group.push(span);
  }
  return groups;
}

const attribute = (span: OtlpSpan, key: string): string | undefined =>
  span.attributes?.find((entry) => entry.key === key)?.value?.stringValue;
