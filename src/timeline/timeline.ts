/**
 * The controller: holds the reader's place (window of time, scroll, selection, what is open) and owns the one
 * requestAnimationFrame. Everything that happens sets a dirty flag and asks for a frame; a frame goes table -> rows ->
 * draw calls -> DOM, in that order, once. Between frames nothing runs: the ticker of a live run stops when no span is
 * open, when nobody looks, and when nothing has arrived for {@link GIVE_UP_MS}.
 */
import type { TraceReader } from '../trace/model/types.ts';
import type { Comparison } from './compare/comparison.ts';
import { loadInsights } from './insights/load-insights.ts';
import { type Hit, hitTest } from './layout/hit-test.ts';
import { contentPx, rowTopPx, scrollToRow, visibleRows } from './layout/row-geometry.ts';
import { EXPANDED, type Expansion, isFold, type Rows } from './layout/rows.ts';
import type { Overlay, Tone } from './render/frame.ts';
import { drawWaterfall } from './render/waterfall.ts';
import type { RowMatches } from './search/row-matches.ts';
import { barAt, contextOf, frameOf, hitView, type Place, type Point } from './timeline-frame.ts';
import { TimelineMarks } from './timeline-marks.ts';
import { TimelineMinimap } from './timeline-minimap.ts';
import { TimelineModel } from './timeline-model.ts';
import { Overlays } from './timeline-overlay.ts';
import type { TimelineSurface } from './timeline-view.ts';
import { inSteps, type LiveClock, nowNs, observe, STOPPED } from './viewport/live-clock.ts';
import { Viewport } from './viewport/viewport.ts';
import type { ViewContext } from './views/trace-view.ts';

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
  /** Nobody said that the run is over, but nothing has arrived for {@link GIVE_UP_MS}. */
  #isQuiet = false;
  #pointer: Point | undefined;
  /** By span, for rows move; `fold` when the row is that of the span's fold. */
  #active: { readonly span: number; readonly fold: boolean } | undefined;
  #focusActive = false;
  /** The reader went to the active row; else it is only the one that Tab would reach. */
  #isAtRow = false;
  readonly #marks = new TimelineMarks();
  readonly #overlays = new Overlays();
  readonly #minimap = new TimelineMinimap();
  #dropped = 0;
  #isThinking = false;
  #thoughtMs = 0;
  /** False while another view stands in the place of the rows: then they are not drawn. */
  showsRows = true;
  comparison: Comparison | undefined;

  constructor(surface: TimelineSurface) {
    this.#surface = surface;
  }

  /** Thinks about the trace, too. */
  async think(): Promise<void> {
    await loadInsights();
    this.#saysMore();
  }

  get table(): TraceReader {
    return this.#model.table;
  }
  get live(): boolean {
    return this.#live;
  }
  /** What another view is given, but for what is the page's to give. */
  get context(): Omit<ViewContext, 'theme'> {
    return contextOf(this.#place, this.#marks, this.#live, this.comparison);
  }
  get overlay(): Overlay['type'] | undefined {
    return this.#overlays.type;
  }

  /** `knownServices` keep the first colours, in their order. */
  setTable(table: TraceReader, knownServices?: readonly string[]): void {
    this.#model = new TimelineModel(table, knownServices);
    this.#clock = STOPPED;
    this.#viewport.fit();
    this.#active = undefined;
    this.#isAtRow = false;
    this.#marks.clear();
    this.#drawnVersion = -1;
    this.#relayoutNotBeforeMs = 0;
    this.#scrollTo(0);
    this.refresh();
  }

  /** The table may have grown. */
  refresh(): void {
    this.#arrivedAtMs = this.#surface.nowMs();
    this.#rowsDirty = true;
    // What was thought to be over goes on.
    if (this.#isQuiet) this.#live = true;
    this.#isQuiet = false;
    this.resume();
    this.invalidate();
  }

  /** A run is over when nothing arrives any more; its root may have ended long before. Whoever was away waits for the rest. */
  resume(): void {
    if (!this.#live) return;
    const quietMs = this.#surface.nowMs() - this.#arrivedAtMs;
    this.#surface.later(Math.max(0, GIVE_UP_MS - quietMs), () => this.#settleByQuiet());
  }

  #settleByQuiet(): void {
    const isOver = this.#surface.nowMs() - this.#arrivedAtMs >= GIVE_UP_MS;
    // Clocks are read in steps, so a timer may be early by one.
    if (!isOver) this.resume();
    if (!isOver || !this.#live) return;
    this.setLive(false);
    this.#isQuiet = true;
  }

  setLive(live: boolean): void {
    this.#isQuiet = false;
    if (live === this.#live) return;
    this.#live = live;
    this.#arrivedAtMs = this.#surface.nowMs();
    this.#model.forgetWords();
    this.#marks.forgetDetails();
    this.refresh();
    if (!live) {
      this.#surface.emit({ type: 'settled', detail: { spanCount: this.table.spanCount } });
    }
  }

  /** Shows the trace as of a time: what began later is not there yet. */
  setAsOf(asOfNs: number | undefined): void {
    if (asOfNs === this.#model.asOfNs) return;
    this.#model.asOfNs = asOfNs;
    this.#model.forgetWords();
    this.#marks.forgetDetails();
    this.#rowsDirty = true;
    this.invalidate();
  }
  get asOf(): number | undefined {
    return this.#model.asOfNs;
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
    this.#marks.highlight = new Set([...spans].filter((span) => this.#model.isKnown(span)));
    this.#marks.tone = tone;
    if (this.#rowsDirty) this.#relayout(this.#surface.nowMs());
    const { geometry, stagePx } = this.#viewport;
    const marked = [...this.#marks.highlight].map((span) => this.#model.rowOf(span));
    const { first, end } = visibleRows(geometry, this.#scrollPx, stagePx, this.#model.rows.count);
    if (marked.length > 0 && !marked.some((row) => row >= first && row < end)) {
      const top = marked.reduce((least, row) => Math.min(least, row));
      this.#scrollTo(scrollToRow(geometry, top, this.#scrollPx, stagePx));
    }
    this.invalidate();
  }
  /** Dims the rows that show none of these; undefined dims none. */
  setMatches(matches: RowMatches | undefined): void {
    this.#marks.matches = matches;
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
  pointAt(point: Point | undefined): void {
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
    this.zoomTo([span]);
  }
  zoomTo(spans: ArrayLike<number>): void {
    this.move((viewport) => viewport.showAround(this.#model.extentOf(spans)));
  }

  // Rows

  hit(xPx: number, yPx: number): Hit | undefined {
    return hitTest(hitView(this.#place), xPx, yPx);
  }
  toggle(row: number): void {
    this.setExpanded(row, ((this.#model.rows.flags[row] ?? 0) & EXPANDED) === 0);
  }
  activate(row: number, focus: boolean): void {
    if (row < 0 || row >= this.#model.rows.count) return;
    this.#active = { span: this.#model.rows.span[row] ?? 0, fold: isFold(this.#model.rows, row) };
    this.#focusActive = focus;
    this.#isAtRow = true;
    if (focus)
      this.#scrollTo(scrollToRow(this.#viewport.geometry, row, this.#scrollPx, this.#viewport.stagePx));
    this.invalidate();
  }
  /** Selects, and opens what hides the span. */
  select(span: number, options: { readonly reveal: boolean; readonly focus: boolean }): void {
    if (!this.#model.isKnown(span)) return;
    this.#marks.select(span);
    if (options.reveal) {
      this.#model.reveal(span);
      const row = this.#model.rowOf(span);
      this.activate(row, options.focus);
      this.#scrollTo(scrollToRow(this.#viewport.geometry, row, this.#scrollPx, this.#viewport.stagePx));
    }
    this.#surface.emit({ type: 'spanselect', detail: { span, ...this.#model.ids(span) } });
    this.invalidate();
  }
  deselect(): void {
    this.#marks.deselect();
    this.invalidate();
  }

  // The frame

  frame(): void {
    const atMs = this.#surface.nowMs();
    this.#tickClock(atMs);
    if (this.#rowsDirty && atMs >= this.#relayoutNotBeforeMs) this.#relayout(atMs);
    this.#viewport.setBounds(this.#model.bounds());
    const place = this.#place;
    const overlay = this.#overlays.of(this.#model);
    const view = frameOf(place, this.#marks, overlay, this.#pointer);
    if (this.showsRows) drawWaterfall(this.#surface.stage, view);
    this.#minimap.draw(this.#surface.minimap, this.#model, this.#viewport, atMs);
    this.#surface.present({
      frame: view,
      contentPx: contentPx(this.#viewport.geometry, view.rows.count),
      activeRow: this.activeRow,
      focusActive: this.#focusActive,
      words: this.#model.words,
      pointedAt: barAt(view, this.#pointer),
      details: this.#marks.details(this.#model),
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
    if ((growing || this.#minimap.painting || this.#rowsDirty) && !this.#surface.isHidden())
      this.invalidate();
    this.#thinkBehind();
  }

  /** Of many spans, behind the frame; of a table that grows with every frame, in at most a fifth of the time. */
  #thinkBehind(): void {
    if (this.#isThinking || this.#model.thoughts.isDone) return;
    this.#isThinking = true;
    this.#surface.behind(this.#live ? this.#thoughtMs * 5 : 0, () => {
      const fromMs = this.#surface.nowMs();
      this.#isThinking = false;
      this.#model.thoughts.step();
      this.#thoughtMs = this.#surface.nowMs() - fromMs;
      this.#saysMore();
    });
  }

  /** What was drawn before says more from now on. */
  #saysMore(): void {
    this.#model.forgetWords();
    this.#marks.forgetDetails();
    this.invalidate();
  }

  #tickClock(atMs: number): void {
    const shownMs = this.#surface.isCalm() ? inSteps(atMs) : atMs;
    if (this.table.spanCount > 0) this.#clock = observe(this.#clock, this.table.bounds().endNs, shownMs);
    const expected = this.#live && atMs - this.#arrivedAtMs < GIVE_UP_MS;
    const wasExpected = this.#model.nowNs !== undefined;
    this.#model.nowNs = expected ? nowNs(this.#clock, shownMs) : undefined;
    if (wasExpected !== expected) {
      this.#model.forgetWords();
      this.#marks.forgetDetails();
    }
  }

  /** A big table that grows with every frame is laid out in at most a fifth of the time. */
  #relayout(atMs: number): void {
    this.#rowsDirty = false;
    const anchorWas = this.#anchorRow();
    const anchor = this.#model.rows.span[anchorWas];
    this.#model.rebuild();
    this.#marks.forgetDetails();
    this.#active ??=
      this.#model.rows.count > 0 ? { span: this.#model.rows.span[0] ?? 0, fold: false } : undefined;
    const anchorRow = anchor === undefined ? -1 : this.#model.rowOf(anchor);
    // What the reader looks at stays where it is while rows arrive above it.
    if (anchorRow >= 0) {
      this.#scrollTo(this.#scrollPx + (anchorRow - anchorWas) * this.#viewport.geometry.rowPx);
    }
    const tookMs = this.#surface.nowMs() - atMs;
    this.#relayoutNotBeforeMs = tookMs > 8 ? atMs + tookMs * 5 : 0;
  }

  /** The row that is to stay where it is: the one the reader is at if it is in sight, else the first in sight; -1 at the top. */
  #anchorRow(): number {
    const { geometry, stagePx } = this.#viewport;
    const { first, end } = visibleRows(geometry, this.#scrollPx, stagePx, this.#model.rows.count);
    const row = this.#isAtRow ? this.activeRow : -1;
    if (row >= first && row < end) return row;
    return this.#scrollPx > 0 ? first : -1;
  }

  get #place(): Place {
    return { model: this.#model, viewport: this.#viewport, scrollPx: this.#scrollPx };
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
    const isAbove = rowTopPx(this.#viewport.geometry, row, this.#scrollPx) < this.#viewport.geometry.headPx;
    this.activate(row, isAbove);
    this.#model.setExpanded(row, expanded);
  }

  get expansion(): Expansion {
    return this.#model.expansion;
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
