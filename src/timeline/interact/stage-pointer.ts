/**
 * Pointer and wheel on the stage. A press that moves less than {@link CLICK_PX} is a click; else it is a drag: on the
 * ruler it marks a range to zoom to, below it moves time and rows. Touch scrolls rows by itself (touch-action: pan-y);
 * sideways drags and pinches come here.
 */
import type { Timeline } from '../timeline.ts';
import { placeOn } from './pointer-place.ts';

const CLICK_PX = 4;
/** One notch of a wheel (100 px, or 3 lines) zooms by about a fifth. */
const ZOOM_PER_PX = 0.002;
const LINE_PX = 33;

export interface StagePointerActions {
  click(xPx: number, yPx: number, event: PointerEvent): void;
  scrollBy(px: number): void;
  dragging(range: { readonly fromPx: number; readonly toPx: number } | undefined, isPan: boolean): void;
}

export function listenToStage(stage: HTMLElement, timeline: Timeline, actions: StagePointerActions): void {
  const pressed = new Map<number, { xPx: number; yPx: number }>();
  let from = { xPx: 0, yPx: 0 };
  let drag: 'no' | 'maybe' | 'pan' | 'range' = 'no';
  const place = (event: MouseEvent) => placeOn(stage, event);
  const isControl = (event: Event) =>
    event.target instanceof Element && event.target.closest('.sep') !== null;

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || isControl(event)) return;
    const at = place(event);
    pressed.set(event.pointerId, at);
    from = at;
    drag = pressed.size > 1 ? 'pan' : 'maybe';
  });
  stage.addEventListener('pointermove', (event) => {
    const at = place(event);
    if (event.pointerType !== 'touch') timeline.pointAt(at);
    const last = pressed.get(event.pointerId);
    if (last === undefined) return;
    // Let go where nobody told this element of it: outside, before the first move had made a drag of it.
    if (event.buttons === 0) {
      release(event, true);
      return;
    }
    if (pressed.size === 2) {
      pinch(pressed, event.pointerId, at, timeline);
    } else if (drag === 'maybe' && Math.hypot(at.xPx - from.xPx, at.yPx - from.yPx) >= CLICK_PX) {
      drag = from.yPx < timeline.viewport.geometry.headPx ? 'range' : 'pan';
      stage.setPointerCapture(event.pointerId);
    }
    if (drag === 'pan' && pressed.size === 1) {
      timeline.move((viewport) => viewport.panBy(last.xPx - at.xPx));
      if (event.pointerType !== 'touch') actions.scrollBy(last.yPx - at.yPx);
    }
    if (drag === 'range' || drag === 'pan') {
      actions.dragging(drag === 'range' ? { fromPx: from.xPx, toPx: at.xPx } : undefined, drag === 'pan');
    }
    pressed.set(event.pointerId, at);
  });
  const release = (event: PointerEvent, isCancelled: boolean) => {
    if (!pressed.delete(event.pointerId)) return;
    const at = place(event);
    if (drag === 'maybe' && !isCancelled) actions.click(at.xPx, at.yPx, event);
    if (drag === 'range' && !isCancelled) timeline.move((viewport) => viewport.showBetween(from.xPx, at.xPx));
    if (pressed.size === 0) drag = 'no';
    actions.dragging(undefined, false);
  };
  stage.addEventListener('pointerup', (event) => release(event, false));
  stage.addEventListener('pointercancel', (event) => release(event, true));
  stage.addEventListener('pointerleave', () => timeline.pointAt(undefined));
  stage.addEventListener('dblclick', (event) => {
    const at = place(event);
    const hit = timeline.hit(at.xPx, at.yPx);
    if (hit?.onBar === true) timeline.zoomToSpan(hit.span);
    else if (at.yPx < timeline.viewport.geometry.headPx) timeline.move((viewport) => viewport.fit());
  });
  stage.addEventListener(
    'wheel',
    (event) => {
      const unitPx = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const factor = Math.exp(-event.deltaY * unitPx * ZOOM_PER_PX);
        timeline.move((viewport) => viewport.zoomAt(place(event).xPx, factor));
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        timeline.move((viewport) => viewport.panBy(sideways * unitPx));
      } else {
        return;
      }
      event.preventDefault();
    },
    { passive: false },
  );
}

function pinch(
  pressed: ReadonlyMap<number, { readonly xPx: number }>,
  moved: number,
  at: { readonly xPx: number },
  timeline: Timeline,
): void {
  for (const [id, other] of pressed) {
    const before = pressed.get(moved);
    if (id === moved || before === undefined) continue;
    const distancePx = Math.max(16, Math.abs(at.xPx - other.xPx));
    const factor = distancePx / Math.max(16, Math.abs(before.xPx - other.xPx));
    timeline.move((viewport) => viewport.zoomAt((at.xPx + other.xPx) / 2, factor));
    timeline.move((viewport) => viewport.panBy((before.xPx - at.xPx) / 2));
  }
}
