/** The map as SVG: a group for each service and each call, named for assistive tools, one of them a stop for Tab. */
import type { MapEdge, MapNode, MapNodeType, ServiceMap } from '../../../trace/analysis/service-map.ts';
import { setAttribute } from '../../dom/new-element.ts';
import type { ServicePalette } from '../../layout/service-palette.ts';
import { isSame, type MapItem } from './map-items.ts';
import { LETTER_PX, MAX_LABELLED_EDGES, type MapLayout, NODE_HEIGHT_PX, pathThrough } from './map-layout.ts';
import {
  edgeFigures,
  type Figures,
  lineOf,
  nodeFigures,
  nodeName,
  spokenEdge,
  spokenNode,
} from './map-words.ts';

const SVG = 'http://www.w3.org/2000/svg';
const BAR_PX = 5;
/** However few calls failed, their part of the way is seen; however many, so is the rest. */
const MIN_SHARE = 0.04;
/** What a node is, drawn in 14 x 14: colour says which service, never what kind. */
const ICONS: { readonly [type in MapNodeType]: string } = {
  service: 'M1 4l6-3 6 3v6l-6 3-6-3zM1 4l6 3 6-3M7 7v6',
  database: 'M1 3c0-3 12-3 12 0s-12 3-12 0v8c0 3 12 3 12 0v-8',
  queue: 'M1 3h12v8h-12zM5 3v8M9 3v8',
  outside: 'M7 1a6 6 0 1 0 .1 0M1 7h12M7 1c-4 4-4 8 0 12 4-4 4-8 0-12',
};

export class MapDrawing {
  readonly element = svg('svg', { role: 'group', class: 'sm-map' });
  #items: { readonly item: MapItem; readonly group: SVGGElement }[] = [];

  draw(map: ServiceMap, layout: MapLayout, palette: ServicePalette, live: boolean): void {
    const { widthPx, heightPx } = layout;
    this.element.replaceChildren(arrowHead());
    this.#items = [];
    this.element.classList.toggle('dense', map.edges.length > MAX_LABELLED_EDGES);
    setAttribute(this.element, 'viewBox', `0 0 ${widthPx} ${heightPx}`);
    setAttribute(this.element, 'width', String(Math.ceil(widthPx)));
    setAttribute(this.element, 'height', String(Math.ceil(heightPx)));
    setAttribute(
      this.element,
      'aria-label',
      `Service map: ${map.nodes.length} places, ${map.edges.length} ways between them`,
    );
    const most = map.edges.reduce((max, { spans }) => Math.max(max, spans.length), 1);
    map.edges.forEach((edge, at) => {
      this.#add(
        { type: 'edge', at },
        spokenEdge(map, edge, live),
        drawEdge(edge, layout.edges[at], most, live),
      );
    });
    for (const node of map.nodes) {
      this.#add(
        { type: 'node', at: node.id },
        spokenNode(map, node),
        drawNode(node, layout.nodes[node.id], palette),
      );
    }
  }

  present(active: MapItem, chosen: MapItem | undefined): void {
    for (const { item, group } of this.#items) {
      setAttribute(group, 'tabindex', isSame(item, active) ? '0' : '-1');
      setAttribute(group, 'aria-pressed', String(isSame(item, chosen)));
    }
  }

  focus(item: MapItem): void {
    this.#items.find((candidate) => isSame(candidate.item, item))?.group.focus();
  }
  get hasFocus(): boolean {
    const root = this.element.getRootNode();
    return root instanceof ShadowRoot && this.element.contains(root.activeElement);
  }
  itemOf(target: EventTarget | null): MapItem | undefined {
    const group = target instanceof Element ? target.closest('g[role=button]') : null;
    return this.#items.find((candidate) => candidate.group === group)?.item;
  }

  /** The words stand beside the group, hidden from assistive tools: its name says them in whole sentences. */
  #add(item: MapItem, spoken: string, content: readonly SVGElement[]): void {
    const isText = (element: SVGElement) => element.tagName === 'text';
    const shapes = content.filter((element) => !isText(element));
    const attributes = { role: 'button', class: item.type, 'aria-label': spoken, tabindex: '-1' };
    const group = svg('g', attributes, ...shapes);
    this.#items.push({ item, group });
    this.element.append(
      group,
      svg('g', { class: 'words', 'aria-hidden': 'true' }, ...content.filter(isText)),
    );
  }
}

function drawNode(
  node: MapNode,
  place: MapLayout['nodes'][number] | undefined,
  palette: ServicePalette,
): readonly SVGElement[] {
  if (place === undefined) return [];
  const { xPx, yPx, widthPx } = place;
  const leftPx = xPx - widthPx / 2;
  const topPx = yPx - NODE_HEIGHT_PX / 2;
  const colour = node.service < 0 ? 'none' : `var(--tt-s${palette.slotOf(node.service) + 1})`;
  const box = { x: leftPx, y: topPx, width: widthPx, height: NODE_HEIGHT_PX, rx: 8 };
  const letters = Math.floor((widthPx - 42) / LETTER_PX);
  return [
    svg('rect', { class: 'box', ...box, ...(node.type === 'outside' ? { 'stroke-dasharray': '4 3' } : {}) }),
    svg('rect', {
      x: leftPx,
      y: topPx + 8,
      width: BAR_PX,
      height: NODE_HEIGHT_PX - 16,
      rx: 2.5,
      style: `fill:${colour}`,
    }),
    svg('path', { class: 'icon', d: ICONS[node.type], transform: `translate(${leftPx + 13} ${topPx + 8})` }),
    text('name', leftPx + 34, topPx + 19, cut(nodeName(node), letters)),
    figures(leftPx + 13, topPx + 37, nodeFigures(node)),
  ];
}

function drawEdge(
  edge: MapEdge,
  place: MapLayout['edges'][number] | undefined,
  most: number,
  live: boolean,
): readonly SVGElement[] {
  if (place === undefined) return [];
  const { points, label } = place;
  const d = pathThrough(points);
  // By the logarithm: a thousand calls are more than ten, not a hundred times as thick.
  const widthPx = 1 + (3 * Math.log(edge.spans.length)) / Math.max(1, Math.log(most));
  const words = edgeFigures(edge, live);
  const boxPx = Math.max(lineOf(words).length, words.times.length) * 6.9 + 10;
  return [
    svg('path', { class: 'hit', d }),
    svg('path', { class: 'way', d, 'stroke-width': widthPx.toFixed(1), 'marker-end': 'url(#sm-arrow)' }),
    ...failedPart(edge, d, widthPx),
    svg('rect', {
      class: 'ground',
      x: label.xPx - boxPx / 2,
      y: label.yPx - 15,
      width: boxPx,
      height: 30,
      rx: 5,
    }),
    figures(label.xPx, label.yPx - 3, words, 'middle'),
    text('figures', label.xPx, label.yPx + 11, words.times, 'middle'),
  ];
}

/** As much of the way as failed of the calls, at the end where they failed. */
function failedPart({ errors, spans }: MapEdge, d: string, widthPx: number): readonly SVGElement[] {
  if (errors === 0) return [];
  const share =
    errors === spans.length ? 1 : Math.max(MIN_SHARE, Math.min(1 - MIN_SHARE, errors / spans.length));
  return [
    svg('path', {
      class: 'failed',
      d,
      pathLength: 1,
      'stroke-width': (widthPx + 2).toFixed(1),
      'stroke-dasharray': `0 ${(1 - share).toFixed(4)} ${share.toFixed(4)} 0`,
    }),
  ];
}

function figures(xPx: number, yPx: number, words: Figures, anchor = 'start'): SVGElement {
  if (words.failed === '') return text('figures', xPx, yPx, words.calls, anchor);
  const element = text('figures', xPx, yPx, `${words.calls} · `, anchor);
  const failed = svg('tspan', { class: 'bad' });
  failed.textContent = words.failed;
  element.append(failed);
  return element;
}

function arrowHead(): SVGElement {
  const marker = {
    id: 'sm-arrow',
    viewBox: '0 0 8 8',
    refX: 7,
    refY: 4,
    markerWidth: 9,
    markerHeight: 9,
    markerUnits: 'userSpaceOnUse',
    orient: 'auto',
  };
  return svg('defs', {}, svg('marker', marker, svg('path', { class: 'head', d: 'M0 0L8 4L0 8z' })));
}

function text(name: string, xPx: number, yPx: number, words: string, anchor = 'start'): SVGElement {
  const element = svg('text', { class: name, x: xPx, y: yPx, 'text-anchor': anchor });
  element.textContent = words;
  return element;
}

function cut(words: string, letters: number): string {
  return words.length <= letters ? words : `${words.slice(0, Math.max(1, letters - 1))}…`;
}

function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: { readonly [name: string]: string | number },
  ...content: readonly SVGElement[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style') element.style.cssText = String(value);
    else element.setAttribute(name, String(value));
  }
  element.append(...content);
  return element;
}
