/**
 * The controller: holds the reader's place (window of time, scroll, selection, what is open) and owns the one
 * requestAnimationFrame. Everything that happens sets a dirty flag and asks for a frame; a frame goes table -> rows ->
 * draw calls -> DOM, in that order, once. Between frames nothing runs: the ticker of a live run stops when no span is
 * open, when nobody looks, and when nothing has arrived for {@link GIVE_UP_MS}.
 */
import type { TraceReader } from '../trace/model/types.ts';
import { withRow } from './layout/expansion.ts';
import { type Hit, hitTest } from './layout/hit-test.ts';
import { contentPx, rowTopPx, scrollToRow, visibleRows } from './layout/row-geometry.ts';
import { EXPANDED, type Expansion, isFold, type Rows, revealing } from './layout/rows.ts';
import { rulerTicks } from './layout/ruler-ticks.ts';
import { type SpanDetails, spanDetails } from './layout/span-details.ts';
import { spanTooltip } from './layout/span-tooltip.ts';
import type { Frame, Overlay, Tone } from './render/frame.ts';
import { drawWaterfall } from './render/waterfall.ts';
import type { RowMatches } from './search/row-matches.ts';
import { TimelineMinimap } from './timeline-minimap.ts';
import { TimelineModel } from './timeline-model.ts';
import { Overlays } from './timeline-overlay.ts';
import type { TimelineSurface, Tooltip } from './timeline-view.ts';
import { type LiveClock, nowNs, observe, STOPPED } from './viewport/live-clock.ts';
import { Viewport } from './viewport/viewport.ts';

/** An open span of a run that has been quiet for this long is lost, whether or not anyone said the run is over. */
export const GIVE_UP_MS = 30_000;

export class Timeline {
  readonly #surface: TimelineSurface;
  #model = new TimelineModel();
  #frameHandle: number | undefined;
  #rowsDirty = true;
  #drawnVersion = -1;
  #relayoutNotBeforeMs = 0;
  readonly #viewport = new Viewport();
  #scrollPx = 0;
  #live = false;
  #clock: LiveClock = STOPPED;
  #arrivedAtMs = 0;
  #pointer: { readonly xPx: number; readonly yPx: number } | undefined;
  /** By span, for rows move; `fold` when the row is that of the span's fold. */
  #active: { readonly span: number; readonly fold: boolean } | undefined;
  #focusActive = false;
  #selected = -1;
  #details: SpanDetails | undefined;
  #highlight: ReadonlySet<number> = new Set();
  #tone: Tone = 'fail';
  readonly #overlays = new Overlays();
  readonly #minimap = new TimelineMinimap();
  #matches: RowMatches | undefined;
  #dropped = 0;

  constructor(surface: TimelineSurface) {
    this.#surface = surface;
  }

  get table(): TraceReader {
    return this.#model.table;
  }
  get live(): boolean {
    return this.#live;
  }
  get overlay(): Overlay['type'] | undefined {
    return this.#overlays.type;
  }

  /** `knownServices` keep the first colours, in their order. */
  setTable(table: TraceReader, knownServices?: readonly string[]): void {
    this.#model = new TimelineModel(table, knownServices);
    this.#clock = STOPPED;
    this.#viewport.fit();
    this.#selected = -1;
    this.#active = undefined;
    this.#details = undefined;
    this.#highlight = new Set();
    this.#matches = undefined;
    this.#drawnVersion = -1;
    this.#scrollTo(0);
    this.refresh();
  }

  /** The table may have grown. */
  refresh(): void {
    this.#arrivedAtMs = this.#surface.nowMs();
    this.#rowsDirty = true;
    this.invalidate();
  }

  setLive(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    this.#arrivedAtMs = this.#surface.nowMs();
    this.#model.forgetWords();
    this.#details = undefined;
    this.refresh();
    if (!live) {
      this.#surface.emit({ type: 'settled', detail: { spanCount: this.table.spanCount } });
    }
  }

  setDropped(dropped: number): void {
    this.#dropped = dropped;
    this.invalidate();
  }
  setOverlay(type: Overlay['type'] | undefined): void {
    this.#overlays.type = type;
    this.invalidate();
  }
  /** Marks spans; when none of them is in view, goes to the first. */
  setHighlight(spans: Iterable<number>, tone: Tone = 'fail'): void {
    this.#highlight = new Set([...spans].filter((span) => this.#model.isKnown(span)));
    this.#tone = tone;
    if (this.#rowsDirty) this.#relayout(this.#surface.nowMs());
    const { geometry, stagePx } = this.#viewport;
    const marked = [...this.#highlight].map((span) => this.#model.rowOf(span));
    const { first, end } = visibleRows(geometry, this.#scrollPx, stagePx, this.#model.rows.count);
    if (marked.length > 0 && !marked.some((row) => row >= first && row < end)) {
      const top = marked.reduce((least, row) => Math.min(least, row));
      this.#scrollTo(scrollToRow(geometry, top, this.#scrollPx, stagePx));
    }
    this.invalidate();
  }
  /** Dims the rows that show none of these; undefined dims none. */
  setMatches(matches: RowMatches | undefined): void {
    this.#matches = matches;
    this.invalidate();
  }
  readonly rowOf = (span: number): number => this.#model.rowOf(span);
  setSize(widthPx: number, stagePx: number, labelPx: number): void {
    this.#viewport.resize(widthPx, stagePx, labelPx);
    this.repaint();
  }
  /** What is on the canvases is gone, or has other colours now. */
  repaint(): void {
    this.#minimap.forget();
    this.invalidate();
  }
  scrolled(scrollPx: number): void {
    if (scrollPx === this.#scrollPx) return;
    this.#scrollPx = scrollPx;
    this.invalidate();
  }
  pointAt(point: { readonly xPx: number; readonly yPx: number } | undefined): void {
    this.#pointer = point;
    this.invalidate();
  }

  invalidate(): void {
    this.#frameHandle ??= this.#surface.requestFrame(() => {
      this.#frameHandle = undefined;
      this.frame();
    });
  }
  stop(): void {
    if (this.#frameHandle !== undefined) this.#surface.cancelFrame(this.#frameHandle);
    this.#frameHandle = undefined;
  }

  /** Everything that pans and zooms. */
  move(change: (viewport: Viewport) => void): void {
    change(this.#viewport);
    this.invalidate();
  }
  get rows(): Rows {
    return this.#model.rows;
  }
  get viewport(): Viewport {
    return this.#viewport;
  }
  zoomToSpan(span: number): void {
    this.move((viewport) =>
      viewport.showAround(this.table.columns.startNs[span] ?? 0, this.#model.endOf(span)),
    );
  }

  // Rows

  hit(xPx: number, yPx: number): Hit | undefined {
    return hitTest(this.#hitView(), xPx, yPx);
  }
  toggle(row: number): void {
    this.setExpanded(row, ((this.#model.rows.flags[row] ?? 0) & EXPANDED) === 0);
  }
  activate(row: number, focus: boolean): void {
    if (row < 0 || row >= this.#model.rows.count) return;
    this.#active = { span: this.#model.rows.span[row] ?? 0, fold: isFold(this.#model.rows, row) };
    this.#focusActive = focus;
    if (focus)
      this.#scrollTo(scrollToRow(this.#viewport.geometry, row, this.#scrollPx, this.#viewport.stagePx));
    this.invalidate();
  }
  /** Selects, and opens what hides the span. */
  select(span: number, options: { readonly reveal: boolean; readonly focus: boolean }): void {
    if (!this.#model.isKnown(span)) return;
    this.#selected = span;
    this.#details = undefined;
    if (options.reveal) {
      this.#model.expansion = revealing(this.table, this.#model.expansion, span);
      this.#model.rebuild();
      const row = this.#model.rowOf(span);
      this.activate(row, options.focus);
      this.#scrollTo(scrollToRow(this.#viewport.geometry, row, this.#scrollPx, this.#viewport.stagePx));
    }
    this.#surface.emit({ type: 'spanselect', detail: { span, ...this.#model.ids(span) } });
    this.invalidate();
  }
  deselect(): void {
    this.#selected = -1;
    this.#details = undefined;
    this.#highlight = new Set();
    this.invalidate();
  }

  // The frame

  frame(): void {
    const atMs = this.#surface.nowMs();
    this.#tickClock(atMs);
    if (this.#rowsDirty && atMs >= this.#relayoutNotBeforeMs) this.#relayout(atMs);
    this.#viewport.setBounds(this.#model.bounds());
    const view = this.#frameData();
    drawWaterfall(this.#surface.stage, view);
    this.#minimap.draw(this.#surface.minimap, this.#model, this.#viewport, atMs);
    this.#surface.present({
      frame: view,
      contentPx: contentPx(this.#viewport.geometry, view.rows.count),
      activeRow: this.activeRow,
      focusActive: this.#focusActive,
      words: this.#model.words,
      tooltip: this.#tooltip(view),
      details: this.#detailsNow(),
      summary: this.#model.summary(this.#dropped),
      live: this.#live,
      bounds: this.#viewport.domain,
      fitted: this.#viewport.isFitted,
    });
    this.#focusActive = false;
    if (this.#drawnVersion !== this.#model.version) {
      this.#drawnVersion = this.#model.version;
      const detail = {
        version: this.#model.version,
        spanCount: this.table.spanCount,
        atMs: this.#surface.nowMs(),
      };
      this.#surface.emit({ type: 'drawn', detail });
    }
    const growing = this.#model.nowNs !== undefined && this.#model.companions.openCount > 0;
    if ((growing || this.#rowsDirty) && !this.#surface.isHidden()) this.invalidate();
  }

  #tickClock(atMs: number): void {
    if (this.table.spanCount > 0) this.#clock = observe(this.#clock, this.table.bounds().endNs, atMs);
    const expected = this.#live && atMs - this.#arrivedAtMs < GIVE_UP_MS;
    const wasExpected = this.#model.nowNs !== undefined;
    this.#model.nowNs = expected ? nowNs(this.#clock, atMs) : undefined;
    if (wasExpected !== expected) {
      this.#model.forgetWords();
      this.#details = undefined;
    }
  }

  /** A big table that grows with every frame is laid out in at most a fifth of the time. */
  #relayout(atMs: number): void {
    this.#rowsDirty = false;
    const topRow = Math.floor(this.#scrollPx / this.#viewport.geometry.rowPx);
    const anchor = this.#scrollPx > 0 ? this.#model.rows.span[topRow] : undefined;
    this.#model.rebuild();
    this.#details = undefined;
    this.#active ??=
      this.#model.rows.count > 0 ? { span: this.#model.rows.span[0] ?? 0, fold: false } : undefined;
    const anchorRow = anchor === undefined ? -1 : this.#model.rowOf(anchor);
    // What the reader looks at stays where it is while rows arrive above it.
    if (anchorRow >= 0) this.#scrollTo(this.#scrollPx + (anchorRow - topRow) * this.#viewport.geometry.rowPx);
    const tookMs = this.#surface.nowMs() - atMs;
    this.#relayoutNotBeforeMs = tookMs > 8 ? atMs + tookMs * 5 : 0;
  }

  #frameData(): Frame {
    const { rows, palette, companions } = this.#model;
    const scale = this.#viewport.scale;
    const zeroNs = this.#model.bounds().startNs;
    const point = this.#pointer;
    const hit = point === undefined ? undefined : this.hit(point.xPx, point.yPx);
    const inTime = point !== undefined && point.xPx >= scale.leftPx && point.xPx <= scale.rightPx;
    return {
      ...this.#hitView(),
      visible: visibleRows(this.#viewport.geometry, this.#scrollPx, this.#viewport.stagePx, rows.count),
      zeroNs,
      ticks: rows.count === 0 ? [] : rulerTicks(scale.window, scale.widthPx, zeroNs),
      palette,
      stateOf: this.#model.stateOf,
      foldText: (row) => `×${rows.memberCount[row]}, ${this.#model.words(row).duration}`,
      logsOf: this.#model.logsOf,
      links: companions.links,
      overlay: this.#overlays.of(this.#model),
      hoverRow: hit?.row ?? -1,
      hoverPx: inTime && rows.count > 0 ? point.xPx : undefined,
      selectedRow: this.#model.rowOf(this.#selected),
      highlightRows: new Set([...this.#highlight].map((span) => this.#model.rowOf(span))),
      highlightSpans: this.#highlight,
      matchRows: this.#matches?.rowsOf(this.#model),
      tone: this.#tone,
    };
  }

  #hitView() {
    return {
      table: this.table,
      rows: this.#model.rows,
      geometry: this.#viewport.geometry,
      scale: this.#viewport.scale,
      scrollPx: this.#scrollPx,
      endOf: this.#model.endOf,
    };
  }

  #tooltip(frame: Frame): Tooltip | undefined {
    const point = this.#pointer;
    const hit = point === undefined ? undefined : this.hit(point.xPx, point.yPx);
    if (point === undefined || hit === undefined || !hit.onBar) return undefined;
    return { ...point, ...spanTooltip(frame, hit.span) };
  }

  #detailsNow(): SpanDetails | undefined {
    if (!this.#model.isKnown(this.#selected)) return undefined;
    this.#details ??= spanDetails(
      {
        ...this.#hitView(),
        zeroNs: this.#model.bounds().startNs,
        slotOf: (service) => this.#model.palette.slotOf(service),
        stateOf: this.#model.stateOf,
        logsOf: this.#model.logsOf,
      },
      this.#selected,
    );
    return this.#details;
  }

  /** The row that has the focus, or would have it; -1 when there are none. */
  get activeRow(): number {
    const { rows } = this.#model;
    if (rows.count === 0) return -1;
    const row = this.#active === undefined ? 0 : this.#model.rowOf(this.#active.span);
    const parentRow = rows.parentRow[row] ?? -1;
    return this.#active?.fold === true && !isFold(rows, row) && isFold(rows, parentRow)
      ? parentRow
      : Math.max(0, row);
  }

  setExpanded(row: number, expanded: boolean): void {
    const { rows, expansion } = this.#model;
    const isAbove = rowTopPx(this.#viewport.geometry, row, this.#scrollPx) < this.#viewport.geometry.headPx;
    this.activate(row, isAbove);
    this.expand(withRow(expansion, rows, row, expanded));
  }

  expand(expansion: Expansion): void {
    this.#model.expansion = expansion;
    this.#rowsDirty = true;
    this.#relayoutNotBeforeMs = 0;
    this.invalidate();
  }

  #scrollTo(scrollPx: number): void {
    const clamped = Math.max(0, scrollPx);
    if (clamped === this.#scrollPx) return;
    this.#scrollPx = clamped;
    this.#surface.scrollTo(clamped);
  }
}
