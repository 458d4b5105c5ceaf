/**
 * Services, databases and queues as a graph of who calls whom, with counts, errors and times. What is chosen is marked in
 * every view.
 *
 *   (Map)(Table)   web to api, 12 calls, p50 4 ms, p95 9 ms   [Show in the waterfall] [Mark none]
 *   |web|--x12 4 ms · 9 ms-->|api|--...-->|postgresql|
 */
import { type ServiceMap, serviceMap } from '../../../trace/analysis/service-map.ts';
import type { SpanIndex } from '../../../trace/model/types.ts';
import { newElement, setText } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import { ChoiceSwitch } from '../choice-switch.ts';
import { ScopeNote } from '../scope-note.ts';
import type { CreateView, TraceView, ViewActions, ViewContext } from '../trace-view.ts';
import { MapDrawing } from './map-drawing.ts';
import { isSame, itemWith, keyOf, type MapItem, nextItem } from './map-items.ts';
import { isTangled, isTooLarge, type MapLayout, mapLayout } from './map-layout.ts';
import { MAP_STYLE } from './map-style.ts';
import { mapTable } from './map-table.ts';
import { edgeFigures, legendWords, lineOf, spokenEdge, spokenNode } from './map-words.ts';

export const createServiceMapView: CreateView = (holder, actions) => new ServiceMapView(holder, actions);

/** Narrower than this the layers go from the top down. */
const WIDE_PX = 640;
const NOTHING: ServiceMap = { nodes: [], edges: [], orphans: 0 };
const FIRST: MapItem = { type: 'node', at: 0 };

class ServiceMapView implements TraceView {
  readonly #actions: ViewActions;
  readonly #drawing = new MapDrawing();
  readonly #scroll = newElement('div', {
    class: 'sm-scroll',
    role: 'region',
    'aria-label': 'Service map',
    tabindex: '0',
  });
  readonly #switch = new ChoiceSwitch('Show as', { map: 'Map', table: 'Table' }, (as) => this.#showAs(as));
  readonly #words = newElement('span', { role: 'status' });
  readonly #waterfall = newElement('button', { type: 'button' }, 'Show in the waterfall');
  readonly #none = newElement('button', { type: 'button' }, 'Mark none');
  readonly #scope = new ScopeNote();
  readonly #resized = new ResizeObserver(() => this.#resize());
  #as: 'map' | 'table' = 'map';
  #context: ViewContext | undefined;
  #of: readonly unknown[] = [];
  #notBeforeMs = 0;
  #map = NOTHING;
  #layout: MapLayout | undefined;
  #direction: 'LR' | 'TB' = 'LR';
  #active = FIRST;
  #chosen: MapItem | undefined;

  constructor(holder: HTMLElement, actions: ViewActions) {
    this.#actions = actions;
    holder.append(
      newStyle(MAP_STYLE),
      this.#scope.element,
      newElement('div', { class: 'sm-bar' }, this.#switch.element, this.#words, this.#waterfall, this.#none),
      this.#scroll,
    );
    this.#listen();
    this.#resized.observe(this.#scroll);
  }

  update(context: ViewContext): void {
    this.#context = context;
    this.#scope.present(context);
    const of = [context.table, context.version, context.live];
    if (of.every((item, at) => item === this.#of[at])) return;
    const nowMs = performance.now();
    if (context.table !== this.#of[0]) {
      this.#chosen = undefined;
      this.#active = FIRST;
      this.#map = NOTHING;
    } else if (nowMs < this.#notBeforeMs) {
      this.#actions.invalidate();
      return;
    }
    this.#of = of;
    this.#follow(serviceMap(context.table, context.live));
    this.#draw();
    const tookMs = performance.now() - nowMs;
    this.#notBeforeMs = tookMs > 8 ? nowMs + tookMs * 5 : 0;
  }

  /** What the reader points at, and what they chose, is found again; what was chosen may have more spans now. */
  #follow(map: ServiceMap): void {
    const before = this.#map;
    this.#map = map;
    if (before.nodes.length === 0 && isTangled(map)) this.#as = 'table';
    const again = (item: MapItem) => itemWith(map, item.type, keyOf(before, item));
    this.#active = again(this.#active) ?? FIRST;
    if (this.#chosen === undefined) return;
    const spansBefore = spansOf(before, this.#chosen).length;
    this.#chosen = again(this.#chosen);
    const spans = this.#chosen === undefined ? [] : spansOf(map, this.#chosen);
    // A check may have marked others meanwhile: those stay.
    if (spans.length !== spansBefore && this.#context?.tone === 'accent') this.#actions.highlight(spans);
  }

  focus(): void {
    this.#drawing.focus(this.#active);
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  #listen(): void {
    this.#waterfall.addEventListener('click', () => this.#actions.choose('waterfall'));
    this.#none.addEventListener('click', () => this.#choose(undefined));
    this.#drawing.element.addEventListener('click', (event) => {
      const item = this.#drawing.itemOf(event.target);
      if (item === undefined) return;
      this.#active = item;
      this.#choose(isSame(item, this.#chosen) ? undefined : item);
      this.#drawing.focus(item);
    });
    this.#drawing.element.addEventListener('keydown', (event) => this.#key(event));
    this.#drawing.element.addEventListener('focusin', (event) => {
      const item = this.#drawing.itemOf(event.target);
      if (item === undefined || isSame(item, this.#active)) return;
      this.#active = item;
      this.#present();
    });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || this.#layout === undefined)
      return;
    const isWide = this.#direction === 'LR';
    const step = {
      [isWide ? 'ArrowRight' : 'ArrowDown']: 'forward' as const,
      [isWide ? 'ArrowLeft' : 'ArrowUp']: 'back' as const,
      [isWide ? 'ArrowDown' : 'ArrowRight']: 'next' as const,
      [isWide ? 'ArrowUp' : 'ArrowLeft']: 'previous' as const,
    }[event.key];
    if (step !== undefined) {
      this.#active = nextItem(this.#map, this.#layout, this.#active, step, this.#direction);
      this.#present();
      this.#drawing.focus(this.#active);
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#choose(isSame(this.#active, this.#chosen) ? undefined : this.#active);
    } else if (event.key === 'Escape' && this.#chosen !== undefined) {
      this.#choose(undefined);
    } else return;
    event.preventDefault();
  }

  #choose(item: MapItem | undefined): void {
    this.#chosen = item;
    this.#actions.highlight(item === undefined ? [] : spansOf(this.#map, item));
    this.#present();
  }

  #showAs(as: 'map' | 'table'): void {
    this.#as = as;
    this.#draw();
  }

  #resize(): void {
    const direction = this.#scroll.clientWidth < WIDE_PX ? 'TB' : 'LR';
    if (direction !== this.#direction && this.#context !== undefined) this.#draw();
  }

  #draw(): void {
    const context = this.#context;
    if (context === undefined) return;
    const { live, palette } = context;
    const hadFocus = this.#drawing.hasFocus;
    const tooLarge = isTooLarge(this.#map);
    if (this.#as === 'table' || tooLarge) {
      this.#layout = undefined;
      this.#scroll.replaceChildren(mapTable(this.#map, live, (at) => this.#choose({ type: 'edge', at })));
    } else {
      this.#direction = this.#scroll.clientWidth < WIDE_PX ? 'TB' : 'LR';
      this.#layout = mapLayout(this.#map, this.#direction, (at) => {
        const edge = this.#map.edges[at];
        if (edge === undefined) return 0;
        const words = edgeFigures(edge, live);
        return Math.max(lineOf(words).length, words.times.length);
      });
      this.#drawing.draw(this.#map, this.#layout, palette, live);
      if (this.#drawing.element.parentElement !== this.#scroll)
        this.#scroll.replaceChildren(this.#drawing.element);
    }
    this.#present();
    if (hadFocus) this.#drawing.focus(this.#active);
  }

  #present(): void {
    const { nodes, edges } = this.#map;
    this.#switch.present(this.#layout === undefined ? 'table' : 'map');
    this.#switch.element.hidden = isTooLarge(this.#map);
    this.#drawing.present(this.#active, this.#chosen);
    setText(this.#words, this.#wordsNow());
    this.#waterfall.hidden = this.#chosen === undefined;
    this.#none.hidden = this.#chosen === undefined;
    this.#scroll.hidden = nodes.length === 0 && edges.length === 0;
  }

  #wordsNow(): string {
    const { nodes, edges } = this.#map;
    const chosen = this.#chosen;
    const node = chosen?.type === 'node' ? nodes[chosen.at] : undefined;
    const edge = chosen?.type === 'edge' ? edges[chosen.at] : undefined;
    if (node !== undefined) return `Marked: ${spokenNode(this.#map, node)}`;
    if (edge !== undefined) return `Marked: ${spokenEdge(this.#map, edge, this.#context?.live === true)}`;
    if (isTooLarge(this.#map))
      return `${nodes.length.toLocaleString('en')} places and ${edges.length.toLocaleString('en')} ways between them are too many to draw: here they are as a table.`;
    return legendWords(this.#map, this.#context?.live === true);
  }
}

function spansOf({ nodes, edges }: ServiceMap, { type, at }: MapItem): readonly SpanIndex[] {
  return (type === 'node' ? nodes[at] : edges[at])?.spans ?? [];
}
