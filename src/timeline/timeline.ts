/**
 * The controller: holds the reader's place (window of time, scroll, selection, what is open) and owns the one
 * requestAnimationFrame. Everything that happens sets a dirty flag and asks for a frame; a frame goes table -> rows ->
 * draw calls -> DOM, in that order, once. Between frames nothing runs: the ticker of a live run stops when no span is
 * open, when nobody looks, and when nothing has arrived for {@link GIVE_UP_MS}.
 */
import type { SpanIndex, TraceReader } from '../trace/model/types.ts';
import type { Command } from './interact/commands.ts';
import { durationText } from './layout/duration-text.ts';
import { type Hit, hitTest } from './layout/hit-test.ts';
import { type MinimapBar, minimapBars } from './layout/minimap-bins.ts';
import {
  contentPx,
  type RowGeometry,
  rowGeometry,
  rowTopPx,
  scrollToRow,
  timeLeftPx,
  timeRightPx,
  visibleRows,
} from './layout/row-geometry.ts';
import { EXPANDABLE, EXPANDED, foldKeyOf, isFold, revealing } from './layout/rows.ts';
import { rulerTicks } from './layout/ruler-ticks.ts';
import { type SpanDetails, spanDetails } from './layout/span-details.ts';
import type { Frame, Overlay } from './render/frame.ts';
import { drawMinimap } from './render/minimap.ts';
import { drawWaterfall } from './render/waterfall.ts';
import { TimelineModel } from './timeline-model.ts';
import { overlayOf } from './timeline-overlay.ts';
import type { TimelineSurface, Tooltip } from './timeline-view.ts';
import { type LiveClock, nowNs, observe, STOPPED } from './viewport/live-clock.ts';
import { TimeScale, type TimeWindow } from './viewport/time-scale.ts';
import { clampWindow, coversBounds, panWindow, windowAround, zoomWindow } from './viewport/time-window.ts';

/** An open span of a run that has been quiet for this long is lost, whether or not anyone said the run is over. */
export const GIVE_UP_MS = 30_000;
/** Room to the right of the last bar, for its label. */
const AIR_PX = 84;
const MINIMAP_LANES = 14;

export class Timeline {
  readonly #surface: TimelineSurface;
  #model = new TimelineModel();
  #frameHandle: number | undefined;
  #rowsDirty = true;
  #drawnVersion = -1;
  #relayoutNotBeforeMs = 0;
  #geometry: RowGeometry = rowGeometry(0, 0);
  #stagePx = 0;
  #labelPx = 0;
  #scrollPx = 0;
  /** Undefined: the whole trace, however it grows. */
  #window: TimeWindow | undefined;
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
  #overlayType: Overlay['type'] | undefined;
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
    return this.#overlayType;
  }
  get scrollPx(): number {
    return this.#scrollPx;
  }
  get geometry(): RowGeometry {
    return this.#geometry;
  }

  setTable(table: TraceReader): void {
    this.#model = new TimelineModel(table);
    this.#clock = STOPPED;
    this.#window = undefined;
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
    this.#overlayType = type;
    this.invalidate();
  }
  setHighlight(spans: Iterable<number>): void {
    this.#highlight = new Set([...spans].filter((span) => Number.isInteger(span) && span >= 0));
    this.invalidate();
  }
  setSize(widthPx: number, stagePx: number, labelPx: number): void {
    this.#geometry = rowGeometry(widthPx, labelPx);
    this.#stagePx = stagePx;
    this.#labelPx = this.#geometry.stacked ? labelPx : this.#geometry.labelPx;
    this.invalidate();
  }
  get labelPx(): number {
    return this.#labelPx;
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

  // Time

  fit(): void {
    this.#window = undefined;
    this.invalidate();
  }
  zoomAt(xPx: number, factor: number): void {
    const scale = this.#scale();
    this.#setWindow(
      zoomWindow(scale.window, factor, scale.pxToTime(Math.max(scale.leftPx, xPx)), this.#domain()),
    );
  }
  zoomBy(factor: number): void {
    const scale = this.#scale();
    this.zoomAt((scale.leftPx + scale.rightPx) / 2, factor);
  }
  panBy(px: number): void {
    const scale = this.#scale();
    this.#setWindow(panWindow(scale.window, scale.pxToDuration(px), this.#domain()));
  }
  /** A part of the stage, or of the minimap when `whole`. */
  zoomToPx(fromPx: number, toPx: number): void {
    const scale = this.#scale();
    const [a, b] = [scale.pxToTime(fromPx), scale.pxToTime(toPx)];
    this.setWindow({ startNs: Math.min(a, b), endNs: Math.max(a, b) });
  }
  setWindow(window: TimeWindow): void {
    this.#setWindow(clampWindow(window, this.#domain()));
  }
  zoomToSpan(span: number): void {
    const startNs = this.table.columns.startNs[span] ?? 0;
    this.setWindow(windowAround(startNs, this.#model.endOf(span), this.#domain()));
  }
  minimapScale(widthPx: number): TimeScale {
    return new TimeScale(this.#domain(), 0, widthPx);
  }
  get window(): TimeWindow {
    return this.#window === undefined ? this.#domain() : clampWindow(this.#window, this.#domain());
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
    if (focus) this.#scrollTo(scrollToRow(this.#geometry, row, this.#scrollPx, this.#stagePx));
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
      this.#scrollTo(scrollToRow(this.#geometry, row, this.#scrollPx, this.#stagePx));
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
      Math.floor((this.#stagePx - this.#geometry.headPx) / this.#geometry.rowPx) - 1,
    );
    const goTo = (to: number) => this.activate(Math.max(0, Math.min(rows.count - 1, to)), true);
    const flags = rows.flags[row] ?? 0;
    switch (command.type) {
      case 'move-row':
        return goTo(row + command.by);
      case 'move-page':
        return goTo(row + command.by * pageRows);
      case 'first-row':
        return goTo(0);
      case 'last-row':
        return goTo(rows.count - 1);
      case 'expand':
        if ((flags & EXPANDABLE) === 0) return;
        return (flags & EXPANDED) !== 0 ? goTo(row + 1) : this.#setExpanded(row, true);
      case 'collapse':
        if ((flags & EXPANDED) !== 0) return this.#setExpanded(row, false);
        return (rows.parentRow[row] ?? -1) >= 0 ? goTo(rows.parentRow[row] ?? 0) : undefined;
      case 'details':
        if (isFold(rows, row)) return this.toggle(row);
        return this.select(rows.span[row] ?? -1, { reveal: false, focus: false });
      case 'escape':
        return this.deselect();
      case 'expand-all':
        return this.#expandAll(true);
      case 'collapse-all':
        return this.#expandAll(false);
      case 'fit':
        return this.fit();
      case 'zoom':
        return this.zoomBy(command.factor);
      case 'pan':
        return this.panBy(command.by * this.#scale().widthPx);
      case 'zoom-to-span':
        return this.zoomToSpan(rows.span[row] ?? 0);
    }
  }

  // The frame

  frame(): void {
    const atMs = this.#surface.nowMs();
    this.#tickClock(atMs);
    if (this.#rowsDirty && atMs >= this.#relayoutNotBeforeMs) this.#relayout(atMs);
    const view = this.#frameData();
    drawWaterfall(this.#surface.stage, view);
    this.#drawMinimap();
    this.#surface.present({
      frame: view,
      contentPx: contentPx(this.#geometry, view.rows.count),
      activeRow: this.#activeRow(),
      focusActive: this.#focusActive,
      words: this.#model.words,
      tooltip: this.#tooltip(view),
      details: this.#detailsNow(),
      summary: this.#model.summary(this.#dropped),
      live: this.#live,
      bounds: this.#domain(),
      fitted: coversBounds(this.window, this.#domain()),
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
    const topRow = Math.floor(this.#scrollPx / this.#geometry.rowPx);
    const anchor = this.#scrollPx > 0 ? this.#model.rows.span[topRow] : undefined;
    this.#model.rebuild();
    this.#details = undefined;
    this.#active ??=
      this.#model.rows.count > 0 ? { span: this.#model.rows.span[0] ?? 0, fold: false } : undefined;
    const anchorRow = anchor === undefined ? -1 : this.#model.rowOf(anchor);
    // What the reader looks at stays where it is while rows arrive above it.
    if (anchorRow >= 0) this.#scrollTo(this.#scrollPx + (anchorRow - topRow) * this.#geometry.rowPx);
    const tookMs = this.#surface.nowMs() - atMs;
    this.#relayoutNotBeforeMs = tookMs > 8 ? atMs + tookMs * 5 : 0;
  }

  #frameData(): Frame {
    const { rows, palette, companions } = this.#model;
    const scale = this.#scale();
    const zeroNs = this.#model.bounds().startNs;
    const point = this.#pointer;
    const hit = point === undefined ? undefined : this.hit(point.xPx, point.yPx);
    const inTime = point !== undefined && point.xPx >= scale.leftPx && point.xPx <= scale.rightPx;
    return {
      ...this.#hitView(),
      visible: visibleRows(this.#geometry, this.#scrollPx, this.#stagePx, rows.count),
      zeroNs,
      ticks: rows.count === 0 ? [] : rulerTicks(scale.window, scale.widthPx, zeroNs),
      palette,
      stateOf: this.#model.stateOf,
      logsOf: this.#model.logsOf,
      links: companions.links,
      overlay: overlayOf(this.#overlayType, this.#model),
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
      geometry: this.#geometry,
      scale: this.#scale(),
      scrollPx: this.#scrollPx,
      endOf: this.#model.endOf,
    };
  }

  #tooltip(frame: Frame): Tooltip | undefined {
    const point = this.#pointer;
    const hit = point === undefined ? undefined : this.hit(point.xPx, point.yPx);
    if (point === undefined || hit === undefined || !hit.onBar) return undefined;
    const { columns, strings } = this.table;
    const startNs = columns.startNs[hit.span] ?? 0;
    const state = this.#model.stateOf(hit.span);
    const events = this.table.events(hit.span as SpanIndex).length;
    const logs = this.#model.logsOf(hit.span).length;
    return {
      ...point,
      title: strings.get(columns.name[hit.span] ?? 0) || 'unnamed span',
      lines: [
        strings.get(columns.service[hit.span] ?? 0),
        `${state === 'ended' ? durationText(this.#model.endOf(hit.span) - startNs) : state} · starts at ${durationText(startNs - frame.zeroNs)}`,
        ...(columns.status[hit.span] === 2
          ? [`error ${strings.get(columns.statusMessage[hit.span] ?? 0)}`.trim()]
          : []),
        ...(events + logs > 0 ? [`${events} events, ${logs} log records`] : []),
      ],
    };
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
    const domain = this.#domain();
    const lanes = Math.max(1, Math.min(MINIMAP_LANES, rows.count));
    const bins = Math.max(1, Math.floor(target.widthPx));
    const key = `${version} ${rows.count} ${bins} ${domain.startNs} ${domain.endNs}`;
    if (key !== this.#minimap.key) {
      const size = { bins, lanes };
      const bars = minimapBars(this.table, rows, this.#model.palette, domain, this.#model.endOf, size);
      this.#minimap = { key, bars };
    }
    const scale = this.minimapScale(target.widthPx);
    const whole = coversBounds(this.window, domain);
    drawMinimap(target, { bars: this.#minimap.bars, lanes, scale, window: this.window, whole });
  }

  /** All that can be looked at: the trace, and room for the last label. */
  #domain(): TimeWindow {
    const { startNs, endNs } = this.#model.bounds();
    const widthPx = timeRightPx(this.#geometry) - timeLeftPx(this.#geometry);
    const airShare = Math.min(0.25, AIR_PX / Math.max(1, widthPx));
    const durationNs = Math.max(1_000, endNs - startNs);
    return { startNs, endNs: startNs + durationNs / (1 - airShare) };
  }

  #scale(): TimeScale {
    return new TimeScale(this.window, timeLeftPx(this.#geometry), timeRightPx(this.#geometry));
  }

  #setWindow(window: TimeWindow): void {
    this.#window = coversBounds(window, this.#domain()) ? undefined : window;
    this.invalidate();
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
    if (((rows.flags[row] ?? 0) & EXPANDABLE) === 0) return;
    const yPx = rowTopPx(this.#geometry, row, this.#scrollPx);
    const collapsed = new Set(expansion.collapsed);
    const openFolds = new Set(expansion.openFolds);
    if (isFold(rows, row)) openFolds[expanded ? 'add' : 'delete'](foldKeyOf(rows, row));
    else collapsed[expanded ? 'delete' : 'add'](rows.span[row] ?? -1);
    this.#model.expansion = { collapsed, openFolds };
    this.activate(row, yPx < this.#geometry.headPx);
    this.#rowsDirty = true;
    this.#relayoutNotBeforeMs = 0;
  }

  #expandAll(expanded: boolean): void {
    const { childStart } = this.#model.rows.tree;
    const collapsed = new Set<number>();
    for (let span = 0; !expanded && span < this.table.spanCount; span++) {
      if ((childStart[span + 1] ?? 0) > (childStart[span] ?? 0)) collapsed.add(span);
    }
    this.#model.expansion = { collapsed, openFolds: new Set() };
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
