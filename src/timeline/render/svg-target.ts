/**
 * The drawing surface that is no canvas: the same draw calls as SVG markup, for pages that are made before anybody looks
 * at them. Colours and fonts are class names (`fill s1`, `stroke line`, `figures`), so themes, print and forced colours
 * restyle what is drawn.
 *
 * Invariant: every text that arrives is escaped; nothing from a span can become markup.
 */
import type { DrawTarget, Face, Paint, RectStyle } from './draw-target.ts';

export interface SvgTargetOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Ids (of clips and gradients) begin with it: several drawings share one page. */
  readonly idPrefix: string;
  readonly measure: (text: string, face: Face) => number;
}

/** The canvas fades an open end over this much at most. */
const FADE_PX = 28;

export class SvgTarget implements DrawTarget {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly #idPrefix: string;
  readonly #measure: SvgTargetOptions['measure'];
  #elements: string[] = [];
  #ids = 0;

  constructor({ widthPx, heightPx, idPrefix, measure }: SvgTargetOptions) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.#idPrefix = idPrefix;
    this.#measure = measure;
  }

  /** What was drawn, without the `<svg>` around it. */
  get markup(): string {
    return this.#elements.join('');
  }

  clear(): void {
    this.#elements = [];
  }

  rect(xPx: number, yPx: number, widthPx: number, heightPx: number, paint: Paint, style?: RectStyle): void {
    if (!(widthPx > 0 && heightPx > 0)) return;
    const radiusPx = Math.min(style?.radiusPx ?? 0, widthPx / 2, heightPx / 2);
    const round = radiusPx > 0.5 ? ` rx="${px(radiusPx)}"` : '';
    const alpha = style?.alpha === undefined ? '' : ` fill-opacity="${style.alpha}"`;
    const box = `${at(xPx, yPx)} width="${px(widthPx)}" height="${px(heightPx)}"`;
    if (style?.softEnd !== true) {
      this.#elements.push(`<rect class="fill ${paint}" ${box}${round}${alpha}/>`);
      return;
    }
    const id = this.#newId();
    const fadePx = Math.min(widthPx * 0.6, FADE_PX);
    const toPx = xPx + widthPx;
    this.#elements.push(
      `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${px(toPx - fadePx)}" x2="${px(toPx)}" y1="0" y2="0">` +
        `<stop class="stop ${paint}"/><stop class="stop ${paint}" offset="1" stop-opacity=".22"/></linearGradient>` +
        `<rect fill="url(#${id})" ${box}${round}${alpha}/>`,
    );
  }

  outline(xPx: number, yPx: number, widthPx: number, heightPx: number, paint: Paint, radiusPx: number): void {
    const round = Math.min(radiusPx, widthPx / 2, heightPx / 2);
    this.#elements.push(
      `<rect class="stroke ${paint}" ${at(xPx, yPx)} width="${px(widthPx)}" height="${px(heightPx)}" rx="${px(round)}" stroke-width="1.5"/>`,
    );
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
    const width = widthPx === 1 ? '' : ` stroke-width="${px(widthPx)}"`;
    const dashes = dashed ? ' stroke-dasharray="3"' : '';
    const path = `M${px(x1Px)} ${px(y1Px)}L${px(x2Px)} ${px(y2Px)}`;
    this.#stroke(path, `<path class="stroke ${paint}"${width}${dashes} d="`);
  }

  /** Lines of one look that follow each other are one path: grids and trees have many. */
  #stroke(path: string, head: string): void {
    const last = this.#elements.at(-1);
    if (last?.startsWith(head)) this.#elements[this.#elements.length - 1] = `${last.slice(0, -3)}${path}"/>`;
    else this.#elements.push(`${head}${path}"/>`);
  }

  curve(
    points: readonly [number, number, number, number, number, number, number, number],
    paint: Paint,
  ): void {
    const [x1, y1, x2, y2, x3, y3, x4, y4] = points.map(px);
    this.#elements.push(
      `<path class="stroke ${paint}" d="M${x1} ${y1}C${x2} ${y2} ${x3} ${y3} ${x4} ${y4}" stroke-width="1.5" stroke-dasharray="4 3"/>`,
    );
  }

  shape(points: readonly number[], paint: Paint, edge?: Paint): void {
    const path = points.map(
      (value, index) => (index % 2 === 0 ? (index === 0 ? 'M' : 'L') : ' ') + px(value),
    );
    this.#elements.push(
      `<path class="fill ${paint}${edge === undefined ? '' : ` edge-${edge}`}" d="${path.join('')}Z"/>`,
    );
  }

  text(
    text: string,
    xPx: number,
    yPx: number,
    paint: Paint,
    face: Face,
    align: 'left' | 'right' | 'center' = 'left',
  ): void {
    const anchor = align === 'left' ? '' : ` text-anchor="${align === 'right' ? 'end' : 'middle'}"`;
    this.#elements.push(
      `<text class="fill ${paint} ${face}" ${at(xPx, yPx)}${anchor}>${escapeText(text)}</text>`,
    );
  }

  measure(text: string, face: Face): number {
    return this.#measure(text, face);
  }

  clip(xPx: number, yPx: number, widthPx: number, heightPx: number, draw: () => void): void {
    const id = this.#newId();
    const box = `${at(xPx, yPx)} width="${px(widthPx)}" height="${px(heightPx)}"`;
    this.#elements.push(`<clipPath id="${id}"><rect ${box}/></clipPath><g clip-path="url(#${id})">`);
    draw();
    this.#elements.push('</g>');
  }

  #newId(): string {
    return `${escapeText(this.#idPrefix)}-${this.#ids++}`;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters and halves of surrogate pairs: no document may hold them, so they are shown as missing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
const UNWRITABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/** For text and for attribute values. */
export function escapeText(text: string): string {
  return text
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>"']/g, (character: string) => ENTITIES[character] ?? '');
}

const at = (xPx: number, yPx: number) => `x="${px(xPx)}" y="${px(yPx)}"`;

/** A tenth of a pixel is finer than anybody sees. What is no number would void the whole path. */
function px(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0';
}
