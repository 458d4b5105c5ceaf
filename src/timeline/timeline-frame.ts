/** Everything decided for one frame, from the model, the reader's place and the marks: what the drawing and the views get. */
import type { Comparison } from './compare/comparison.ts';
import { hitTest } from './layout/hit-test.ts';
import { visibleRows } from './layout/row-geometry.ts';
import type { Frame, Overlay } from './render/frame.ts';
import type { TimelineMarks } from './timeline-marks.ts';
import type { TimelineModel } from './timeline-model.ts';
import type { PointedAt } from './timeline-view.ts';
import type { Viewport } from './viewport/viewport.ts';
import type { ViewContext } from './views/trace-view.ts';

export interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

export interface Place {
  readonly model: TimelineModel;
  readonly viewport: Viewport;
  readonly scrollPx: number;
}

export function hitView({ model, viewport, scrollPx }: Place) {
  return {
    table: model.table,
    rows: model.rows,
    geometry: viewport.geometry,
    scale: viewport.scale,
    scrollPx,
    endOf: model.endOf,
  };
}

export function frameOf(
  place: Place,
  marks: TimelineMarks,
  overlay: Overlay | undefined,
  point: Point | undefined,
): Frame {
  const { model, viewport, scrollPx } = place;
  const { rows, palette, companions } = model;
  const view = hitView(place);
  const { scale } = view;
  const zeroNs = model.bounds().startNs;
  const hit = point === undefined ? undefined : hitTest(view, point.xPx, point.yPx);
  const inTime = point !== undefined && point.xPx >= scale.leftPx && point.xPx <= scale.rightPx;
  return {
    ...view,
    visible: visibleRows(viewport.geometry, scrollPx, viewport.stagePx, rows.count),
    zeroNs,
    palette,
    stateOf: model.stateOf,
    statusOf: model.statusOf,
    foldText: (row) => `×${rows.memberCount[row]}, ${model.words(row).duration}`,
    logsOf: model.logsOf,
    marksOf: model.marksOf,
    linksAway: (span) => companions.foreignLinksOf(span).length > 0,
    isSkewed: (span) => model.thoughts.skews.bySpan.has(span),
    untilNs: model.asOfNs ?? Number.POSITIVE_INFINITY,
    links: companions.links,
    overlay,
    hoverRow: hit?.row ?? -1,
    hoverPx: inTime && rows.count > 0 ? point.xPx : undefined,
    selectedRow: model.rowOf(marks.selected),
    highlightRows: marks.highlightRows(model),
    highlightSpans: marks.highlight,
    matchRows: marks.matches?.rowsOf(model),
    tone: marks.tone,
  };
}

export function barAt(frame: Frame, point: Point | undefined): PointedAt | undefined {
  const hit = point === undefined ? undefined : hitTest(frame, point.xPx, point.yPx);
  return point === undefined || hit === undefined || !hit.onBar ? undefined : { ...point, span: hit.span };
}

/** All of a view's context that the page does not add. */
export function contextOf(
  { model, viewport }: Place,
  marks: TimelineMarks,
  live: boolean,
  comparison: Comparison | undefined,
): Omit<ViewContext, 'theme'> {
  return {
    table: model.table,
    version: model.version,
    tree: model.rows.tree,
    rows: model.rows,
    palette: model.palette,
    window: viewport.window,
    bounds: model.bounds(),
    asOfNs: model.asOfNs,
    zeroNs: model.bounds().startNs,
    selected: marks.selected,
    highlight: marks.highlight,
    tone: marks.tone,
    matches: marks.matches?.spans,
    live,
    comparison,
    endOf: model.endOf,
    stateOf: model.stateOf,
    logsOf: model.logsOf,
  };
}
