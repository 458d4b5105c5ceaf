/** Boxes of the levels in view, each with its name if there is room. Text is cut, never squeezed. */
import type { ServicePalette } from '../../layout/service-palette.ts';
import { type DrawTarget, servicePaint } from '../../render/draw-target.ts';
import { boxesOfLevel, type FlameBox, type FlameLayout, type FlameScale } from './flame-layout.ts';

export const LEVEL_PX = 24;
const BOX_PX = 22;
const PAD_PX = 7;
/** Below this no text can be read. */
export const MIN_TEXT_PX = 28;

export interface FlameFrame {
  readonly layout: FlameLayout;
  readonly scale: FlameScale;
  readonly palette: ServicePalette;
  readonly scrollPx: number;
  /** Strong where own time is. */
  readonly showsOwn: boolean;
  /** What has no end is still open; else it is lost. */
  readonly live: boolean;
  readonly hover: number;
  readonly selected: number;
  readonly highlight: ReadonlySet<number>;
  /** While something is searched for, the nodes that have a match. */
  readonly matches: ReadonlySet<number> | undefined;
  wordsOf(node: number): { readonly name: string; readonly figure: string };
}

export interface PlacedBox extends FlameBox {
  readonly topPx: number;
}

/** Returns what was drawn and has room for words, from top to bottom. */
export function drawFlame(target: DrawTarget, frame: FlameFrame): readonly PlacedBox[] {
  target.clear();
  const named: PlacedBox[] = [];
  const first = Math.max(0, Math.floor(frame.scrollPx / LEVEL_PX));
  const end = Math.min(frame.layout.levels, Math.ceil((frame.scrollPx + target.heightPx) / LEVEL_PX));
  for (let level = first; level < end; level++) {
    const topPx = level * LEVEL_PX - frame.scrollPx;
    for (const box of boxesOfLevel(frame.layout, frame.scale, level)) {
      drawBox(target, frame, box, topPx);
      if (box.merged === 1 && box.widthPx >= MIN_TEXT_PX) named.push({ ...box, topPx });
    }
  }
  return named;
}

function drawBox(target: DrawTarget, frame: FlameFrame, box: FlameBox, topPx: number): void {
  const { paths, widths } = frame.layout;
  const { node, leftPx } = box;
  const paint = servicePaint(frame.palette.slotOf(paths.service[node] ?? 0));
  const isFaint = frame.matches?.has(node) === false;
  // A gap of one pixel between boxes, as long as that leaves anything of them.
  const widthPx = Math.max(0.7, box.widthPx - (box.widthPx > 3 ? 1 : 0));
  const alpha = (isFaint ? 0.35 : 1) * (box.merged > 1 ? 0.6 : frame.showsOwn ? 0.16 : 0.3);
  const isOpen = box.merged === 1 && (paths.open[node] ?? 0) > 0;
  const softEnd = isOpen && frame.live;
  target.rect(leftPx, topPx, widthPx, BOX_PX, paint, { alpha, radiusPx: 2, ...(softEnd && { softEnd }) });
  if (box.merged > 1) return;
  // As in the waterfall: an end that is to come is soft, one that never came is a broken line.
  if (isOpen && widthPx > 4)
    target.line(leftPx + widthPx - 1, topPx, leftPx + widthPx - 1, topPx + BOX_PX, paint, 2, !frame.live);
  if (frame.showsOwn) {
    const ownPx = Math.min(
      widthPx,
      ((paths.selfNs[node] ?? 0) / frame.scale.nsPerPx) * clipShare(frame, node),
    );
    if (ownPx > 0.5) {
      target.rect(leftPx + widthPx - ownPx, topPx, ownPx, BOX_PX, paint, {
        alpha: isFaint ? 0.2 : 0.42,
        radiusPx: 2,
      });
    }
  }
  if (widthPx > 8) target.rect(leftPx, topPx, 3, BOX_PX, paint, { alpha: isFaint ? 0.4 : 1, radiusPx: 1.5 });
  if ((paths.errors[node] ?? 0) > 0 && widthPx > 4)
    target.outline(leftPx + 0.75, topPx + 0.75, widthPx - 1.5, BOX_PX - 1.5, 'fail', 2);
  if (frame.highlight.has(node))
    target.outline(leftPx + 0.75, topPx + 0.75, widthPx - 1.5, BOX_PX - 1.5, 'ink', 2);
  if (node === frame.selected)
    target.outline(leftPx + 0.75, topPx + 0.75, widthPx - 1.5, BOX_PX - 1.5, 'accent', 2);
  if (node === frame.hover) target.rect(leftPx, topPx, widthPx, BOX_PX, 'ink', { alpha: 0.08, radiusPx: 2 });
  if ((widths[node] ?? 0) > 0 && widthPx >= MIN_TEXT_PX)
    drawWords(target, frame, node, leftPx, widthPx, topPx, isFaint);
}

/** Ancestors of what is zoomed to are cut off at both sides; their own time is shown in its share of the box. */
function clipShare({ layout, scale }: FlameFrame, node: number): number {
  const fullPx = (layout.widths[node] ?? 0) / scale.nsPerPx;
  return fullPx > scale.widthPx ? scale.widthPx / fullPx : 1;
}

function drawWords(
  target: DrawTarget,
  frame: FlameFrame,
  node: number,
  leftPx: number,
  widthPx: number,
  topPx: number,
  isFaint: boolean,
): void {
  const words = frame.wordsOf(node);
  const yPx = topPx + BOX_PX / 2 + 0.5;
  const failed = (frame.layout.paths.errors[node] ?? 0) > 0;
  const roomPx = widthPx - 2 * PAD_PX;
  const name = fitting(target, failed ? `✕ ${words.name}` : words.name, roomPx);
  if (name === '') return;
  target.text(name, leftPx + PAD_PX, yPx, isFaint ? 'ink-faint' : 'ink', 'small');
  const figurePx = target.measure(words.figure, 'figures');
  if (target.measure(name, 'small') + 14 + figurePx <= roomPx) {
    target.text(
      words.figure,
      leftPx + widthPx - PAD_PX - figurePx,
      yPx,
      isFaint ? 'ink-faint' : frame.showsOwn ? 'ink' : 'ink-soft',
      'figures',
    );
  }
}

/** As much of the text as there is room for; what is cut ends in an ellipsis, and nothing is better than a letter or two. */
export function fitting(target: Pick<DrawTarget, 'measure'>, text: string, roomPx: number): string {
  if (target.measure(text, 'small') <= roomPx) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (target.measure(`${text.slice(0, middle)}…`, 'small') <= roomPx) low = middle;
    else high = middle - 1;
  }
  return low < 2 ? '' : `${text.slice(0, low)}…`;
}
