/** What the controller hands to its surface once a frame, and what it asks of it. */

import type { Note } from './insights/insights-slot.ts';
import type { DetailsSource } from './layout/span-details.ts';
import type { RowWords } from './layout/span-words.ts';
import type { DrawTarget } from './render/draw-target.ts';
import type { Frame } from './render/frame.ts';
import type { TimelineEvent } from './timeline-events.ts';
import type { TimeWindow } from './viewport/time-scale.ts';

export interface Summary {
  readonly spans: number;
  readonly services: number;
  readonly failed: number;
  readonly open: number;
  readonly lost: number;
  readonly durationNs: number;
  /** Spans that were made but not kept. */
  readonly dropped: number;
  /** What is odd about the trace. */
  readonly notes: readonly Note[];
}

/** The bar under the pointer. */
export interface PointedAt {
  readonly xPx: number;
  readonly yPx: number;
  readonly span: number;
}

/** Whose details are to be shown, and what they are made of. */
export interface DetailsRequest {
  readonly span: number;
  readonly source: DetailsSource;
}

export interface TimelineView {
  readonly frame: Frame;
  readonly contentPx: number;
  /** The row that holds the focus, or would if the timeline had it. */
  readonly activeRow: number;
  /** The active row was moved by the keyboard or by `select`: the focus goes with it. */
  readonly focusActive: boolean;
  words(row: number): RowWords;
  readonly pointedAt: PointedAt | undefined;
  /** The same object until something in it changes. */
  readonly details: DetailsRequest | undefined;
  readonly summary: Summary;
  readonly live: boolean;
  readonly bounds: TimeWindow;
  readonly fitted: boolean;
}

/** The page, as far as the controller needs it. */
export interface TimelineSurface {
  readonly stage: DrawTarget;
  readonly minimap: DrawTarget;
  nowMs(): number;
  /** Calls back before the next paint; the controller is its only caller. */
  requestFrame(callback: () => void): number;
  cancelFrame(handle: number): void;
  /** Calls back once after some time; asking again puts it off. */
  later(ms: number, callback: () => void): void;
  /** Calls back once after some time, and not before what was drawn is on the screen. */
  behind(ms: number, callback: () => void): void;
  /** Nobody looks: a page in the background, a timeline off the document. */
  isHidden(): boolean;
  /** The reader wants less motion. */
  isCalm(): boolean;
  present(view: TimelineView): void;
  scrollTo(scrollPx: number): void;
  emit(event: TimelineEvent): void;
}
