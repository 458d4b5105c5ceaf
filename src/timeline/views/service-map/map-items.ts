/** What can be pointed at on the map, a node or an edge: where an arrow leads from it, and where it is once the map has grown. */
import type { ServiceMap } from '../../../trace/analysis/service-map.ts';
import type { MapLayout, MapPoint } from './map-layout.ts';

export type MapItem = { readonly type: 'node' | 'edge'; readonly at: number };

export function isSame(a: MapItem, b: MapItem | undefined): boolean {
  return a.type === b?.type && a.at === b.at;
}

/** What stays the same of an item while the map grows: its names, for places in the map move. */
export function keyOf(map: ServiceMap, { type, at }: MapItem): string {
  const nodeKey = (id: number) => {
    const node = map.nodes[id];
    return node === undefined ? '' : `${node.type} ${node.service} ${node.name}`;
  };
  const edge = map.edges[at];
  if (type === 'node') return nodeKey(at);
  return edge === undefined ? '' : `${nodeKey(edge.from)} > ${nodeKey(edge.to)}`;
}

/** Where an item of an earlier map is in this one, if it is there. */
export function itemWith(map: ServiceMap, type: MapItem['type'], key: string): MapItem | undefined {
  const { length } = type === 'node' ? map.nodes : map.edges;
  for (let at = 0; at < length; at++) if (keyOf(map, { type, at }) === key) return { type, at };
  return undefined;
}

/** Where an arrow leads from a node or an edge: along the calls sideways, among its like up and down. */
export function nextItem(
  map: ServiceMap,
  { nodes, edges }: MapLayout,
  item: MapItem,
  step: 'forward' | 'back' | 'next' | 'previous',
  direction: 'LR' | 'TB',
): MapItem {
  if (step === 'forward' || step === 'back') {
    const forward = step === 'forward';
    if (item.type === 'edge') {
      const edge = map.edges[item.at];
      return edge === undefined ? item : { type: 'node', at: forward ? edge.to : edge.from };
    }
    const edge = map.edges.findIndex(({ from, to }) => (forward ? from : to) === item.at);
    return edge < 0 ? item : { type: 'edge', at: edge };
  }
  const across = ({ xPx, yPx }: MapPoint) => (direction === 'LR' ? yPx : xPx);
  const along = ({ xPx, yPx }: MapPoint) => (direction === 'LR' ? xPx : yPx);
  const places = item.type === 'node' ? nodes : edges.map(({ label }) => label);
  const order = places.map((_, at) => at);
  order.sort((a, b) => {
    const [one, other] = [places[a], places[b]];
    return one === undefined || other === undefined
      ? 0
      : along(one) - along(other) || across(one) - across(other);
  });
  const next = order[order.indexOf(item.at) + (step === 'next' ? 1 : -1)];
  return next === undefined ? item : { ...item, at: next };
}
