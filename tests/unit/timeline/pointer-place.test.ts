import { expect, it } from 'vitest';
import { placeOn, zoomOf } from '../../../src/timeline/interact/pointer-place.ts';

const element = (currentCSSZoom: number | undefined) =>
  ({ currentCSSZoom, getBoundingClientRect: () => ({ left: 100, top: 50 }) }) as unknown as Element;
const event = { clientX: 260, clientY: 90 } as MouseEvent;

it('a pointer is where it is on the element, in the pixels of the element', () => {
  expect(placeOn(element(1), event)).toEqual({ xPx: 160, yPx: 40 });
  expect(placeOn(element(1.6), event)).toEqual({ xPx: 100, yPx: 25 });
});

it('a browser that does not tell of zooms has none', () => {
  expect(zoomOf(element(undefined))).toBe(1);
});
