/** A drawing surface that writes down what is drawn, one line a call, whole pixels: what the tests compare. */
import type { DrawTarget, Face, Paint, RectStyle } from '../../../src/timeline/render/draw-target.ts';

export class DrawLog implements DrawTarget {
  readonly lines: string[] = [];
  widthPx: number;
  heightPx: number;

  constructor(widthPx = 1000, heightPx = 400) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
  }

  clear(): void {
    this.lines.length = 0;
  }
  rect(x: number, y: number, width: number, height: number, paint: Paint, style: RectStyle = {}): void {
    const soft = style.softEnd === true ? ' soft' : '';
    const alpha = style.alpha === undefined ? '' : ` alpha ${style.alpha}`;
    this.lines.push(`rect ${paint} ${px(x)},${px(y)} ${px(width)}x${px(height)}${alpha}${soft}`);
  }
  outline(x: number, y: number, width: number, height: number, paint: Paint): void {
    this.lines.push(`outline ${paint} ${px(x)},${px(y)} ${px(width)}x${px(height)}`);
  }
  line(x1: number, y1: number, x2: number, y2: number, paint: Paint, _width = 1, dashed = false): void {
    this.lines.push(`line ${paint} ${px(x1)},${px(y1)} ${px(x2)},${px(y2)}${dashed ? ' dashed' : ''}`);
  }
  curve(points: readonly number[], paint: Paint): void {
    this.lines.push(`curve ${paint} ${px(points[0])},${px(points[1])} ${px(points[6])},${px(points[7])}`);
  }
  shape(points: readonly number[], paint: Paint): void {
    this.lines.push(`shape ${paint} ${px(points[0])},${px(points[1])}`);
  }
  text(text: string, x: number, y: number, paint: Paint, _face: Face): void {
    this.lines.push(`text ${paint} ${px(x)},${px(y)} ${text}`);
  }
  /** Every letter is seven pixels wide here. */
  measure(text: string): number {
    return text.length * 7;
  }
  clip(_x: number, _y: number, _width: number, _height: number, draw: () => void): void {
    draw();
  }

  /** The lines that begin with a word and a paint. */
  of(start: string): readonly string[] {
    return this.lines.filter((line) => line.startsWith(start));
  }
  get texts(): readonly string[] {
    return this.of('text').map((line) => line.split(' ').slice(3).join(' '));
  }
}

function px(value: number | undefined): number {
  return Math.round(value ?? Number.NaN);
}
