/**
 * A finished trace as a still: the waterfall that the live timeline draws, by the same rows, scale and draw calls, as one
 * SVG, and the same rows as words for a table. For pages that are made before anybody looks at them, and for paper.
 *
 * What the live timeline puts into the DOM above its canvas (names, services) is drawn here, for there is no DOM.
 */

import type { TraceReader } from '../../trace/model/types.ts';
import { insights } from '../insights/insights.ts';
import { provideInsights } from '../insights/insights-slot.ts';
import { durationText } from '../layout/duration-text.ts';
import { levelPx, type RowGeometry, rowTopPx } from '../layout/row-geometry.ts';
import { isFold } from '../layout/rows.ts';
import { type DrawTarget, servicePaint } from '../render/draw-target.ts';
import type { Frame } from '../render/frame.ts';
import { escapeText, SvgTarget } from '../render/svg-target.ts';
import { drawWaterfall } from '../render/waterfall.ts';
import { frameOf } from '../timeline-frame.ts';
import { TimelineMarks } from '../timeline-marks.ts';
import { TimelineModel } from '../timeline-model.ts';
import { Viewport } from '../viewport/viewport.ts';
import { fitText, textWidthPx } from './text-widths.ts';

provideInsights(insights);

export interface StillOptions {
  readonly widthPx: number;
  /** Its accessible name. */
  readonly title: string;
  /** Ids in it begin with this; unique in the page. */
  readonly idPrefix: string;
  /** Services that keep their colours, seen or not. */
  readonly services: readonly string[];
  readonly maxRows: number;
}

export interface Still {
  /** Markup; every text in it is escaped. */
  readonly svg: string;
  readonly heightPx: number;
  readonly rows: readonly StillRow[];
  /** Rows of the trace below the last one that is drawn. */
  readonly hiddenRows: number;
  /** `15 spans of 3 services in 24.1 ms` */
  readonly summary: string;
}
export interface StillRow {
  readonly depth: number;
  readonly name: string;
  readonly service: string;
  readonly start: string;
  readonly duration: string;
  readonly status: string;
}

const LABEL_SHARE = 0.36;
const DOT_PX = 7;

export function traceStill(table: TraceReader, options: StillOptions): Still {
  const { widthPx, idPrefix, services, maxRows } = options;
  const model = new TimelineModel(table, services);
  model.rebuild();
  const count = Math.min(model.rows.count, maxRows);
  const viewport = new Viewport();
  viewport.setBounds(model.bounds());
  viewport.resize(widthPx, 0, widthPx * LABEL_SHARE);
  const heightPx = viewport.geometry.headPx + count * viewport.geometry.rowPx;
  viewport.resize(widthPx, heightPx, widthPx * LABEL_SHARE);

  const frame = frameOf({ model, viewport, scrollPx: 0 }, new TimelineMarks(), undefined, undefined);
  const target = new SvgTarget({ widthPx, heightPx, idPrefix, measure: textWidthPx });
  drawWaterfall(target, frame);
  for (let row = 0; row < count; row++) drawName(target, frame, model, row);

  const summary = summaryOf(model);
  const id = escapeText(idPrefix);
  const svg =
    `<svg viewBox="0 0 ${widthPx} ${heightPx}" role="img" aria-labelledby="${id}-title ${id}-desc">` +
    `<title id="${id}-title">${escapeText(options.title)}</title>` +
    `<desc id="${id}-desc">${escapeText(`${summary}. The table below says the same.`)}</desc>${target.markup}</svg>`;
  const rows = Array.from({ length: count }, (_, row) => rowInWords(frame, model, row));
  return { svg, heightPx, rows, hiddenRows: model.rows.count - count, summary };
}

/** As `dom/row-view.ts` sets it: two lines beside the time, or one line above the bar. */
function drawName(target: DrawTarget, frame: Frame, model: TimelineModel, row: number): void {
  const { geometry: g, rows } = frame;
  const words = model.words(row);
  const face = isFold(rows, row) ? 'strong' : 'text';
  const leftPx = levelPx(g, rows.depth[row] ?? 0) + (g.stacked ? 0 : 16);
  const topPx = rowTopPx(g, row, frame.scrollPx);
  const paint = servicePaint(model.palette.slotOf(frame.table.columns.service[rows.span[row] ?? 0] ?? 0));
  const roomPx = (g.stacked ? g.widthPx - 10 : g.labelPx - 8) - leftPx;
  const place = g.stacked
    ? stackedPlace(words.name, face, leftPx, topPx, roomPx)
    : widePlace(g, leftPx, topPx);
  const name = fitText(words.name, face, g.stacked ? roomPx * 0.62 : roomPx);
  target.text(name, leftPx, place.nameY, 'ink', face);
  target.rect(place.detailX, place.detailY - DOT_PX / 2, DOT_PX, DOT_PX, paint, { radiusPx: 2.5 });
  const detailX = place.detailX + DOT_PX + 5;
  const detailPx = leftPx + roomPx - detailX;
  target.text(fitText(words.detail, 'small', detailPx), detailX, place.detailY, 'ink-faint', 'small');
}

function widePlace(g: RowGeometry, leftPx: number, topPx: number) {
  const middlePx = topPx + g.rowPx / 2;
  return { nameY: middlePx - 7, detailX: leftPx, detailY: middlePx + 9 };
}

function stackedPlace(name: string, face: 'text' | 'strong', leftPx: number, topPx: number, roomPx: number) {
  const namePx = Math.min(textWidthPx(name, face), roomPx * 0.62);
  return { nameY: topPx + 13, detailX: leftPx + namePx + 10, detailY: topPx + 13 };
}

function rowInWords(frame: Frame, model: TimelineModel, row: number): StillRow {
  const { table, rows, zeroNs } = frame;
  const { name, detail, duration, status } = model.words(row);
  return {
    depth: rows.depth[row] ?? 0,
    name,
    service: detail,
    start: durationText((table.columns.startNs[rows.span[row] ?? 0] ?? 0) - zeroNs),
    duration,
    status,
  };
}

function summaryOf(model: TimelineModel): string {
  const { spans, services, durationNs } = model.summary(0);
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  return `${plural(spans, 'span')} of ${plural(services, 'service')} in ${durationText(durationNs)}`;
}
