/**
 * The flame graph: call paths, not spans; see `trace/analysis/call-paths.ts` for what a width means.
 *
 *   [Total | Self]  what the width means                      [Whole graph]
 *   |GET /units ----------------------------------------------|   click or Enter: this path alone; Escape: back out
 *   |SELECT units | render --------------|
 *   GET /units · api · 1 call, 120 ms ...          [Slowest span]   the box under the pointer, or else the active one
 */
import type { PathWidth } from '../../../trace/analysis/call-paths.ts';
import { newElement, setText } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import { placeOn } from '../../interact/pointer-place.ts';
import { Canvas2d } from '../../render/canvas2d.ts';
import { ChoiceSwitch } from '../choice-switch.ts';
import { ScopeNote } from '../scope-note.ts';
import type { CreateView, TraceView, ViewActions, ViewContext } from '../trace-view.ts';
import { drawFlame, LEVEL_PX, type PlacedBox } from './draw-flame.ts';
import {
  boxesOfLevel,
  type FlameLayout,
  type FlameScale,
  flameScale,
  isOnShow,
  nodeAt,
} from './flame-layout.ts';
import { FlameModel, nextNode } from './flame-model.ts';
import { FLAME_STYLE } from './flame-style.ts';
import { FlameTree } from './flame-tree.ts';
import { mergedWords, WIDTH_WORDS } from './flame-words.ts';

export const createFlameView: CreateView = (holder, actions) => new FlameView(holder, actions);

class FlameView implements TraceView {
  readonly #actions: ViewActions;
  readonly #model = new FlameModel();
  readonly #canvas = newElement('canvas', { 'aria-hidden': 'true' });
  readonly #tree = new FlameTree();
  readonly #stage = newElement('div', { class: 'fl-stage' }, this.#canvas, this.#tree.element);
  readonly #filler = newElement('div');
  readonly #scroll = newElement('div', { class: 'fl-scroll' }, this.#stage, this.#filler);
  readonly #means = newElement('p', {});
  readonly #switch = new ChoiceSwitch(
    'Width of a box',
    { total: 'Total time', self: 'Self time' },
    (by: PathWidth) => this.#setWidth(by),
  );
  readonly #out = newElement(
    'button',
    { type: 'button', title: 'Show the whole graph (Escape goes one step)' },
    'Whole graph',
  );
  readonly #now = newElement('span', {});
  readonly #slowest = newElement(
    'button',
    { type: 'button', title: 'Select the span of this path that took longest (space)' },
    'Slowest span',
  );
  readonly #scope = new ScopeNote();
  readonly #resized = new ResizeObserver(() => this.#draw());
  #target: Canvas2d | undefined;
  #context: ViewContext | undefined;
  #drawn: readonly unknown[] = [];
  #scale: FlameScale | undefined;
  #scrollPx = 0;
  /** Where the pointer is. What is below it changes while a trace grows. */
  #pointer: MouseEvent | undefined;
  #hover = -1;

  constructor(holder: HTMLElement, actions: ViewActions) {
    this.#actions = actions;
    holder.append(
      newStyle(FLAME_STYLE),
      this.#scope.element,
      newElement('div', { class: 'fl-bar' }, this.#switch.element, this.#means, this.#out),
      this.#scroll,
      newElement('div', { class: 'fl-now' }, this.#now, this.#slowest),
    );
    this.#listen();
    this.#resized.observe(this.#scroll);
  }

  update(context: ViewContext): void {
    this.#context = context;
    this.#scope.present(context);
    if (!this.#model.follow(context, () => performance.now())) this.#actions.invalidate();
    this.#target ??= new Canvas2d(this.#canvas, context.theme);
    const { theme, selected, highlight, matches, live } = context;
    const drawn = [this.#model.layout, theme, selected, highlight, matches, live];
    if (drawn.every((item, at) => item === this.#drawn[at])) return;
    if (theme !== this.#drawn[1]) this.#target.setTheme(theme);
    const isOther = drawn[0] !== this.#drawn[0];
    this.#drawn = drawn;
    const hadFocus = this.#tree.hasFocus;
    this.#draw();
    // Paths have moved; the reader stays at the one they were at.
    if (isOther && hadFocus) this.#tree.focus(this.#model.active);
  }

  focus(): void {
    this.#tree.focus(this.#model.active);
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  #listen(): void {
    this.#out.addEventListener('click', () => this.#zoomTo(-1));
    this.#slowest.addEventListener('click', () => this.#selectSlowest());
    this.#scroll.addEventListener('scroll', () => {
      this.#scrollPx = this.#scroll.scrollTop;
      this.#draw();
    });
    this.#stage.addEventListener('pointermove', (event) => this.#point(event));
    this.#stage.addEventListener('pointerleave', () => this.#point(undefined));
    this.#stage.addEventListener('click', (event) => {
      const node = this.#at(event);
      if (node < 0) return;
      this.#model.active = node;
      this.#zoomTo(node);
      this.#tree.focus(node);
    });
    this.#tree.element.addEventListener('keydown', (event) => this.#key(event));
    this.#tree.element.addEventListener('focusin', (event) => {
      const node = this.#tree.nodeOf(event.target);
      if (node < 0 || node === this.#model.active) return;
      this.#model.active = node;
      this.#draw();
    });
  }

  #key(event: KeyboardEvent): void {
    const { layout, zoom } = this.#model;
    if (layout === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Enter') this.#zoomTo(this.#model.active);
    else if (event.key === ' ') this.#selectSlowest();
    else if (event.key === 'Escape') {
      // With nothing to go back from, Escape is the timeline's: it closes the details.
      if (zoom < 0) return;
      this.#zoomTo(layout.paths.parent[zoom] ?? -1);
    } else {
      const next = nextNode(layout, this.#model.active, event.key);
      if (next === this.#model.active && !event.key.startsWith('Arrow')) return;
      this.#goTo(layout, next);
    }
    event.preventDefault();
  }

  #goTo(layout: FlameLayout, node: number): void {
    this.#model.active = node;
    // Beside what is zoomed to: the zoom steps back so far that the node is on show.
    while (!isOnShow(layout, this.#model.zoom, node))
      this.#model.zoom = layout.paths.parent[this.#model.zoom] ?? -1;
    this.#reveal(layout, node);
    this.#draw();
    this.#tree.focus(node);
  }

  #reveal(layout: FlameLayout, node: number): void {
    const topPx = (layout.paths.depth[node] ?? 0) * LEVEL_PX;
    const { clientHeight } = this.#scroll;
    if (topPx < this.#scrollPx) this.#scrollPx = topPx;
    else if (topPx + LEVEL_PX > this.#scrollPx + clientHeight)
      this.#scrollPx = topPx + LEVEL_PX - clientHeight;
    this.#scroll.scrollTop = this.#scrollPx;
  }

  #zoomTo(node: number): void {
    // Again on what fills the width already: one step out, as with a second click on a folder.
    const { zoom, layout } = this.#model;
    this.#model.zoom = node === zoom && node >= 0 ? (layout?.paths.parent[node] ?? -1) : node;
    this.#draw();
    if (this.#tree.hasFocus) this.#tree.focus(this.#model.active);
  }

  #setWidth(by: PathWidth): void {
    this.#model.by = by;
    this.#draw();
  }

  #selectSlowest(): void {
    const span = this.#model.longestOf(this.#hover >= 0 ? this.#hover : this.#model.active);
    if (span >= 0) this.#actions.select(span);
  }

  #at(event: MouseEvent): number {
    const { layout } = this.#model;
    if (layout === undefined || this.#scale === undefined) return -1;
    const { xPx, yPx } = placeOn(this.#stage, event);
    const level = Math.floor((yPx + this.#scrollPx) / LEVEL_PX);
    return nodeAt(layout, this.#scale, level, xPx);
  }

  #point(pointer: MouseEvent | undefined): void {
    this.#pointer = pointer;
    if (this.#pointed() !== this.#hover) this.#draw();
  }
  #pointed(): number {
    return this.#pointer === undefined ? -1 : this.#at(this.#pointer);
  }

  #draw(): void {
    const context = this.#context;
    const { layout, zoom, by } = this.#model;
    const target = this.#target;
    if (context === undefined || layout === undefined || target === undefined) return;
    const contentPx = layout.levels * LEVEL_PX;
    this.#scroll.style.height = `min(${contentPx + 6}px, var(--timeline-max-height, clamp(216px, 62lvh, 552px)))`;
    const { clientWidth, clientHeight } = this.#scroll;
    this.#stage.style.height = `${clientHeight}px`;
    this.#filler.style.height = `${Math.max(0, contentPx - clientHeight)}px`;
    target.resize(clientWidth, clientHeight, devicePixelRatio);
    const scale = flameScale(layout, zoom, clientWidth);
    this.#scale = scale;
    this.#hover = this.#pointed();
    const selected = this.#model.nodeOf(context.selected);
    const named = drawFlame(target, {
      layout,
      scale,
      palette: context.palette,
      scrollPx: this.#scrollPx,
      showsOwn: by === 'self',
      live: context.live,
      hover: this.#hover,
      selected,
      highlight: this.#model.nodesOf(context.highlight),
      matches: context.matches && this.#model.nodesOf(context.matches),
      wordsOf: this.#model.wordsOf,
    });
    this.#tree.present(
      layout,
      named,
      this.#placeOf(layout, scale, this.#model.active),
      selected,
      (node) => this.#model.wordsOf(node).spoken,
    );
    this.#present(layout, scale, by, zoom);
  }

  /** Where a node is drawn, or would be. */
  #placeOf(layout: FlameLayout, scale: FlameScale, node: number): PlacedBox {
    const level = layout.paths.depth[node] ?? 0;
    const leftPx = Math.max(0, ((layout.leftNs[node] ?? 0) - scale.fromNs) / scale.nsPerPx);
    const widthPx = Math.min(scale.widthPx - leftPx, (layout.widths[node] ?? 0) / scale.nsPerPx);
    return { node, leftPx, widthPx, merged: 1, topPx: level * LEVEL_PX - this.#scrollPx };
  }

  #present(layout: FlameLayout, scale: FlameScale, by: PathWidth, zoom: number): void {
    setText(this.#means, WIDTH_WORDS[by]);
    this.#switch.present(by);
    this.#out.hidden = zoom < 0;
    const node = this.#hover >= 0 ? this.#hover : this.#model.active;
    const words = this.#model.wordsOf(node);
    const merged =
      boxesOfLevel(layout, scale, layout.paths.depth[node] ?? 0).find((box) => box.node === node)?.merged ??
      1;
    const lines = [...words.lines, ...(merged > 1 ? [mergedWords(merged)] : [])];
    this.#now.replaceChildren(newElement('b', {}, words.name), ` · ${lines.join(' · ')}`);
  }
}
