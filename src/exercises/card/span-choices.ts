/** The spans of a run as the reader may choose among them, in the order in which they started. */
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import { ROOT_SERVICE } from '../run/root-span.ts';
import { durationText } from './run-words.ts';

export interface SpanChoice {
  readonly spanId: string;
  readonly label: string;
}

/** A list longer than this helps nobody; the timeline is the better place to choose. */
const MAX_CHOICES = 200;
const NS_PER_MS = 1e6;

export function spanChoices(table: TraceReader): readonly SpanChoice[] {
  const { name, service, spanId, startNs, endNs } = table.columns;
  const text = (id: number | undefined) => table.strings.get(id ?? 0);
  const spans = Array.from({ length: table.spanCount }, (_, index) => index as SpanIndex);
  return spans
    .filter((span) => text(service[span]) !== ROOT_SERVICE)
    .sort((a, b) => (startNs[a] ?? 0) - (startNs[b] ?? 0))
    .slice(0, MAX_CHOICES)
    .map((span) => {
      const ms = ((endNs[span] ?? Number.NaN) - (startNs[span] ?? 0)) / NS_PER_MS;
      const duration = Number.isNaN(ms) ? 'open' : durationText(ms);
      return {
        spanId: text(spanId[span]),
        label: `${text(name[span])} · ${text(service[span])} · ${duration}`,
      };
    });
}
