/**
 * The brush on the minimap: drag an edge to move it, drag the window to pan, drag elsewhere to mark a new window, double
 * click for the whole.
 */
import type { Timeline } from '../timeline.ts';
import type { TimeWindow } from '../viewport/time-scale.ts';
import { placeOn } from './pointer-place.ts';

const EDGE_PX = 7;
type Grip = 'left' | 'right' | 'window' | 'new';

export function listenToMinimap(minimap: HTMLElement, timeline: Timeline): void {
  let grip: Grip | undefined;
  let fromPx = 0;
  let grabbed: TimeWindow | undefined;
  const place = (event: MouseEvent) => placeOn(minimap, event).xPx;
  const show = (window: TimeWindow) => timeline.move((viewport) => viewport.show(window));
  const scale = () => timeline.viewport.wholeScale(minimap.clientWidth);

  minimap.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    fromPx = place(event);
    grabbed = timeline.viewport.window;
    grip = gripAt(fromPx);
    minimap.setPointerCapture(event.pointerId);
  });
  minimap.addEventListener('pointermove', (event) => {
    const xPx = place(event);
    if (grip === undefined || grabbed === undefined) {
      const over = gripAt(xPx);
      minimap.style.cursor = over === 'new' ? 'crosshair' : over === 'window' ? 'grab' : 'ew-resize';
      return;
    }
    const byNs = scale().pxToDuration(xPx - fromPx);
    const atNs = scale().pxToTime(xPx);
    if (grip === 'window') {
      show({ startNs: grabbed.startNs + byNs, endNs: grabbed.endNs + byNs });
    } else if (Math.abs(xPx - fromPx) > 2) {
      const fixedNs =
        grip === 'left' ? grabbed.endNs : grip === 'right' ? grabbed.startNs : scale().pxToTime(fromPx);
      show({ startNs: Math.min(atNs, fixedNs), endNs: Math.max(atNs, fixedNs) });
    }
  });
  const release = () => {
    grip = undefined;
  };
  minimap.addEventListener('pointerup', release);
  minimap.addEventListener('pointercancel', release);
  minimap.addEventListener('dblclick', () => timeline.move((viewport) => viewport.fit()));

  function gripAt(xPx: number): Grip {
    const { window } = timeline.viewport;
    const whole = scale();
    if (timeline.viewport.isFitted) return 'new';
    const leftPx = whole.timeToPx(window.startNs);
    const rightPx = whole.timeToPx(window.endNs);
    if (Math.abs(xPx - leftPx) <= EDGE_PX) return 'left';
    if (Math.abs(xPx - rightPx) <= EDGE_PX) return 'right';
    return xPx > leftPx && xPx < rightPx ? 'window' : 'new';
  }
}
