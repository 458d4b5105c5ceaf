/**
 * `<trace-timeline>`: the timeline as a custom element. Importing this module defines it.
 *
 *   const timeline = document.querySelector('trace-timeline');
 *   timeline.load(otlpJson);                         // or: timeline.table = table; then timeline.refresh() after appends
 *   timeline.live = true;                            // spans without an end grow ...
 *   timeline.settle();                               // ... until now
 *   timeline.addEventListener('spanselect', (event) => event.detail.spanId);
 *
 * +- header: N spans, M services, duration ------ tools -+
 * |- minimap --------------------------------------------|
 * |- scroll: stage (canvas, treegrid above it), filler --|   the stage is sticky; the filler gives the scroll bar its length
 * |- rows below, if any ----------------------------------|
 * +- details of the selected span -----------------------+   beside the rows where there is room
 */
import type { OtlpTraces } from '../trace/model/otlp-json.ts';
import { SpanTable } from '../trace/model/span-table.ts';
import type { TraceReader } from '../trace/model/types.ts';
import { Announcer } from './dom/announcer.ts';
import { DetailsView } from './dom/details-view.ts';
import { HeaderView } from './dom/header-view.ts';
import { MoreRows } from './dom/more-rows.ts';
import { newElement, setText } from './dom/new-element.ts';
import { RowView } from './dom/row-view.ts';
import { SearchBox } from './dom/search-box.ts';
import { STYLE } from './dom/style.ts';
import { readTheme } from './dom/theme.ts';
import { commandOf } from './interact/commands.ts';
import { listenToSeparator } from './interact/label-resize.ts';
import { listenToMinimap } from './interact/minimap-brush.ts';
import { listenToStage } from './interact/stage-pointer.ts';
import { maxHeightCss, rowsBelow } from './layout/row-geometry.ts';
import { isFold } from './layout/rows.ts';
import { Canvas2d } from './render/canvas2d.ts';
import type { Overlay, Tone } from './render/frame.ts';
import { Timeline } from './timeline.ts';
import { runCommand } from './timeline-commands.ts';
import type { TimelineEvent, TimelineSurface, TimelineView } from './timeline-view.ts';

export type SpanRef = number | { readonly traceId: string; readonly spanId: string };

const LABEL_PX = 300;

export class TraceTimelineElement extends HTMLElement {
  readonly #stageCanvas = newElement('canvas', { 'aria-hidden': 'true' });
  readonly #minimapCanvas = newElement('canvas', { 'aria-hidden': 'true' });
  readonly #probe = newElement('i', { hidden: '' });
  readonly #rows = new RowView();
  readonly #tip = newElement('div', { class: 'tip', 'aria-hidden': 'true' });
  readonly #range = newElement('div', { class: 'range', hidden: '' });
  readonly #separator = newElement('div', {
    class: 'sep',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'vertical',
    'aria-label': 'Width of the names',
  });
  readonly #stage = newElement('div', { class: 'stage' });
  readonly #filler = newElement('div');
  readonly #scroll = newElement('div', { class: 'scroll' }, this.#stage, this.#filler);
  readonly #more = new MoreRows((direction) => {
    const { pageRows, geometry } = this.#timeline.viewport;
    this.#scroll.scrollTop = direction === 'top' ? 0 : this.#scroll.scrollTop + pageRows * geometry.rowPx;
  });
  readonly #minimap = newElement('div', { class: 'mini', 'aria-hidden': 'true' }, this.#minimapCanvas);
  readonly #empty = newElement('p', { class: 'empty' }, 'No spans yet.');
  readonly #body = newElement('div', { class: 'body' });
  readonly #announcer = new Announcer();
  readonly #header: HeaderView;
  readonly #details: DetailsView;
  readonly #search: SearchBox;
  readonly #stageTarget: Canvas2d;
  readonly #minimapTarget: Canvas2d;
  readonly #timeline: Timeline;
  readonly #resized = new ResizeObserver(() => this.#measure());
  readonly #restyled = new MutationObserver(() => this.#retheme());
  #disconnect = new AbortController();
  #view: TimelineView | undefined;
  #labelPx = LABEL_PX;
  #dropped = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const theme = readTheme(this, this.#probe);
    this.#stageTarget = new Canvas2d(this.#stageCanvas, theme);
    this.#minimapTarget = new Canvas2d(this.#minimapCanvas, theme);
    this.#timeline = new Timeline(this.#surface());
    const timeline = this.#timeline;
    this.#header = new HeaderView({
      zoom: (factor) => timeline.move((viewport) => viewport.zoomBy(factor)),
      fit: () => timeline.move((viewport) => viewport.fit()),
      overlay: (type) => timeline.setOverlay(type),
      search: () => void this.#search.open(),
    });
    this.#search = new SearchBox(timeline, () => timeline.activate(timeline.activeRow, true));
    this.#details = new DetailsView({
      close: () => this.#closeDetails(),
      jump: (span) => timeline.select(span, { reveal: true, focus: true }),
      zoomTo: (span) => timeline.zoomToSpan(span),
    });
    this.#stage.append(this.#stageCanvas, this.#rows.element, this.#range, this.#separator, this.#tip);
    this.#body.append(
      newElement('div', { class: 'rows' }, this.#scroll, this.#more.element),
      this.#details.element,
    );
    root.append(
      newElement('style', {}, STYLE),
      ...this.#header.elements,
      this.#search.element,
      this.#minimap,
      this.#empty,
      this.#body,
      this.#announcer.element,
      this.#probe,
    );
    this.#listen();
  }

  /** The number of spans in the table. */
  get spanCount(): number {
    return this.#timeline.table.spanCount;
  }

  /** What is drawn. Set it once; after each append to it call {@link refresh}. */
  get table(): TraceReader {
    return this.#timeline.table;
  }
  set table(table: TraceReader) {
    // The attribute `services` names, in the order of their colours, services that look alike on every page.
    this.#timeline.setTable(table, this.getAttribute('services')?.split(' '));
  }
  refresh(): void {
    this.#timeline.refresh();
  }

  /** Shows an OTLP/JSON request body (the object or its text) or a table. Returns the table shown. */
  load(source: OtlpTraces | TraceReader | string): TraceReader {
    if (typeof source !== 'string' && 'columns' in source) {
      this.table = source;
      return source;
    }
    const table = new SpanTable();
    table.appendTraces(typeof source === 'string' ? JSON.parse(source) : source);
    this.table = table;
    return table;
  }

  /** While true, spans without an end are taken to be running. */
  get live(): boolean {
    return this.#timeline.live;
  }
  set live(live: boolean) {
    this.#timeline.setLive(live);
  }
  /** The run is over: what is still open is lost. Fires `settled`. */
  settle(): void {
    this.#timeline.setLive(false);
  }

  /** Spans that were made but not kept; told in the header. */
  get dropped(): number {
    return this.#dropped;
  }
  set dropped(dropped: number) {
    this.#dropped = Math.max(0, Math.floor(dropped) || 0);
    this.#timeline.setDropped(this.#dropped);
  }

  get overlay(): Overlay['type'] | undefined {
    return this.#timeline.overlay;
  }
  set overlay(type: Overlay['type'] | undefined) {
    this.#timeline.setOverlay(type);
  }

  /** Opens what hides the span, scrolls to it and shows its details. False when it is not in the table. */
  select(ref: SpanRef): boolean {
    const span = this.#resolve(ref);
    if (span === undefined) return false;
    this.#timeline.select(span, { reveal: true, focus: false });
    return true;
  }

  /** Marks the spans by which a check fails (or, with `pass`, passes); an empty list marks none. */
  highlight(spans: Iterable<SpanRef>, tone: Tone = 'fail'): void {
    const found: number[] = [];
    for (const ref of spans) {
      const span = this.#resolve(ref);
      if (span !== undefined) found.push(span);
    }
    this.#timeline.setHighlight(found, tone);
  }

  fit(): void {
    this.#timeline.move((viewport) => viewport.fit());
  }

  connectedCallback(): void {
    // Set before this module was loaded, a property hides the accessor of the same name.
    for (const name of ['table', 'live', 'dropped', 'overlay'] as const) {
      const early = Object.getOwnPropertyDescriptor(this, name);
      if (early === undefined) continue;
      delete (this as { [early in typeof name]?: unknown })[name];
      Reflect.set(this, name, early.value);
    }
    this.#disconnect = new AbortController();
    const { signal } = this.#disconnect;
    this.#resized.observe(this.#scroll);
    this.#resized.observe(this.#minimap);
    this.#restyled.observe(document.documentElement, { attributes: true });
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      matchMedia(query).addEventListener('change', () => this.#retheme(), { signal });
    }
    document.addEventListener('visibilitychange', () => this.#timeline.invalidate(), { signal });
    document.fonts?.addEventListener('loadingdone', () => this.#retheme(), { signal });
    this.#retheme();
    this.#measure();
  }

  disconnectedCallback(): void {
    this.#disconnect.abort();
    this.#resized.disconnect();
    this.#restyled.disconnect();
    this.#timeline.stop();
    this.#announcer.stop();
  }

  #surface(): TimelineSurface {
    return {
      stage: this.#stageTarget,
      minimap: this.#minimapTarget,
      nowMs: () => performance.now(),
      requestFrame: (callback) => requestAnimationFrame(callback),
      cancelFrame: (handle) => cancelAnimationFrame(handle),
      isHidden: () => document.hidden || !this.isConnected,
      present: (view) => this.#present(view),
      scrollTo: (scrollPx) => this.#scrollTo(scrollPx),
      emit: (event) => this.#emit(event),
    };
  }

  #listen(): void {
    const timeline = this.#timeline;
    this.#scroll.addEventListener('scroll', () => timeline.scrolled(this.#scroll.scrollTop), {
      passive: true,
    });
    this.#stage.addEventListener('keydown', (event) => {
      const command = commandOf(event);
      if (command === undefined) return;
      event.preventDefault();
      if (command.type === 'search') void this.#search.open();
      else runCommand(timeline, command);
    });
    this.#rows.element.addEventListener('focusin', (event) => {
      const row = this.#rows.rowOf(event.target);
      if (row >= 0 && row !== this.#view?.activeRow) timeline.activate(row, false);
    });
    listenToStage(this.#stage, timeline, {
      click: (xPx, yPx, event) => this.#click(xPx, yPx, event),
      scrollBy: (px) => this.#scroll.scrollBy(0, px),
      dragging: (range, isPan) => {
        this.#stage.classList.toggle('drag', isPan);
        this.#range.hidden = range === undefined;
        if (range === undefined) return;
        this.#range.style.left = `${Math.min(range.fromPx, range.toPx)}px`;
        this.#range.style.width = `${Math.abs(range.toPx - range.fromPx)}px`;
      },
    });
    this.addEventListener('drawn', () => this.#search.refresh());
    this.shadowRoot?.addEventListener('contextrestored', () => timeline.repaint(), true);
    listenToMinimap(this.#minimap, timeline);
    listenToSeparator(
      this.#separator,
      () => timeline.viewport.geometry.labelPx,
      (widthPx) => {
        this.#labelPx = widthPx;
        this.#measure();
      },
    );
  }

  /** The twisty opens and closes; a bar, or a row's name, selects; the name of a fold opens it. */
  #click(xPx: number, yPx: number, event: PointerEvent): void {
    const hit = this.#timeline.hit(xPx, yPx);
    const view = this.#view;
    if (hit === undefined || view === undefined) return;
    const onTwisty = event.target instanceof Element && event.target.classList.contains('twisty');
    this.#timeline.activate(hit.row, true);
    if (onTwisty || (isFold(view.frame.rows, hit.row) && !hit.onBar)) this.#timeline.toggle(hit.row);
    else this.#timeline.select(hit.span, { reveal: false, focus: false });
  }

  #closeDetails(): void {
    this.#timeline.deselect();
    const row = this.#view?.activeRow ?? -1;
    if (row >= 0) this.#timeline.activate(row, true);
  }

  #present(view: TimelineView): void {
    this.#view = view;
    const isEmpty = view.summary.spans === 0;
    this.#empty.hidden = !isEmpty;
    setText(this.#empty, view.live ? 'Waiting for the first span.' : 'No spans yet.');
    this.#body.hidden = isEmpty;
    this.#minimap.hidden = isEmpty;
    this.#header.present(view, this.#timeline.overlay);
    const { geometry: g } = view.frame;
    const height = `min(${view.contentPx + 1}px, var(--timeline-max-height, ${maxHeightCss(g)}))`;
    if (this.#scroll.style.height !== height) this.#scroll.style.height = height;
    this.#filler.style.height = `${Math.max(0, view.contentPx - this.#stageTarget.heightPx)}px`;
    this.#separator.hidden = g.stacked;
    this.#separator.style.left = `${g.labelPx}px`;
    this.#separator.setAttribute('aria-valuenow', String(g.labelPx));
    this.#rows.present(view);
    const { heightPx } = this.#stageTarget;
    const below = rowsBelow(g, view.frame.scrollPx, heightPx, view.frame.rows.count);
    this.#more.present(view.contentPx <= heightPx, below);
    this.#presentTip(view);
    this.#details.present(view.details);
    this.#body.classList.toggle('with', view.details !== undefined);
    if (!isEmpty) this.#announcer.say(this.#header.spoken);
  }

  #presentTip(view: TimelineView): void {
    const { tooltip } = view;
    this.#tip.hidden = tooltip === undefined;
    if (tooltip === undefined) return;
    const key = [tooltip.title, ...tooltip.lines].join('\n');
    if (this.#tip.dataset['of'] !== key) {
      this.#tip.dataset['of'] = key;
      const lines = tooltip.lines.map((line) => newElement('span', {}, line));
      this.#tip.replaceChildren(newElement('b', {}, tooltip.title), ...lines);
    }
    const { widthPx, heightPx } = this.#stageTarget;
    const leftPx = Math.max(4, Math.min(tooltip.xPx + 14, widthPx - this.#tip.offsetWidth - 4));
    const below = tooltip.yPx + 18;
    const topPx =
      below + this.#tip.offsetHeight > heightPx ? tooltip.yPx - 12 - this.#tip.offsetHeight : below;
    this.#tip.style.transform = `translate(${leftPx}px, ${Math.max(2, topPx)}px)`;
  }

  #measure(): void {
    if (!this.isConnected) return;
    const widthPx = this.#scroll.clientWidth;
    const heightPx = this.#scroll.clientHeight;
    this.#stage.style.height = `${heightPx}px`;
    this.#stageTarget.resize(widthPx, heightPx, devicePixelRatio);
    this.#minimapTarget.resize(this.#minimap.clientWidth, this.#minimap.clientHeight, devicePixelRatio);
    this.#timeline.setSize(widthPx, heightPx, this.#labelPx);
    // A canvas is empty after a change of size: draw before the browser paints.
    this.#timeline.frame();
  }

  #retheme(): void {
    const theme = readTheme(this, this.#probe);
    this.#stageTarget.setTheme(theme);
    this.#minimapTarget.setTheme(theme);
    this.#timeline.repaint();
  }

  #scrollTo(scrollPx: number): void {
    const view = this.#view;
    // The filler may still have the length of the frame before.
    if (view !== undefined) {
      const neededPx = scrollPx + this.#stageTarget.heightPx;
      const fillerPx = Math.max(0, Math.max(view.contentPx, neededPx) - this.#stageTarget.heightPx);
      this.#filler.style.height = `${fillerPx}px`;
    }
    this.#scroll.scrollTop = scrollPx;
  }

  #emit(event: TimelineEvent): void {
    this.dispatchEvent(new CustomEvent(event.type, { detail: event.detail, bubbles: true, composed: true }));
  }

  #resolve(ref: SpanRef): number | undefined {
    return typeof ref === 'number' ? ref : this.table.findSpan(ref.traceId, ref.spanId);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'trace-timeline': TraceTimelineElement;
  }
}

if (!customElements.get('trace-timeline')) customElements.define('trace-timeline', TraceTimelineElement);
