/**
 * The bars of a comparison, visible rows only: the earlier trace above, drawn as an outline on a faint ground; the later one
 * below, filled. What is in one trace alone has one bar, a ground and an edge of its own; the words are in the DOM above.
 */
import { NOBODY } from '../../trace/analysis/diff/align-children.ts';
import type { TraceDiff } from '../../trace/analysis/diff/trace-diff.ts';
import { knownEndNs } from '../../trace/analysis/known-end.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import { MIN_BAR_PX, mergeSegments } from '../layout/merge-segments.ts';
import { type RowWindow, rowTopPx } from '../layout/row-geometry.ts';
import { isFold, membersOf, type Rows } from '../layout/rows.ts';
import type { RulerTick } from '../layout/ruler-ticks.ts';
import { type DrawTarget, type Paint, servicePaint } from '../render/draw-target.ts';
import { crisp, drawTickLines, drawTreeLines } from '../render/grid-lines.ts';
import type { TimeScale } from '../viewport/time-scale.ts';
import type { CompareGeometry } from './compare-geometry.ts';
import type { CompareWords, RowRelation } from './compare-words.ts';

export interface CompareFrame {
  readonly diff: TraceDiff;
  readonly rows: Rows;
  readonly geometry: CompareGeometry;
  readonly scales: { readonly a: TimeScale; readonly b: TimeScale };
  readonly ticks: readonly RulerTick[];
  readonly scrollPx: number;
  readonly visible: RowWindow;
  readonly activeRow: number;
  readonly hoverRow: number;
  /** By the name of the service, for the traces have string tables of their own. */
  slotOf(service: string): number;
  words(row: number): CompareWords;
}

/** Neither is good or bad news by itself, so neither is drawn in the colour of errors. */
export const RELATION_PAINTS: { readonly [relation in RowRelation]: Paint | undefined } = {
  same: undefined,
  changed: 'focus',
  added: 'pass',
  removed: 'log',
  mixed: 'accent',
};
const ERROR = 2;
const RADIUS_PX = 2.5;
const OVERHANG_PX = 8;

export function drawCompare(target: DrawTarget, frame: CompareFrame): void {
  const { geometry: g, scales, visible } = frame;
  target.clear();
  const bodyPx = Math.max(0, target.heightPx - g.headPx);
  target.clip(0, g.headPx, target.widthPx, bodyPx, () => {
    for (let row = visible.first; row < visible.end; row++) drawGround(target, frame, row);
    drawTickLines(target, g, frame.ticks, scales.b);
    for (let row = visible.first; row < visible.end; row++)
      drawTreeLines(target, g, frame.rows, row, frame.scrollPx);
    const leftPx = scales.a.leftPx;
    target.clip(leftPx, g.headPx, scales.a.widthPx + 4, bodyPx, () => {
      for (let row = visible.first; row < visible.end; row++) drawBars(target, frame, row);
    });
    for (let row = visible.first; row < visible.end; row++) drawFigures(target, frame, row);
  });
  drawHead(target, frame);
}

function drawGround(target: DrawTarget, frame: CompareFrame, row: number): void {
  const { geometry: g } = frame;
  const yPx = rowTopPx(g, row, frame.scrollPx);
  const paint = RELATION_PAINTS[frame.words(row).relation];
  if (paint !== undefined) {
    target.rect(0, yPx, target.widthPx, g.rowPx, paint, { alpha: 0.07 });
    target.rect(0, yPx, 3, g.rowPx, paint);
  }
  if (row === frame.activeRow) target.rect(0, yPx, target.widthPx, g.rowPx, 'accent', { alpha: 0.1 });
  else if (row === frame.hoverRow) target.rect(0, yPx, target.widthPx, g.rowPx, 'ink', { alpha: 0.04 });
}

function drawBars(target: DrawTarget, frame: CompareFrame, row: number): void {
  const { diff, rows, geometry: g, scales } = frame;
  const yPx = rowTopPx(g, row, frame.scrollPx);
  const nodes = isFold(rows, row) ? membersOf(rows, row) : rows.span.subarray(row, row + 1);
  const paint = servicePaint(frame.slotOf(frame.words(row).service));
  drawSide(target, diff.before, spansOf(diff.a, nodes), scales.a, yPx + g.barTopPx, g.barPx, paint, true);
  drawSide(target, diff.after, spansOf(diff.b, nodes), scales.b, yPx + g.afterTopPx, g.barPx, paint, false);
}

/** By start: what moved stands where the later trace has it. */
function spansOf(side: Int32Array, nodes: Int32Array): Int32Array {
  return nodes.map((node) => side[node] ?? NOBODY).filter((span) => span !== NOBODY);
}

function drawSide(
  target: DrawTarget,
  table: TraceReader,
  spans: Int32Array,
  scale: TimeScale,
  yPx: number,
  heightPx: number,
  paint: Paint,
  isOutline: boolean,
): void {
  const { startNs, status } = table.columns;
  const endOf = (span: number) => knownEndNs(table, span as SpanIndex);
  const isFailed = (span: number) => status[span] === ERROR;
  const isOne = spans.length === 1;
  if (!isOne) spans.sort((x, y) => (startNs[x] ?? 0) - (startNs[y] ?? 0));
  for (const segment of mergeSegments(spans, { startNs, isFailed, endOf }, scale)) {
    const leftPx = Math.max(segment.leftPx, scale.leftPx - OVERHANG_PX);
    const widthPx = Math.max(MIN_BAR_PX, Math.min(segment.rightPx, scale.rightPx + OVERHANG_PX) - leftPx);
    target.rect(leftPx, yPx, widthPx, heightPx, paint, { radiusPx: RADIUS_PX, alpha: isOutline ? 0.22 : 1 });
    if (isOutline)
      target.outline(leftPx + 0.75, yPx + 0.75, Math.max(1, widthPx - 1.5), heightPx - 1.5, paint, RADIUS_PX);
    if (segment.failed) target.outline(leftPx, yPx, widthPx, heightPx, 'fail', RADIUS_PX);
  }
}

function drawFigures(target: DrawTarget, frame: CompareFrame, row: number): void {
  const { geometry: g } = frame;
  const words = frame.words(row);
  const yPx = rowTopPx(g, row, frame.scrollPx) + (g.stacked ? g.labelRowPx / 2 : g.rowPx / 2);
  target.text(words.duration, g.durationPx, yPx, 'ink', 'figures', 'right');
  if (g.selfPx !== undefined) target.text(words.self, g.selfPx, yPx, 'ink-soft', 'figures', 'right');
}

function drawHead(target: DrawTarget, { geometry: g, scales, ticks }: CompareFrame): void {
  const middlePx = g.headPx / 2;
  target.rect(0, 0, target.widthPx, g.headPx, 'raised');
  for (const { timeNs, label } of ticks) {
    const xPx = scales.b.timeToPx(timeNs);
    target.line(crisp(xPx), g.headPx - 6, crisp(xPx), g.headPx, 'line');
    if (xPx + 5 + target.measure(label, 'small') > scales.b.rightPx) continue;
    target.text(label, xPx + 5, middlePx, 'ink-faint', 'small');
  }
  target.line(0, g.headPx - 0.5, target.widthPx, g.headPx - 0.5, 'line');
  if (g.stacked) return;
  target.text('Span', 12, middlePx, 'ink-faint', 'small');
  target.text('± length', g.durationPx, middlePx, 'ink-faint', 'small', 'right');
  if (g.selfPx !== undefined) target.text('± self', g.selfPx, middlePx, 'ink-faint', 'small', 'right');
  target.line(g.labelPx - 0.5, 0, g.labelPx - 0.5, target.heightPx, 'line');
}
