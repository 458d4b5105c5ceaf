/** What a page, or a tool, may do with a `<trace-timeline>`: its public interface, which `element.ts` implements. */
import type { OtlpTraces } from '../trace/model/otlp-json.ts';
import type { TraceReader } from '../trace/model/types.ts';
import type { CompareOptions, Comparison } from './compare/comparison.ts';
import type { TimelinePlace } from './place/place.ts';
import type { Overlay, Tone } from './render/frame.ts';
import type { TraceTimelineEventMap } from './timeline-events.ts';

export type SpanRef = number | { readonly traceId: string; readonly spanId: string };

export interface TraceTimeline extends HTMLElement {
  /** What is drawn. Set it once; after each append to it call {@link refresh}. */
  table: TraceReader;
  refresh(): void;
  /**
   * Shows a table, an OTLP/JSON request body, or a file of any known format (its text, or a `Blob` or `File`, gzipped or
   * not, which is read in a worker); resolves with the table shown, rejects with the reason when not one span could be read.
   */
  load(source: OtlpTraces | TraceReader | string | Blob): Promise<TraceReader>;
  /** The number of spans in the table. */
  readonly spanCount: number;

  /** While true, spans without an end are taken to be running. */
  live: boolean;
  /** The run is over: what is still open is lost. Fires `settled`. */
  settle(): void;
  /** Spans that were made but not kept; told in the header. */
  dropped: number;

  /** Opens what hides the span, scrolls to it and shows its details. False when it is not in the table. */
  select(ref: SpanRef): boolean;
  /** Marks the spans by which a check fails (or, with `pass`, passes); an empty list marks none. */
  highlight(spans: Iterable<SpanRef>, tone?: Tone): void;
  fit(): void;
  overlay: Overlay['type'] | undefined;

  /** Which view is on show: `waterfall`, or the name of a registered one. */
  view: string;
  /**
   * Shows the trace as of a time, in the nanoseconds of the table's columns: what began later has no row yet, what ended
   * later is open. Undefined, as at first, for all that is known.
   */
  asOf: number | undefined;
  /**
   * Puts another trace beside the one on show, row by row, and shows it: a table, or an OTLP/JSON body. Resolves when it is on
   * show. Fires `comparechange`.
   */
  compareWith(source: OtlpTraces | TraceReader | string | Blob, options?: CompareOptions): Promise<void>;
  /** What it is compared with; `undefined` ends the comparison. */
  compare: Comparison | undefined;
  /**
   * Where the reader is: view, window of time, selected span, what is open, query. Can be kept and set again, in this or in
   * another table of the same trace. `placechange` tells that it has become another.
   */
  place: TimelinePlace;
  /** Opens a tool as its entry in the menu does. */
  openTool(name: string): void;

  addEventListener<Type extends keyof TraceTimelineEventMap>(
    type: Type,
    listener: (this: TraceTimeline, event: TraceTimelineEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (this: HTMLElement, event: HTMLElementEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
