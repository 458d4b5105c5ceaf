/** The only file that knows a canvas: draw calls in CSS pixels onto a backing store of device pixels. */
import type { DrawTarget, Face, Paint, RectStyle } from './draw-target.ts';

export interface Canvas2dTheme {
  colour(paint: Paint): string;
  font(face: Face): string;
}

/** Measured texts kept; more than this and the cache starts anew (labels of a live run keep changing). */
const MAX_MEASURED = 5_000;

export class Canvas2d implements DrawTarget {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #theme: Canvas2dTheme;
  #measured = new Map<string, number>();
  #font = '';
  widthPx = 0;
  heightPx = 0;

  constructor(canvas: HTMLCanvasElement, theme: Canvas2dTheme) {
    const context = canvas.getContext('2d');
    if (context === null)
      throw new Error('trace-timeline: this browser gives no 2D canvas; the table view needs none.');
    this.#canvas = canvas;
    this.#context = context;
    this.#theme = theme;
  }

  /** Setting a canvas's size clears it, so nothing is set that has not changed. */
  resize(widthPx: number, heightPx: number, devicePixelRatio: number): void {
    // A page that zooms the timeline, as on a wall, has more pixels for it.
    const ratio = devicePixelRatio * (this.#canvas.currentCSSZoom || 1);
    const width = Math.max(1, Math.round(widthPx * ratio));
    const height = Math.max(1, Math.round(heightPx * ratio));
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#font = '';
    }
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.#context.setTransform(width / Math.max(1, widthPx), 0, 0, height / Math.max(1, heightPx), 0, 0);
  }

  setTheme(theme: Canvas2dTheme): void {
    this.#theme = theme;
    this.#font = '';
    this.#measured = new Map();
  }

  clear(): void {
    this.#context.clearRect(0, 0, this.widthPx, this.heightPx);
  }

  rect(xPx: number, yPx: number, widthPx: number, heightPx: number, paint: Paint, style?: RectStyle): void {
    const context = this.#context;
    const colour = this.#theme.colour(paint);
    context.globalAlpha = style?.alpha ?? 1;
    if (style?.softEnd === true) {
      const fadePx = Math.min(widthPx * 0.6, 28);
      const gradient = context.createLinearGradient(xPx + widthPx - fadePx, 0, xPx + widthPx, 0);
      gradient.addColorStop(0, colour);
      gradient.addColorStop(1, `color-mix(in srgb, ${colour} 22%, transparent)`);
      context.fillStyle = gradient;
    } else {
      context.fillStyle = colour;
    }
    const radiusPx = Math.min(style?.radiusPx ?? 0, widthPx / 2, heightPx / 2);
    if (radiusPx > 0.5) {
      context.beginPath();
      context.roundRect(xPx, yPx, widthPx, heightPx, radiusPx);
      context.fill();
    } else {
      context.fillRect(xPx, yPx, widthPx, heightPx);
    }
    context.globalAlpha = 1;
  }

  outline(xPx: number, yPx: number, widthPx: number, heightPx: number, paint: Paint, radiusPx: number): void {
    const context = this.#context;
    context.strokeStyle = this.#theme.colour(paint);
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(xPx, yPx, widthPx, heightPx, Math.min(radiusPx, widthPx / 2, heightPx / 2));
    context.stroke();
  }

  line(
    x1Px: number,
    y1Px: number,
    x2Px: number,
    y2Px: number,
    paint: Paint,
    widthPx = 1,
    dashed = false,
  ): void {
    const context = this.#context;
    context.strokeStyle = this.#theme.colour(paint);
    context.lineWidth = widthPx;
    if (dashed) context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(x1Px, y1Px);
    context.lineTo(x2Px, y2Px);
    context.stroke();
    if (dashed) context.setLineDash([]);
  }

  curve(
    points: readonly [number, number, number, number, number, number, number, number],
    paint: Paint,
  ): void {
    const context = this.#context;
    context.strokeStyle = this.#theme.colour(paint);
    context.lineWidth = 1.5;
    context.setLineDash([4, 3]);
    context.beginPath();
    context.moveTo(points[0], points[1]);
    context.bezierCurveTo(points[2], points[3], points[4], points[5], points[6], points[7]);
    context.stroke();
    context.setLineDash([]);
  }

  shape(points: readonly number[], paint: Paint, edge?: Paint): void {
    const context = this.#context;
    context.beginPath();
    for (let at = 0; at + 1 < points.length; at += 2) {
      const x = points[at] ?? 0;
      const y = points[at + 1] ?? 0;
      if (at === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
    context.fillStyle = this.#theme.colour(paint);
    context.fill();
    if (edge !== undefined) {
      context.strokeStyle = this.#theme.colour(edge);
      context.lineWidth = 1.5;
      context.stroke();
    }
  }

  text(
    text: string,
    xPx: number,
    yPx: number,
    paint: Paint,
    face: Face,
    align: 'left' | 'right' | 'center' = 'left',
  ): void {
    const context = this.#context;
    this.#useFace(face);
    context.fillStyle = this.#theme.colour(paint);
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.fillText(text, xPx, yPx);
  }

  measure(text: string, face: Face): number {
    const key = `${face} ${text}`;
    let widthPx = this.#measured.get(key);
    if (widthPx === undefined) {
      this.#useFace(face);
      widthPx = this.#context.measureText(text).width;
      if (this.#measured.size >= MAX_MEASURED) this.#measured.clear();
      this.#measured.set(key, widthPx);
    }
    return widthPx;
  }

  clip(xPx: number, yPx: number, widthPx: number, heightPx: number, draw: () => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(xPx, yPx, widthPx, heightPx);
    context.clip();
    draw();
    context.restore();
    this.#font = '';
  }

  #useFace(face: Face): void {
    const font = this.#theme.font(face);
    if (font === this.#font) return;
    this.#context.font = font;
    this.#font = font;
  }
}
