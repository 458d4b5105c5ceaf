/**
 * Time to pixels and back. Immutable: panning and zooming make a new scale.
 *
 *      window.startNs                        window.endNs
 *            |--------------- time ---------------|
 *   |--label-|--------------- time ---------------|
 *   0     leftPx                               rightPx
 *
 * A scale with an empty window or no width maps everything to its left edge, never to NaN or infinity.
 */
export interface TimeWindow {
  readonly startNs: number;
  readonly endNs: number;
}

export class TimeScale {
  readonly window: TimeWindow;
  readonly leftPx: number;
  readonly rightPx: number;
  readonly pxPerNs: number;

  constructor(window: TimeWindow, leftPx: number, rightPx: number) {
    this.window = window;
    this.leftPx = leftPx;
    this.rightPx = Math.max(leftPx, rightPx);
    const durationNs = window.endNs - window.startNs;
    this.pxPerNs = durationNs > 0 ? (this.rightPx - leftPx) / durationNs : 0;
  }

  get widthPx(): number {
    return this.rightPx - this.leftPx;
  }

  timeToPx(timeNs: number): number {
    return this.leftPx + (timeNs - this.window.startNs) * this.pxPerNs;
  }

  durationToPx(durationNs: number): number {
    return durationNs * this.pxPerNs;
  }

  pxToTime(px: number): number {
    return this.window.startNs + this.pxToDuration(px - this.leftPx);
  }

  pxToDuration(px: number): number {
    return this.pxPerNs > 0 ? px / this.pxPerNs : 0;
  }
}
