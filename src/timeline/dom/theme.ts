/** Colours and fonts as the canvas needs them: read once from the element's computed style, again when it changes. */
import type { Canvas2dTheme } from '../render/canvas2d.ts';
import type { Face, Paint } from '../render/draw-target.ts';

export function readTheme(host: HTMLElement, probe: HTMLElement): Canvas2dTheme {
  const colours = new Map<Paint, string>();
  const style = getComputedStyle(host);
  const text = style.getPropertyValue('--tt-text').trim() || 'sans-serif';
  const mono = style.getPropertyValue('--tt-mono').trim() || 'monospace';
  const fonts: { readonly [face in Face]: string } = {
    text: `400 13px ${text}`,
    strong: `600 13px ${text}`,
    small: `400 11.5px ${text}`,
    figures: `500 12px ${mono}`,
  };
  return {
    font: (face) => fonts[face],
    colour: (paint) => {
      let colour = colours.get(paint);
      if (colour === undefined) {
        // A custom property keeps its words; only a real property is computed (light-dark(), system colours).
        probe.style.color = `var(--tt-${paint})`;
        colour = getComputedStyle(probe).color;
        colours.set(paint, colour);
      }
      return colour;
    },
  };
}
