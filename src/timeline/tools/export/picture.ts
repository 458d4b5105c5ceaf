/** The trace as a picture: an SVG that stands by itself, in the colours on show, or the same as PNG. */
import type { TraceReader } from '../../../trace/model/types.ts';
import type { Canvas2dTheme } from '../../render/canvas2d.ts';
import type { Face, Paint } from '../../render/draw-target.ts';
import { escapeText } from '../../render/svg-target.ts';
import { traceStill } from '../../still/trace-still.ts';

const WIDTH_PX = 1_280;
/** A picture of more cannot be read, and browsers refuse canvases much higher. */
export const MAX_PICTURE_ROWS = 200;
const PIXEL_RATIO = 2;

const PAINTS: readonly Paint[] = [
  'ground',
  'raised',
  'sunken',
  'line',
  'grid',
  'ink',
  'ink-soft',
  'ink-faint',
  'log',
  'fail',
  'pass',
  'accent',
  'focus',
  's1',
  's2',
  's3',
  's4',
  's5',
  's6',
  's7',
  's8',
];
const FACES: readonly Face[] = ['text', 'figures', 'small', 'strong'];

export interface Picture {
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hiddenRows: number;
}

export function picture(
  table: TraceReader,
  title: string,
  services: readonly string[],
  theme: Canvas2dTheme,
): Picture {
  const still = traceStill(table, {
    widthPx: WIDTH_PX,
    title,
    idPrefix: 'trace',
    services,
    maxRows: MAX_PICTURE_ROWS,
  });
  const size = `xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${still.heightPx}"`;
  const ground = `<style>${escapeText(styleOf(theme))}</style><rect class="fill raised" width="100%" height="100%"/>`;
  const svg = still.svg.replace('<svg ', `<svg ${size} `).replace('>', `>${ground}`);
  return { svg, widthPx: WIDTH_PX, heightPx: still.heightPx, hiddenRows: still.hiddenRows };
}

export async function toPng({ svg, widthPx, heightPx }: Picture): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image(widthPx, heightPx);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = widthPx * PIXEL_RATIO;
    canvas.height = heightPx * PIXEL_RATIO;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('the browser made no PNG of it')) : resolve(blob)),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** What the classes of `svg-target.ts` mean, in the colours of now. */
function styleOf(theme: Canvas2dTheme): string {
  const rules = PAINTS.map((paint) => {
    const colour = theme.colour(paint);
    return `.fill.${paint}{fill:${colour}}.stroke.${paint}{stroke:${colour}}.stop.${paint}{stop-color:${colour}}.edge-${paint}{stroke:${colour};stroke-width:1.5}`;
  });
  const fonts = FACES.map((face) => `.${face}{font:${theme.font(face)}}`);
  return `text{dominant-baseline:central}.stroke{fill:none}${rules.join('')}${fonts.join('')}`;
}
