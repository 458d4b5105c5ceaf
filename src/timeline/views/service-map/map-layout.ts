/**
 * Where the services stand: in layers, callers before the called, by dagre. Circles are drawn as such: dagre turns one edge
 * of each round while it lays out and back after. Its cost grows faster than the graph, so there is a bound; what is beyond
 * is shown as a table.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { MapNode, ServiceMap } from '../../../trace/analysis/service-map.ts';
import { lineOf, nodeFigures, nodeName } from './map-words.ts';

export const MAX_NODES = 200;
export const MAX_EDGES = 600;
/** With more edges than this their words would fill the map: then only that of the edge pointed at is shown. */
export const MAX_LABELLED_EDGES = 40;
export const NODE_HEIGHT_PX = 46;
const MIN_NODE_PX = 120;
const MAX_NODE_PX = 250;
/** Room for an icon and the margins, and for a letter of the name. */
const NODE_EDGE_PX = 50;
export const LETTER_PX = 8.4;
const LABEL_HEIGHT_PX = 30;
const FIGURES_EDGE_PX = 24;
const LABEL_LETTER_PX = 6.9;

export interface MapPoint {
  readonly xPx: number;
  readonly yPx: number;
}
export interface MapLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  /** By node id: its middle, and its width. */
  readonly nodes: readonly (MapPoint & { readonly widthPx: number })[];
  /** By place in `map.edges`: its way, and the middle of its words. */
  readonly edges: readonly { readonly points: readonly MapPoint[]; readonly label: MapPoint }[];
}

export function isTooLarge({ nodes, edges }: ServiceMap): boolean {
  return nodes.length > MAX_NODES || edges.length > MAX_EDGES;
}

/** Nearly all call nearly all: a drawing of that is a ball of wool, so the table stands first. */
export function isTangled({ nodes, edges }: ServiceMap): boolean {
  return edges.length > 60 && edges.length > 4 * nodes.length;
}

/** Left to right where there is room, else from the top down. `labelLetters` is the length of an edge's longest line. */
export function mapLayout(
  map: ServiceMap,
  direction: 'LR' | 'TB',
  labelLetters: (edge: number) => number,
): MapLayout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: 26,
    edgesep: 18,
    ranksep: direction === 'LR' ? 44 : 34,
    marginx: 16,
    marginy: 16,
  });
  for (const node of map.nodes)
    graph.setNode(String(node.id), { width: nodeWidthPx(node), height: NODE_HEIGHT_PX });
  const isLabelled = map.edges.length <= MAX_LABELLED_EDGES;
  map.edges.forEach(({ from, to }, at) => {
    const label = isLabelled
      ? { width: labelLetters(at) * LABEL_LETTER_PX + 12, height: LABEL_HEIGHT_PX, labelpos: 'c' as const }
      : { width: 2, height: 2, labelpos: 'c' as const };
    graph.setEdge(String(from), String(to), label, String(at));
  });
  layout(graph);
  const size = graph.graph();
  return {
    widthPx: size.width ?? 0,
    heightPx: size.height ?? 0,
    nodes: map.nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(String(node.id));
      return { xPx: x, yPx: y, widthPx: nodeWidthPx(node) };
    }),
    edges: map.edges.map(({ from, to }, at) => {
      const edge = graph.edge({ v: String(from), w: String(to), name: String(at) });
      const points = (edge.points ?? []).map(({ x, y }: { readonly x: number; readonly y: number }) => ({
        xPx: x,
        yPx: y,
      }));
      return { points, label: { xPx: edge.x ?? 0, yPx: edge.y ?? 0 } };
    }),
  };
}

function nodeWidthPx(node: MapNode): number {
  const namePx = NODE_EDGE_PX + nodeName(node).length * LETTER_PX;
  const figuresPx = FIGURES_EDGE_PX + lineOf(nodeFigures(node)).length * LABEL_LETTER_PX;
  return Math.max(MIN_NODE_PX, Math.min(MAX_NODE_PX, Math.max(namePx, figuresPx)));
}

/** A smooth way through the points, as the `d` of a path: straight at both ends, round where it turns. */
export function pathThrough(points: readonly MapPoint[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const at = ({ xPx, yPx }: MapPoint) => `${round(xPx)} ${round(yPx)}`;
  const parts = [`M${at(first)}`];
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    // Each inner point bends the way towards it; the way itself goes through the middles between them.
    if (next === undefined) parts.push(`L${at(point)}`);
    else
      parts.push(`Q${at(point)} ${at({ xPx: (point.xPx + next.xPx) / 2, yPx: (point.yPx + next.yPx) / 2 })}`);
  });
  return parts.join('');
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
