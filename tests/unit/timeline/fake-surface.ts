/** A page for the controller: frames happen when the test says so, by a clock that the test sets. */
import { insights } from '../../../src/timeline/insights/insights.ts';
import { provideInsights } from '../../../src/timeline/insights/insights-slot.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline-events.ts';
import type { TimelineSurface, TimelineView } from '../../../src/timeline/timeline-view.ts';
import { DrawLog } from './draw-log.ts';

provideInsights(insights);

export class FakeSurface implements TimelineSurface {
  readonly stage = new DrawLog(1_000, 400);
  readonly minimap = new DrawLog(1_000, 36);
  readonly events: TimelineEvent[] = [];
  atMs = 0;
  hidden = false;
  calm = false;
  /** By so much timers fire before they are due. */
  earlyMs = 0;
  scrolledTo: number | undefined;
  view: TimelineView | undefined;
  #next: (() => void) | undefined;
  #later: { readonly atMs: number; readonly callback: () => void } | undefined;
  #behind: { readonly atMs: number; readonly callback: () => void } | undefined;

  nowMs(): number {
    return this.atMs;
  }
  requestFrame(callback: () => void): number {
    if (this.#next !== undefined) throw new Error('Two frames were asked for at once.');
    this.#next = callback;
    return 1;
  }
  cancelFrame(): void {
    this.#next = undefined;
  }
  later(ms: number, callback: () => void): void {
    this.#later = { atMs: this.atMs + ms, callback };
  }
  /** The element is taken off the page: nothing that it waits for comes. */
  leave(): void {
    this.#later = undefined;
  }
  behind(ms: number, callback: () => void): void {
    this.#behind = { atMs: this.atMs + ms, callback };
  }
  isHidden(): boolean {
    return this.hidden;
  }
  isCalm(): boolean {
    return this.calm;
  }
  present(view: TimelineView): void {
    this.view = view;
  }
  scrollTo(scrollPx: number): void {
    this.scrolledTo = scrollPx;
  }
  emit(event: TimelineEvent): void {
    this.events.push(event);
  }

  get isFrameAsked(): boolean {
    return this.#next !== undefined;
  }
  /** Lets one frame happen, if one was asked for. */
  frame(atMs = this.atMs): void {
    this.atMs = atMs;
    const due = this.#later;
    if (due !== undefined && due.atMs - this.earlyMs <= atMs) {
      this.#later = undefined;
      due.callback();
    }
    const next = this.#next;
    this.#next = undefined;
    next?.();
  }
  /** Lets happen what was put behind the frames, once its time has come; false when there is nothing. */
  think(): boolean {
    const due = this.#behind;
    if (due === undefined || due.atMs > this.atMs) return false;
    this.#behind = undefined;
    due.callback();
    return true;
  }
  get rowNames(): readonly string[] {
    const { view } = this;
    return Array.from({ length: view?.frame.rows.count ?? 0 }, (_, row) => view?.words(row).name ?? '');
  }
}
