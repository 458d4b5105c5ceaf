/**
 * The controller: holds the reader's place (window of time, scroll, selection, what is open) and owns the one
 * requestAnimationFrame. Everything that happens sets a dirty flag and asks for a frame; a frame goes table -> rows ->
 * draw calls -> DOM, in that order, once. Between frames nothing runs: the ticker of a live run stops when no span is
 * open, when nobody looks, and when nothing has arrived for {@link GIVE_UP_MS}.
 */
import type { TraceReader } from '../trace/model/types.ts';
import type { Command } from './interact/commands.ts';
import { ALL_EXPANDED, allCollapsed, withRow } from './layout/expansion.ts';
import { type Hit, hitTest } from './layout/hit-test.ts';
import { type MinimapBar, minimapBars } from './layout/minimap-bins.ts';
import { contentPx, rowTopPx, scrollToRow, visibleRows } from './layout/row-geometry.ts';
import { EXPANDABLE, EXPANDED, type Expansion, isFold, revealing } from './layout/rows.ts';
import { rulerTicks } from './layout/ruler-ticks.ts';
import { type SpanDetails, spanDetails } from './layout/span-details.ts';
import { spanTooltip } from './layout/span-tooltip.ts';
import type { Frame, Overlay } from './render/frame.ts';
import { drawMinimap } from './render/minimap.ts';
import { drawWaterfall } from './render/waterfall.ts';
import { TimelineModel } from './timeline-model.ts';
import { Overlays } from './timeline-overlay.ts';
import type { TimelineSurface, Tooltip } from './timeline-view.ts';
import { type LiveClock, nowNs, observe, STOPPED } from './viewport/live-clock.ts';
import { Viewport } from './viewport/viewport.ts';

/** An open span of a run that has been quiet for this long is lost, whether or not anyone said the run is over. */
export const GIVE_UP_MS = 30_000;
const MINIMAP_LANES = 14;

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
  readonly #overlays = new Overlays();
  #minimap: { readonly key: string; readonly bars: readonly MinimapBar[] } = { key: '', bars: [] };
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

  setTable(table: TraceReader): void {
    this.#model = new TimelineModel(table);
    this.#clock = STOPPED;
    this.#viewport.fit();
    this.#selected = -1;
    this.#active = undefined;
    this.#details = undefined;
    this.#highlight = new Set();
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
  setHighlight(spans: Iterable<number>): void {
    this.#highlight = new Set([...spans].filter((span) => Number.isInteger(span) && span >= 0));
    this.invalidate();
  }
  setSize(widthPx: number, stagePx: number, labelPx: number): void {
    this.#viewport.resize(widthPx, stagePx, labelPx);
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
    this.#setExpanded(row, ((this.#model.rows.flags[row] ?? 0) & EXPANDED) === 0);
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

  run(command: Command): void {
    const { rows } = this.#model;
    const row = this.#activeRow();
    const pageRows = Math.max(
      1,
      Math.floor((this.#viewport.stagePx - this.#viewport.geometry.headPx) / this.#viewport.geometry.rowPx) -
        1,
    );
    const goTo = (to: number) => this.activate(Math.max(0, Math.min(rows.count - 1, to)), true);
    const flags = rows.flags[row] ?? 0;
    switch (command.type) {
      case 'move-row':
        goTo(row + command.by);
        break;
      case 'move-page':
        goTo(row + command.by * pageRows);
        break;
      case 'first-row':
        goTo(0);
        break;
      case 'last-row':
        goTo(rows.count - 1);
        break;
      case 'expand':
        if ((flags & EXPANDED) !== 0) goTo(row + 1);
        else if ((flags & EXPANDABLE) !== 0) this.#setExpanded(row, true);
        break;
      case 'collapse':
        if ((flags & EXPANDED) !== 0) this.#setExpanded(row, false);
        else if ((rows.parentRow[row] ?? -1) >= 0) goTo(rows.parentRow[row] ?? 0);
        break;
      case 'details':
        if (isFold(rows, row)) this.toggle(row);
        else this.select(rows.span[row] ?? -1, { reveal: false, focus: false });
        break;
      case 'escape':
        this.deselect();
        break;
      case 'expand-all':
        this.#expand(ALL_EXPANDED);
        break;
      case 'collapse-all':
        this.#expand(allCollapsed(rows));
        break;
      case 'fit':
        this.move((viewport) => viewport.fit());
        break;
      case 'zoom':
        this.move((viewport) => viewport.zoomBy(command.factor));
        break;
      case 'pan':
        this.move((viewport) => viewport.panBy(command.by * viewport.scale.widthPx));
        break;
      case 'zoom-to-span':
        this.zoomToSpan(rows.span[row] ?? 0);
        break;
    }
  }

  // The frame

  frame(): void {
    const atMs = this.#surface.nowMs();
    this.#tickClock(atMs);
    if (this.#rowsDirty && atMs >= this.#relayoutNotBeforeMs) this.#relayout(atMs);
    this.#viewport.setBounds(this.#model.bounds());
    const view = this.#frameData();
    drawWaterfall(this.#surface.stage, view);
    this.#drawMinimap();
    this.#surface.present({
      frame: view,
      contentPx: contentPx(this.#viewport.geometry, view.rows.count),
      activeRow: this.#activeRow(),
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

  #drawMinimap(): void {
    const target = this.#surface.minimap;
    const { rows, version } = this.#model;
    const domain = this.#viewport.domain;
    const lanes = Math.max(1, Math.min(MINIMAP_LANES, rows.count));
    const bins = Math.max(1, Math.floor(target.widthPx));
    const key = `${version} ${rows.count} ${bins} ${domain.startNs} ${domain.endNs}`;
    if (key !== this.#minimap.key) {
      const size = { bins, lanes };
      const bars = minimapBars(this.table, rows, this.#model.palette, domain, this.#model.endOf, size);
      this.#minimap = { key, bars };
    }
    const scale = this.#viewport.wholeScale(target.widthPx);
    const whole = this.#viewport.isFitted;
    drawMinimap(target, { bars: this.#minimap.bars, lanes, scale, window: this.#viewport.window, whole });
  }

  #activeRow(): number {
    const { rows } = this.#model;
    if (rows.count === 0) return -1;
    const row = this.#active === undefined ? 0 : this.#model.rowOf(this.#active.span);
    const parentRow = rows.parentRow[row] ?? -1;
    return this.#active?.fold === true && !isFold(rows, row) && isFold(rows, parentRow)
      ? parentRow
      : Math.max(0, row);
  }

  #setExpanded(row: number, expanded: boolean): void {
    const { rows, expansion } = this.#model;
    const isAbove = rowTopPx(this.#viewport.geometry, row, this.#scrollPx) < this.#viewport.geometry.headPx;
    this.activate(row, isAbove);
    this.#expand(withRow(expansion, rows, row, expanded));
  }

  #expand(expansion: Expansion): void {
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
