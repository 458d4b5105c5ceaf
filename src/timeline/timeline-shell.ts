/**
 * What is inside the element: its parts, wired to the controller. The element itself is only the way in.
 *
 * +- header: N spans, M services, duration ------ tools -+
 * |- open tools, search line -----------------------------|
 * |- minimap --------------------------------------------|
 * |- the rows (dom/stage-view.ts), or another view -------|
 * +- details of the selected span -----------------------+   beside the rows where there is room
 */
import type { Comparison } from './compare/comparison.ts';
import { Announcer } from './dom/announcer.ts';
import { DetailsBox } from './dom/details-box.ts';
import type { FaultBar } from './dom/fault-bar.ts';
import { HeaderView } from './dom/header-view.ts';
import { newElement, setText } from './dom/new-element.ts';
import { newStyle } from './dom/new-style.ts';
import { SearchBox } from './dom/search-box.ts';
import { StageView } from './dom/stage-view.ts';
import { STYLE } from './dom/style.ts';
import { readTheme } from './dom/theme.ts';
import { type Command, commandOf } from './interact/commands.ts';
import { listenToStage } from './interact/stage-pointer.ts';
import { type Expansion, isFold } from './layout/rows.ts';
import type { DeepLinks } from './place/deep-links.ts';
import { goTo, placeIn } from './place/go-to-place.ts';
import type { TimelinePlace } from './place/place.ts';
import { Canvas2d, type Canvas2dTheme } from './render/canvas2d.ts';
import { Timeline } from './timeline.ts';
import { runCommand } from './timeline-commands.ts';
import type { TimelineEvent } from './timeline-events.ts';
import type { TimelineSurface, TimelineView } from './timeline-view.ts';
import { ToolBox } from './tools/tool-box.ts';
import type { TraceTimeline } from './trace-timeline.ts';
import type { ViewContext } from './views/trace-view.ts';
import { ViewHost } from './views/view-host.ts';
import { ViewSwitch } from './views/view-switch.ts';
import { viewsChanged, WATERFALL } from './views/views.ts';

const LABEL_PX = 300;
/** A pan is one change of place. */
const PLACE_MS = 200;
/** Keys that mean the same in every view. */
const VIEW_COMMANDS: ReadonlySet<Command['type']> = new Set([
  'search',
  'fit',
  'zoom',
  'pan',
  'escape',
] as const);

export class TimelineShell {
  readonly #host: TraceTimeline;
  readonly #probe = newElement('i', { hidden: '' });
  readonly #minimapCanvas = newElement('canvas', { 'aria-hidden': 'true' });
  readonly #minimap = newElement('div', { class: 'mini', 'aria-hidden': 'true' }, this.#minimapCanvas);
  readonly #empty = newElement('p', { class: 'empty' }, 'No spans yet.');
  readonly #body = newElement('div', { class: 'body' });
  readonly #announcer = new Announcer();
  readonly #stage: StageView;
  readonly #minimapTarget: Canvas2d;
  readonly timeline: Timeline;
  readonly #header: HeaderView;
  readonly #switch = new ViewSwitch((name) => this.choose(name));
  readonly #views: ViewHost;
  readonly tools: ToolBox;
  readonly #details: DetailsBox;
  readonly #search: SearchBox;
  readonly #resized = new ResizeObserver(() => this.#measure());
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #restyled = new MutationObserver(() => this.#retheme());
  #theme: Canvas2dTheme;
  #disconnect = new AbortController();
  #view: TimelineView | undefined;
  #labelPx = LABEL_PX;
  #placeKey = '';
  #expansion: Expansion | undefined;
  #placeTimer: ReturnType<typeof setTimeout> | undefined;
  #links: DeepLinks | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #faults: FaultBar | undefined;

  constructor(host: TraceTimeline, root: ShadowRoot) {
    this.#host = host;
    this.#theme = readTheme(host, this.#probe);
    this.#stage = new StageView(this.#theme, () => this.timeline);
    this.#minimapTarget = new Canvas2d(this.#minimapCanvas, this.#theme);
    this.timeline = new Timeline(this.#surface());
    const timeline = this.timeline;
    this.#views = new ViewHost({
      select: (span) => timeline.select(span, { reveal: true, focus: false }),
      deselect: () => timeline.deselect(),
      show: (window) => timeline.move((viewport) => viewport.show(window)),
      fit: () => timeline.move((viewport) => viewport.fit()),
      zoomToSpan: (span) => timeline.zoomToSpan(span),
      highlight: (spans) => timeline.setHighlight(spans, 'accent'),
      choose: (view) => this.choose(view),
      invalidate: () => timeline.invalidate(),
    });
    this.tools = new ToolBox(host, () => this.#context());
    this.#header = new HeaderView(
      {
        zoom: (factor) => timeline.move((viewport) => viewport.zoomBy(factor)),
        fit: () => timeline.move((viewport) => viewport.fit()),
        overlay: (type) => timeline.setOverlay(type),
        search: () => void this.#search.open(),
        showFaults: (faults) => this.#faults?.present(faults) === true,
      },
      this.#switch.element,
      this.tools.menu,
    );
    this.#search = new SearchBox(timeline, () => this.#focusRows());
    this.#details = new DetailsBox({
      close: () => this.#closeDetails(),
      jump: (span) => timeline.select(span, { reveal: true, focus: true }),
      linkAway: ({ traceId, spanId }) => this.#emit({ type: 'linkselect', detail: { traceId, spanId } }),
      zoomTo: (span) => timeline.zoomToSpan(span),
    });
    this.#body.append(
      newElement('div', { class: 'rows' }, ...this.#stage.elements, this.#views.element),
      this.#details.element,
    );
    root.append(
      newStyle(STYLE),
      ...this.#header.elements,
      this.tools.element,
      this.#search.element,
      this.#minimap,
      this.#empty,
      this.#body,
      this.#announcer.element,
      this.#probe,
    );
    this.#listen(root);
  }

  get view(): string {
    return this.#views.name;
  }

  connect(): void {
    // Without, rows say less: nothing to tell the reader.
    void this.timeline.think().catch(() => undefined);
    this.#disconnect = new AbortController();
    const { signal } = this.#disconnect;
    this.#resized.observe(this.#stage.scroll);
    this.#resized.observe(this.#minimap);
    this.#restyled.observe(document.documentElement, { attributes: true });
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      matchMedia(query).addEventListener('change', () => this.#retheme(), { signal });
    }
    document.addEventListener('visibilitychange', () => this.timeline.invalidate(), { signal });
    viewsChanged.addEventListener('added', () => this.timeline.invalidate(), { signal });
    document.fonts?.addEventListener('loadingdone', () => this.#retheme(), { signal });
    this.#retheme();
    this.#views.resume();
    this.#measure();
    this.timeline.resume();
    if (this.#host.hasAttribute('deep-links')) void this.#followLinks(signal);
  }

  async #followLinks(signal: AbortSignal): Promise<void> {
    const { DeepLinks } = await import('./place/deep-links.ts');
    if (!signal.aborted) this.#links = new DeepLinks(this.#host);
  }

  disconnect(): void {
    this.#disconnect.abort();
    this.#links?.stop();
    clearTimeout(this.#placeTimer);
    this.#resized.disconnect();
    this.#restyled.disconnect();
    this.timeline.stop();
    this.#announcer.stop();
    clearTimeout(this.#later);
    this.#views.dispose();
    this.tools.dispose();
  }

  #surface(): TimelineSurface {
    return {
      stage: this.#stage.target,
      minimap: this.#minimapTarget,
      nowMs: () => performance.now(),
      requestFrame: (callback) => requestAnimationFrame(callback),
      cancelFrame: (handle) => cancelAnimationFrame(handle),
      later: (ms, callback) => {
        clearTimeout(this.#later);
        this.#later = setTimeout(callback, ms);
      },
      behind: (ms, callback) => void setTimeout(callback, ms),
      isHidden: () => document.hidden || !this.#host.isConnected,
      isCalm: () => this.#calm.matches,
      present: (view) => this.#present(view),
      scrollTo: (scrollPx) => this.#stage.scrollTo(scrollPx),
      emit: (event) => this.#emit(event),
    };
  }

  #listen(root: ShadowRoot): void {
    const timeline = this.timeline;
    const { stage, scroll, rows, separator } = this.#stage;
    scroll.addEventListener('scroll', () => timeline.scrolled(scroll.scrollTop), { passive: true });
    stage.addEventListener('keydown', (event) => this.#key(event, commandOf(event)));
    this.#views.element.addEventListener('keydown', (event) => {
      const command = commandOf(event);
      // Rows are the view's own business.
      if (command !== undefined && VIEW_COMMANDS.has(command.type)) this.#key(event, command);
    });
    rows.element.addEventListener('focusin', (event) => {
      const row = rows.rowOf(event.target);
      if (row >= 0 && row !== this.#view?.activeRow) timeline.activate(row, false);
    });
    listenToStage(stage, timeline, {
      click: (xPx, yPx, event) => this.#click(xPx, yPx, event),
      scrollBy: (px) => scroll.scrollBy(0, px),
      dragging: (range, isPan) => this.#stage.showDrag(range, isPan),
    });
    this.#host.addEventListener('drawn', () => this.#search.refresh());
    root.addEventListener('contextrestored', () => timeline.repaint(), true);
    // Behind the first picture. Without, the keys still do what these edges do.
    void import('./interact/edges.ts').then(
      ({ FaultBar, listenToMinimap, listenToSeparator, listenToRowKeys, listenToHelpKey }) => {
        this.#faults = new FaultBar(this.#header.faults, timeline);
        timeline.invalidate();
        listenToRowKeys(stage, timeline);
        listenToHelpKey(this.#body, () => this.tools.choose('keys'));
        listenToMinimap(this.#minimap, timeline);
        listenToSeparator(separator, {
          widthPx: () => timeline.viewport.geometry.labelPx,
          resize: (widthPx) => {
            this.#labelPx = widthPx;
            this.#measure();
          },
        });
      },
      () => undefined,
    );
  }

  #key(event: KeyboardEvent, command: Command | undefined): void {
    if (command === undefined || event.defaultPrevented) return;
    event.preventDefault();
    if (command.type === 'search') void this.#search.open();
    else runCommand(this.timeline, command);
  }

  /** The twisty opens and closes; a bar, or a row's name, selects; the name of a fold opens it. */
  #click(xPx: number, yPx: number, event: PointerEvent): void {
    const hit = this.timeline.hit(xPx, yPx);
    const view = this.#view;
    if (hit === undefined || view === undefined) return;
    const onTwisty = event.target instanceof Element && event.target.classList.contains('twisty');
    this.timeline.activate(hit.row, true);
    if (onTwisty || (isFold(view.frame.rows, hit.row) && !hit.onBar)) this.timeline.toggle(hit.row);
    else this.timeline.select(hit.span, { reveal: false, focus: false });
  }

  #closeDetails(): void {
    this.timeline.deselect();
    this.#focusRows();
  }

  #focusRows(): void {
    if (this.#views.isWaterfall) this.timeline.activate(this.timeline.activeRow, true);
    else this.#views.focus();
  }

  choose(name: string): void {
    if (!this.#views.choose(name)) return;
    this.timeline.showsRows = this.#views.isWaterfall;
    for (const element of this.#stage.elements) element.classList.toggle('away', !this.#views.isWaterfall);
    this.#emit({ type: 'viewchange', detail: { view: name } });
    this.#measure();
  }

  get place(): TimelinePlace {
    return placeIn(this.timeline, this.view, this.#search.query);
  }
  set place(place: TimelinePlace) {
    goTo(this.timeline, place);
    this.choose(place.view ?? WATERFALL);
    if (place.query === undefined) this.#search.leave();
    else void this.#search.open(place.query);
  }

  /** Told when it has stayed as it is for a moment. */
  #watchPlace(): void {
    const { selected, window, bounds } = this.timeline.context;
    const at = this.timeline.viewport.isFitted ? '' : `${window.startNs - bounds.startNs} ${window.endNs}`;
    const key = [this.view, selected, at, this.#search.query].join(' ');
    const { expansion } = this.timeline;
    if (key === this.#placeKey && expansion === this.#expansion) return;
    this.#placeKey = key;
    this.#expansion = expansion;
    clearTimeout(this.#placeTimer);
    this.#placeTimer = setTimeout(
      () => this.#emit({ type: 'placechange', detail: { place: this.place } }),
      PLACE_MS,
    );
  }

  compare(comparison: Comparison | undefined): void {
    if (comparison === this.timeline.comparison) return;
    this.timeline.comparison = comparison;
    if (comparison === undefined && this.view === 'compare') this.choose(WATERFALL);
    this.#emit({ type: 'comparechange', detail: { label: comparison?.label } });
    this.timeline.invalidate();
  }

  #context(): ViewContext {
    return { ...this.timeline.context, theme: this.#theme };
  }

  #present(view: TimelineView): void {
    this.#view = view;
    const isEmpty = view.summary.spans === 0;
    this.#empty.hidden = !isEmpty;
    setText(this.#empty, view.live ? 'Waiting for the first span.' : 'No spans yet.');
    this.#body.hidden = isEmpty;
    this.#minimap.hidden = isEmpty;
    this.#header.present(view, this.timeline.overlay);
    this.#switch.present(this.#views.name, this.timeline);
    if (this.#views.isWaterfall) this.#stage.present(view);
    else this.#views.update(this.#context());
    this.tools.update();
    this.#details.present(view.details);
    this.#body.classList.toggle('with', view.details !== undefined);
    if (!isEmpty) this.#announcer.say(this.#header.spoken);
    this.#watchPlace();
  }

  #measure(): void {
    if (!this.#host.isConnected) return;
    this.#minimapTarget.resize(this.#minimap.clientWidth, this.#minimap.clientHeight, devicePixelRatio);
    if (this.#views.isWaterfall) {
      const { widthPx, heightPx } = this.#stage.measure();
      this.timeline.setSize(widthPx, heightPx, this.#labelPx);
    } else {
      this.timeline.repaint();
    }
    // A canvas is empty after a change of size: draw before the browser paints.
    this.timeline.frame();
  }

  #retheme(): void {
    this.#theme = readTheme(this.#host, this.#probe);
    this.#stage.target.setTheme(this.#theme);
    this.#minimapTarget.setTheme(this.#theme);
    this.timeline.repaint();
  }

  #emit(event: TimelineEvent): void {
    this.#host.dispatchEvent(
      new CustomEvent(event.type, { detail: event.detail, bubbles: true, composed: true }),
    );
  }
}
