/** Reading a place off the timeline, and going to one. */
import type { Expansion } from '../layout/rows.ts';
import type { Timeline } from '../timeline.ts';
import { MAX_ROWS, type TimelinePlace } from './place.ts';

export function placeIn(timeline: Timeline, view: string, query: string): TimelinePlace {
  const { table, selected, window, bounds } = timeline.context;
  const { columns, strings, spanCount } = table;
  if (spanCount === 0) return {};
  const span = selected >= 0 ? selected : (timeline.rows.span[0] ?? 0);
  const traceId = strings.get(columns.traceId[span] ?? 0);
  const idsOf = (spans: ReadonlySet<number>) =>
    [...spans]
      .filter((one) => columns.traceId[one] === columns.traceId[span])
      .slice(0, MAX_ROWS)
      .map((one) => strings.get(columns.spanId[one] ?? 0));
  const closed = idsOf(timeline.expansion.collapsed);
  const open = idsOf(timeline.expansion.openFolds);
  return {
    traceId,
    view,
    ...(selected >= 0 ? { spanId: strings.get(columns.spanId[selected] ?? 0) } : {}),
    ...(timeline.viewport.isFitted
      ? {}
      : {
          window: {
            startNs: Math.round(window.startNs - bounds.startNs),
            endNs: Math.round(window.endNs - bounds.startNs),
          },
        }),
    ...(query === '' ? {} : { query }),
    ...(closed.length > 0 ? { closed } : {}),
    ...(open.length > 0 ? { open } : {}),
  };
}

/** Goes there, as far as the table has it. View and search are not the controller's. */
export function goTo(timeline: Timeline, place: TimelinePlace): void {
  const { table, bounds } = timeline.context;
  const { traceId, spanId, window } = place;
  const spansOf = (ids: readonly string[] = []) =>
    ids.flatMap((id) => (traceId === undefined ? [] : (table.findSpan(traceId, id) ?? [])));
  const expansion: Expansion = {
    collapsed: new Set(spansOf(place.closed)),
    openFolds: new Set(spansOf(place.open)),
  };
  timeline.expand(expansion);
  timeline.move((viewport) => {
    viewport.setBounds(bounds);
    if (window === undefined) viewport.fit();
    else viewport.show({ startNs: bounds.startNs + window.startNs, endNs: bounds.startNs + window.endNs });
  });
  const [span] = spanId === undefined ? [] : spansOf([spanId]);
  if (span === undefined) timeline.deselect();
  else timeline.select(span, { reveal: true, focus: false });
}
