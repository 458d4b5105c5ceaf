/**
 * Two traces row by row, as a view of the timeline.
 *
 *   11 spans fewer, 34 ms faster: SELECT devices ×12 became ×1.     [Only what differs] [<] [>]
 *   ▭ Run 1   ▬ Run 2   + added  − removed  ≠ changed
 *   +- rows: canvas, treegrid over it ---------------------------------+
 *   | what differs in the active row                                   |
 */
import { newElement, setAttribute, setText } from '../dom/new-element.ts';
import { newStyle } from '../dom/new-style.ts';
import { type Command, commandOf } from '../interact/commands.ts';
import { placeOn } from '../interact/pointer-place.ts';
import { contentPx, maxHeightCss, rowAtPx, scrollToRow, visibleRows } from '../layout/row-geometry.ts';
import { EXPANDABLE, isFold } from '../layout/rows.ts';
import { rulerTicks } from '../layout/ruler-ticks.ts';
import { Canvas2d } from '../render/canvas2d.ts';
import type { TimeWindow } from '../viewport/time-scale.ts';
import { coversBounds, zoomWindow } from '../viewport/time-window.ts';
import type { CreateView, TraceView, ViewActions, ViewContext } from '../views/trace-view.ts';
import { type CompareGeometry, compareGeometry, compareScales } from './compare-geometry.ts';
import { CompareGrid } from './compare-grid.ts';
import { CompareModel } from './compare-model.ts';
import { compareSentence } from './compare-sentence.ts';
import { COMPARE_STYLE } from './compare-style.ts';
import { valueWords } from './compare-words.ts';
import type { Comparison } from './comparison.ts';
import { DifferencePanel } from './difference-panel.ts';
import { type CompareFrame, drawCompare } from './draw-compare.ts';

const LABEL_PX = 300;
/** As on the waterfall. */
const ZOOM_PER_PX = 0.002;

export const createCompareView: CreateView = (holder, actions) => new CompareView(holder, actions);

class CompareView implements TraceView {
  readonly #actions: ViewActions;
  readonly #sentence = newElement('p', { role: 'status' });
  readonly #filter = newElement('button', { type: 'button', 'aria-pressed': 'false' }, 'Only what differs');
  readonly #steps: readonly HTMLButtonElement[];
  readonly #key = newElement('ul', { class: 'cmp-key', 'aria-label': 'What the rows show' });
  readonly #canvas = newElement('canvas', { 'aria-hidden': 'true' });
  readonly #grid = new CompareGrid();
  readonly #stage = newElement('div', { class: 'stage' }, this.#canvas, this.#grid.element);
  readonly #filler = newElement('div');
  readonly #scroll = newElement('div', { class: 'scroll' }, this.#stage, this.#filler);
  readonly #panel = new DifferencePanel(() => this.#closePanel());
  readonly #empty = newElement('p', { class: 'empty', hidden: '' });
  readonly #resized: ResizeObserver;
  #target: Canvas2d | undefined;
  #model: CompareModel | undefined;
  #of:
    | { readonly comparison: Comparison; readonly version: number; readonly otherVersion: number }
    | undefined;
  #context: ViewContext | undefined;
  #scrollPx = 0;
  #hoverRow = -1;
  #takeFocus = false;
  #panelOpen = false;

  constructor(holder: HTMLElement, actions: ViewActions) {
    this.#actions = actions;
    const step = (label: string, title: string, by: 1 | -1) => {
      const button = newElement('button', { type: 'button', class: 'sq', 'aria-label': title, title }, label);
      button.addEventListener('click', () => this.#goToDifference(by));
      return button;
    };
    this.#steps = [step('↑', 'Previous difference (p)', -1), step('↓', 'Next difference (n)', 1)];
    this.#filter.addEventListener('click', () => this.#toggleFilter());
    const tools = newElement('div', { class: 'tools' }, this.#filter, ...this.#steps);
    holder.append(
      newStyle(COMPARE_STYLE),
      newElement('div', { class: 'cmp-head' }, this.#sentence, tools),
      this.#key,
      this.#empty,
      this.#scroll,
      this.#panel.element,
    );
    this.#resized = new ResizeObserver(() => this.#draw());
    this.#resized.observe(this.#scroll);
    this.#listen();
  }

  update(context: ViewContext): void {
    const isNewTheme = context.theme !== this.#context?.theme;
    this.#context = context;
    this.#target ??= new Canvas2d(this.#canvas, context.theme);
    if (isNewTheme) this.#target.setTheme(context.theme);
    this.#rebuild(context);
    this.#draw();
  }

  focus(): void {
    this.#takeFocus = true;
    this.#draw();
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  /** A running trace would be told apart by what it has not done yet. */
  #rebuild({ comparison, table, version, live }: ViewContext): void {
    const why =
      comparison === undefined
        ? 'There is nothing to compare with yet.'
        : live
          ? 'The run goes on. It is compared when it has settled.'
          : '';
    this.#empty.hidden = why === '';
    for (const part of [this.#scroll, this.#key, this.#sentence.parentElement])
      if (part) part.hidden = why !== '';
    setText(this.#empty, why);
    if (comparison === undefined || live) {
      this.#model = undefined;
      this.#of = undefined;
      this.#panel.element.hidden = true;
      return;
    }
    const otherVersion = comparison.table.version;
    const of = this.#of;
    if (of?.comparison === comparison && of.version === version && of.otherVersion === otherVersion) return;
    this.#of = { comparison, version, otherVersion };
    this.#model = new CompareModel(table, comparison);
    this.#scrollPx = 0;
    this.#panelOpen = false;
    this.#presentHead(this.#model);
  }

  #presentHead(model: CompareModel): void {
    const { beforeLabel, afterLabel, diff } = model;
    const context = diff.context.map(({ key, a, b }) => `${key} ${valueWords(a)} → ${valueWords(b)}`);
    const also = context.length === 0 ? [] : [newElement('small', {}, `Everywhere: ${context.join(', ')}`)];
    const subject = newElement('b', {}, `${afterLabel} against ${beforeLabel}`);
    this.#sentence.replaceChildren(subject, `: ${lowered(compareSentence(diff))}`, ...also);
    const bar = (kind: string, label: string) => newElement('li', { class: kind }, newElement('i'), label);
    const mark = (kind: string, sign: string) =>
      newElement('li', { class: kind }, newElement('b', {}, sign), kind);
    this.#key.replaceChildren(
      bar('before', beforeLabel),
      bar('after', afterLabel),
      mark('added', '+'),
      mark('removed', '−'),
      mark('changed', '≠'),
    );
    for (const button of [this.#filter, ...this.#steps]) button.disabled = model.differing === 0;
  }

  #draw(): void {
    const frame = this.#frame();
    const target = this.#target;
    if (frame === undefined || target === undefined) return;
    drawCompare(target, frame);
    this.#grid.present(frame, this.#takeFocus);
    this.#takeFocus = false;
    setAttribute(this.#filter, 'aria-pressed', String(this.#model?.onlyDifferences === true));
    if (this.#model !== undefined)
      this.#panel.present(this.#model, this.#panelOpen ? this.#model.activeNode : undefined);
  }

  #frame(): CompareFrame | undefined {
    const model = this.#model;
    const context = this.#context;
    if (model === undefined || context === undefined || !this.#scroll.isConnected) return undefined;
    const widthPx = this.#scroll.clientWidth;
    const geometry = compareGeometry(widthPx, LABEL_PX);
    const { rows, diff } = model;
    const wholePx = contentPx(geometry, rows.count);
    this.#scroll.style.height = `min(${wholePx + 1}px, var(--timeline-max-height, ${maxHeightCss(geometry)}))`;
    const heightPx = this.#scroll.clientHeight;
    this.#stage.style.height = `${heightPx}px`;
    this.#filler.style.height = `${Math.max(0, wholePx - heightPx)}px`;
    this.#target?.resize(widthPx, heightPx, devicePixelRatio);
    const window = this.#window(context, diff);
    const scales = compareScales(geometry, window, diff.before.bounds().startNs, diff.after.bounds().startNs);
    return {
      diff,
      rows,
      geometry,
      scales,
      ticks: rulerTicks(scales.b.window, scales.b.widthPx, diff.after.bounds().startNs),
      scrollPx: this.#scrollPx,
      visible: visibleRows(geometry, this.#scrollPx, heightPx, rows.count),
      activeRow: model.activeRow,
      hoverRow: this.#hoverRow,
      slotOf: (service) => this.#slotOf(context, service),
      words: model.words,
    };
  }

  /** From the start of both. All of both, unless the reader looks at a part of the trace on show. */
  #window({ window, bounds, zeroNs }: ViewContext, { lengthNs }: CompareModel['diff']): TimeWindow {
    if (!coversBounds(window, bounds))
      return { startNs: window.startNs - zeroNs, endNs: window.endNs - zeroNs };
    return { startNs: 0, endNs: Math.max(1_000, lengthNs.a, lengthNs.b) };
  }

  #slotOf({ table, palette }: ViewContext, service: string): number {
    const id = table.strings.find(service);
    return id === undefined ? OTHER_SLOT : palette.slotOf(id);
  }

  #listen(): void {
    this.#scroll.addEventListener('scroll', () => {
      this.#scrollPx = this.#scroll.scrollTop;
      this.#actions.invalidate();
    });
    this.#stage.addEventListener('keydown', (event) => {
      const by = event.key === 'n' ? 1 : event.key === 'p' ? -1 : undefined;
      const command = commandOf(event);
      if (by !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) this.#goToDifference(by);
      else if (command === undefined || !this.#run(command)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.#stage.addEventListener('click', (event) => this.#click(event));
    this.#stage.addEventListener('pointermove', (event) => this.#hover(this.#rowAt(event)));
    this.#stage.addEventListener('pointerleave', () => this.#hover(-1));
    this.#stage.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#grid.element.addEventListener('focusin', (event) => {
      const row = this.#grid.rowOf(event.target);
      if (row < 0 || row === this.#model?.activeRow) return;
      this.#model?.activate(row);
      this.#actions.invalidate();
    });
  }

  /** False when the key is not the comparison's. */
  #run(command: Command): boolean {
    const model = this.#model;
    if (model === undefined) return false;
    const row = model.activeRow;
    const flags = model.rows.flags[row] ?? 0;
    switch (command.type) {
      case 'move-row':
        this.#goTo(row + command.by);
        break;
      case 'move-page':
        this.#goTo(
          row + command.by * Math.max(1, Math.floor(this.#scroll.clientHeight / this.#geometry.rowPx) - 2),
        );
        break;
      case 'first-row':
        this.#goTo(0);
        break;
      case 'last-row':
        this.#goTo(model.rows.count - 1);
        break;
      case 'expand':
        if (model.isExpanded(row)) this.#goTo(row + 1);
        else if ((flags & EXPANDABLE) !== 0) this.#setExpanded(row, true);
        break;
      case 'collapse':
        if (model.isExpanded(row)) this.#setExpanded(row, false);
        else if ((model.rows.parentRow[row] ?? -1) >= 0) this.#goTo(model.rows.parentRow[row] ?? 0);
        break;
      case 'details':
        if (isFold(model.rows, row)) this.#setExpanded(row, !model.isExpanded(row));
        else this.#panelOpen = true;
        break;
      case 'escape':
        if (!this.#panelOpen) return false;
        this.#panelOpen = false;
        break;
      case 'expand-all':
        model.expandAll();
        break;
      case 'collapse-all':
        model.collapseAll();
        break;
      default:
        return false;
    }
    this.#actions.invalidate();
    return true;
  }

  #wheel(event: WheelEvent): void {
    const context = this.#context;
    if (context === undefined || (!event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    const { labelPx, timeRightPx } = this.#geometry;
    const { xPx } = placeOn(this.#stage, event);
    const share = Math.min(1, Math.max(0, (xPx - labelPx) / Math.max(1, timeRightPx - labelPx)));
    const { window, bounds } = context;
    const aroundNs = window.startNs + share * (window.endNs - window.startNs);
    this.#actions.show(zoomWindow(window, Math.exp(-event.deltaY * ZOOM_PER_PX), aroundNs, bounds));
  }

  #goTo(row: number): void {
    const model = this.#model;
    if (model === undefined) return;
    model.activate(row);
    this.#scroll.scrollTop = scrollToRow(
      this.#geometry,
      model.activeRow,
      this.#scrollPx,
      this.#scroll.clientHeight,
    );
    this.#takeFocus = true;
  }

  #goToDifference(by: 1 | -1): void {
    if (this.#model?.goToDifference(by) !== true) return;
    this.#draw();
    this.#goTo(this.#model.activeRow);
    this.#panelOpen = true;
    this.#actions.invalidate();
  }

  #toggleFilter(): void {
    if (this.#model === undefined) return;
    this.#model.onlyDifferences = !this.#model.onlyDifferences;
    this.#scroll.scrollTop = 0;
    this.#actions.invalidate();
  }

  #setExpanded(row: number, expanded: boolean): void {
    this.#model?.setExpanded(row, expanded);
    this.#takeFocus = true;
  }

  #click(event: MouseEvent): void {
    const row = this.#rowAt(event);
    const model = this.#model;
    if (row < 0 || model === undefined) return;
    const onTwisty = event.target instanceof Element && event.target.classList.contains('twisty');
    model.activate(row);
    this.#takeFocus = true;
    if (onTwisty || isFold(model.rows, row)) model.setExpanded(row, !model.isExpanded(row));
    else this.#panelOpen = true;
    this.#actions.invalidate();
  }

  #hover(row: number): void {
    if (row === this.#hoverRow) return;
    this.#hoverRow = row;
    this.#actions.invalidate();
  }

  #closePanel(): void {
    this.#panelOpen = false;
    this.#takeFocus = true;
    this.#actions.invalidate();
  }

  #rowAt(event: MouseEvent): number {
    const { yPx } = placeOn(this.#stage, event);
    return rowAtPx(this.#geometry, yPx, this.#scrollPx, this.#model?.rows.count ?? 0);
  }

  get #geometry(): CompareGeometry {
    return compareGeometry(this.#scroll.clientWidth, LABEL_PX);
  }
}

/** A service that the trace on show does not have. */
const OTHER_SLOT = 7;

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
