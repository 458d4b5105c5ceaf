/**
 * `<trace-timeline>`: the timeline as a custom element. Importing this module defines it.
 *
 *   const timeline = document.querySelector('trace-timeline');
 *   timeline.load(otlpJson);                         // or: timeline.table = table; then timeline.refresh() after appends
 *   timeline.live = true;                            // spans without an end grow ...
 *   timeline.settle();                               // ... until now
 *   timeline.addEventListener('spanselect', (event) => event.detail.spanId);
 */
import type { OtlpTraces } from '../trace/model/otlp-json.ts';
import type { TraceReader } from '../trace/model/types.ts';
import { type CompareOptions, type Comparison, comparisonWith } from './compare/comparison.ts';
import { takeEarlyProperties } from './dom/take-early-properties.ts';
import type { TimelinePlace } from './place/place.ts';
import type { Overlay, Tone } from './render/frame.ts';
import { TimelineShell } from './timeline-shell.ts';
import type { SpanRef, TraceTimeline } from './trace-timeline.ts';
import { WATERFALL } from './views/views.ts';

export type { CompareOptions, Comparison } from './compare/comparison.ts';
export type { TimelinePlace } from './place/place.ts';
export type { TimelineEvent, TraceTimelineEventMap } from './timeline-events.ts';
export { registerTool } from './tools/tools.ts';
export type { OpenTool, ToolEntry, ToolSlot, TraceTool } from './tools/trace-tool.ts';
export type { SpanRef, TraceTimeline } from './trace-timeline.ts';
export type { CreateView, TraceView, ViewActions, ViewContext, ViewEntry } from './views/trace-view.ts';
export { registerView } from './views/views.ts';

export class TraceTimelineElement extends HTMLElement implements TraceTimeline {
  readonly #shell = new TimelineShell(this, this.attachShadow({ mode: 'open' }));
  #dropped = 0;
  /** What is shown, and compared with, is what was asked for last, however long the reading of it takes. */
  #askedTables = 0;
  #askedComparisons = 0;

  get spanCount(): number {
    return this.#shell.timeline.table.spanCount;
  }

  get table(): TraceReader {
    return this.#shell.timeline.table;
  }
  set table(table: TraceReader) {
    this.#askedTables++;
    // The attribute `services` names, in the order of their colours, services that look alike on every page.
    this.#shell.timeline.setTable(table, this.getAttribute('services')?.split(' '));
  }
  refresh(): void {
    this.#shell.timeline.refresh();
  }

  async load(source: OtlpTraces | TraceReader | string | Blob): Promise<TraceReader> {
    const asked = ++this.#askedTables;
    const table = await tableOf(source);
    if (asked === this.#askedTables) this.table = table;
    return table;
  }

  get live(): boolean {
    return this.#shell.timeline.live;
  }
  set live(live: boolean) {
    this.#shell.timeline.setLive(live);
  }
  settle(): void {
    this.#shell.timeline.setLive(false);
  }

  get dropped(): number {
    return this.#dropped;
  }
  set dropped(dropped: number) {
    this.#dropped = Math.max(0, Math.floor(dropped) || 0);
    this.#shell.timeline.setDropped(this.#dropped);
  }

  get overlay(): Overlay['type'] | undefined {
    return this.#shell.timeline.overlay;
  }
  set overlay(type: Overlay['type'] | undefined) {
    this.#shell.timeline.setOverlay(type);
  }

  select(ref: SpanRef): boolean {
    const span = this.#resolve(ref);
    if (span === undefined) return false;
    this.#shell.timeline.select(span, { reveal: true, focus: false });
    return true;
  }

  highlight(spans: Iterable<SpanRef>, tone: Tone = 'fail'): void {
    const found: number[] = [];
    for (const ref of spans) {
      const span = this.#resolve(ref);
      if (span !== undefined) found.push(span);
    }
    this.#shell.timeline.setHighlight(found, tone);
  }

  fit(): void {
    this.#shell.timeline.move((viewport) => viewport.fit());
  }

  get view(): string {
    return this.#shell.view;
  }
  set view(name: string) {
    this.#shell.choose(name);
  }

  get asOf(): number | undefined {
    return this.#shell.timeline.asOf;
  }
  set asOf(timeNs: number | undefined) {
    this.#shell.timeline.setAsOf(timeNs);
  }

  async compareWith(
    source: OtlpTraces | TraceReader | string | Blob,
    options: CompareOptions = {},
  ): Promise<void> {
    const asked = ++this.#askedComparisons;
    const table = await tableOf(source);
    if (asked !== this.#askedComparisons) return;
    this.compare = comparisonWith(table, options);
    this.view = 'compare';
  }
  get compare(): Comparison | undefined {
    return this.#shell.timeline.comparison;
  }
  set compare(comparison: Comparison | undefined) {
    this.#askedComparisons++;
    this.#shell.compare(comparison);
  }

  get place(): TimelinePlace {
    return this.#shell.place;
  }
  set place(place: TimelinePlace) {
    this.#shell.place = place;
  }

  openTool(name: string): void {
    this.#shell.tools.choose(name);
  }

  static readonly observedAttributes: readonly string[] = ['view'];
  attributeChangedCallback(_: string, __: string | null, name: string | null): void {
    this.view = name ?? WATERFALL;
  }

  connectedCallback(): void {
    takeEarlyProperties(this, ['table', 'live', 'dropped', 'overlay', 'compare', 'asOf', 'view', 'place']);
    this.#shell.connect();
  }
  disconnectedCallback(): void {
    this.#shell.disconnect();
  }

  #resolve(ref: SpanRef): number | undefined {
    return typeof ref === 'number' ? ref : this.table.findSpan(ref.traceId, ref.spanId);
  }
}

async function tableOf(source: OtlpTraces | TraceReader | string | Blob): Promise<TraceReader> {
  if (typeof source !== 'string' && 'columns' in source) return source;
  return typeof source === 'string' || source instanceof Blob
    ? (await import('./open/open-text.ts')).openText(source)
    : (await import('./open/open-otlp.ts')).openOtlp(source);
}

declare global {
  interface HTMLElementTagNameMap {
    'trace-timeline': TraceTimeline;
  }
}

if (!customElements.get('trace-timeline')) customElements.define('trace-timeline', TraceTimelineElement);
