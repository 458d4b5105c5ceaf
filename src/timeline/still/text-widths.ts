/**
 * How wide a text will be, where no browser can be asked: the advance of IBM Plex in classes of letters, in thousandths
 * of the size. Good to a few percent, which decides on which side of a bar its label stands and where a name is cut.
 */
import type { Face } from '../render/draw-target.ts';

const SIZE_PX: Readonly<Record<Face, number>> = { text: 13, strong: 13, small: 11.5, figures: 12 };
/** Every letter of the mono face has the same advance. */
const MONO = 600;
const NARROW = /[ijlItf.,:;'|!()[\]{} ]/;
const WIDE = /[mwMW@%…]/;
const CAPITAL = /[A-Z0-9_&#+×−→]/;

export function textWidthPx(text: string, face: Face): number {
  let thousandths = 0;
  for (const character of text) thousandths += face === 'figures' ? MONO : advanceOf(character);
  return ((face === 'strong' ? 1.04 : 1) * thousandths * SIZE_PX[face]) / 1000;
}

function advanceOf(character: string): number {
  if (character > '\u2e7f') return 1000; // East Asian scripts and pictures fill the square
  if (NARROW.test(character)) return 300;
  if (WIDE.test(character)) return 880;
  return CAPITAL.test(character) ? 630 : 550;
}

/** The text, or as much of its beginning as fits with an ellipsis. */
export function fitText(text: string, face: Face, widthPx: number): string {
  if (textWidthPx(text, face) <= widthPx) return text;
  const characters = [...text.slice(0, 400)];
  while (characters.length > 1 && textWidthPx(`${characters.join('')}…`, face) > widthPx) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
