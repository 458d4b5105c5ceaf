/**
 * The reader's place in time: a window onto what there is, mapped to the time area of the stage. Without a window of its
 * own it shows everything, however that grows.
 *
 *   bounds        |======== trace ========|
 *   domain        |======== trace ========|--air--|     air: room for the last bar's label
 *   window              |----------|
 */
import { type RowGeometry, rowGeometry, timeLeftPx, timeRightPx } from '../layout/row-geometry.ts';
import { TimeScale, type TimeWindow } from './time-scale.ts';
import { clampWindow, coversBounds, panWindow, windowAround, zoomWindow } from './time-window.ts';

const AIR_PX = 84;
const MAX_AIR_SHARE = 0.25;
/** Shorter traces would make a tick of less than a nanosecond. */
const MIN_DOMAIN_NS = 1_000;

export class Viewport {
  #bounds: TimeWindow = { startNs: 0, endNs: 0 };
  #window: TimeWindow | undefined;
  geometry: RowGeometry = rowGeometry(0, 0);
  stagePx = 0;

  resize(widthPx: number, stagePx: number, labelPx: number): void {
    this.geometry = rowGeometry(widthPx, labelPx);
    this.stagePx = stagePx;
  }

  setBounds(bounds: TimeWindow): void {
    this.#bounds = bounds;
  }

  /** All that can be looked at. */
  get domain(): TimeWindow {
    const { startNs, endNs } = this.#bounds;
    const widthPx = timeRightPx(this.geometry) - timeLeftPx(this.geometry);
    const airShare = Math.min(MAX_AIR_SHARE, AIR_PX / Math.max(1, widthPx));
    return { startNs, endNs: startNs + Math.max(MIN_DOMAIN_NS, endNs - startNs) / (1 - airShare) };
  }

  get window(): TimeWindow {
    return this.#window === undefined ? this.domain : clampWindow(this.#window, this.domain);
  }

  get isFitted(): boolean {
    return coversBounds(this.window, this.domain);
  }

  get scale(): TimeScale {
    return new TimeScale(this.window, timeLeftPx(this.geometry), timeRightPx(this.geometry));
  }

  /** The whole over a given width: the minimap's. */
  wholeScale(widthPx: number): TimeScale {
    return new TimeScale(this.domain, 0, widthPx);
  }

  /** Rows that a page up or down moves by: one less than fit, so that one stays to go on from. */
  get pageRows(): number {
    return Math.max(1, Math.floor((this.stagePx - this.geometry.headPx) / this.geometry.rowPx) - 1);
  }

  fit(): void {
    this.#window = undefined;
  }

  show(window: TimeWindow): void {
    const clamped = clampWindow(window, this.domain);
    this.#window = coversBounds(clamped, this.domain) ? undefined : clamped;
  }

  showAround(span: TimeWindow): void {
    this.show(windowAround(span, this.domain));
  }

  /** Between two points of the stage, in either order. */
  showBetween(fromPx: number, toPx: number): void {
    const { scale } = this;
    const startNs = scale.pxToTime(Math.min(fromPx, toPx));
    this.show({ startNs, endNs: scale.pxToTime(Math.max(fromPx, toPx)) });
  }

  zoomAt(xPx: number, factor: number): void {
    const { scale } = this;
    const aroundNs = scale.pxToTime(Math.max(scale.leftPx, xPx));
    this.show(zoomWindow(scale.window, factor, aroundNs, this.domain));
  }

  zoomBy(factor: number): void {
    const { leftPx, rightPx } = this.scale;
    this.zoomAt((leftPx + rightPx) / 2, factor);
  }

  panBy(px: number): void {
    const { scale } = this;
    this.show(panWindow(scale.window, scale.pxToDuration(px), this.domain));
  }
}
