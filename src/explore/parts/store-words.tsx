/** How much telemetry the server keeps, and for how long: said before anybody misses what has left. */
import type { StoreFigures } from '../../../demo-server/protocol.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';
import { useLive } from './use-live.ts';
import { bytesText, countText } from './words.ts';

const EVERY_MS = 5_000;
const DAY_MS = 86_400_000;

export function StoreWords({ source }: { readonly source: TelemetrySource }) {
  const { answer } = useLive(source, source.store, { everyMs: EVERY_MS });
  return answer.value && <span>{storeWords(answer.value, Date.now())}</span>;
}

export function storeWords(figures: StoreFigures, nowMs: number): string {
  const spans = countText(figures.spans, 'span');
  if (figures.keeps === 'newest') return `It keeps the newest, ${spans} now, until it stops.`;
  const { bytes, maxBytes, maxAgeMs, oldestUnixMs, ownRecordsNotKept } = figures;
  const since = oldestUnixMs === undefined ? '' : ` of ${days(nowMs - oldestUnixMs)}`;
  const lost =
    ownRecordsNotKept > 0
      ? ` ${countText(ownRecordsNotKept, 'record')} of the server itself could not be written.`
      : '';
  return `It keeps ${spans}${since}: ${bytesText(bytes)} of ${bytesText(maxBytes)}, at most ${days(maxAgeMs)}.${lost}`;
}

/** Begun days count. */
const days = (ms: number): string => countText(Math.max(1, Math.ceil(ms / DAY_MS)), 'day');
