/** The edge between names and time: drag it, or move it with the arrow keys. */
import { zoomOf } from './pointer-place.ts';

const STEP_PX = 16;

export function listenToSeparator(
  separator: HTMLElement,
  { widthPx, resize }: { widthPx(): number; resize(widthPx: number): void },
): void {
  let grabbed: { readonly xPx: number; readonly widthPx: number } | undefined;
  separator.addEventListener('pointerdown', (event) => {
    grabbed = { xPx: event.clientX, widthPx: widthPx() };
    separator.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  separator.addEventListener('pointermove', (event) => {
    if (grabbed !== undefined) resize(grabbed.widthPx + (event.clientX - grabbed.xPx) / zoomOf(separator));
  });
  const release = () => {
    grabbed = undefined;
  };
  separator.addEventListener('pointerup', release);
  separator.addEventListener('pointercancel', release);
  separator.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowLeft' ? -STEP_PX : event.key === 'ArrowRight' ? STEP_PX : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    resize(widthPx() + by);
  });
}
