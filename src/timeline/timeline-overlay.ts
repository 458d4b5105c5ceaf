/** What is to stand out on the bars, by the reader's choice. */
import type { Overlay } from './render/frame.ts';
import type { TimelineModel } from './timeline-model.ts';

export function overlayOf(type: Overlay['type'] | undefined, model: TimelineModel): Overlay | undefined {
  if (type === undefined) return undefined;
  return { type, intervals: (span) => model.selfIntervalsOf(span) };
}
