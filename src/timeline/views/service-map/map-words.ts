/** Services and calls in words: on the map, for the ear, and in the table that says the same. */
import type { MapEdge, MapNode, MapNodeType, ServiceMap } from '../../../trace/analysis/service-map.ts';
import { durationText } from '../../layout/duration-text.ts';

const TYPE_WORDS: { readonly [type in MapNodeType]: string } = {
  service: 'service',
  database: 'database',
  queue: 'queue',
  outside: 'outside of what is traced',
};

export function typeWords(type: MapNodeType): string {
  return TYPE_WORDS[type];
}

export function nodeName({ name, type }: MapNode): string {
  return name || (type === 'service' ? 'unknown service' : 'unnamed');
}

export function nodeFigures({ spans, errors, type }: MapNode): string {
  const what = type === 'service' ? counted(spans.length, 'span') : counted(spans.length, 'call');
  return errors > 0 ? `${what} · ✕ ${errors.toLocaleString('en')}` : what;
}

/** Two short lines. */
export function edgeLines({ spans, errors, p50Ns, p95Ns }: MapEdge): readonly [string, string] {
  const failed = errors > 0 ? ` · ✕ ${errors.toLocaleString('en')}` : '';
  const times = spans.length === 1 ? durationText(p50Ns) : `${durationText(p50Ns)} · ${durationText(p95Ns)}`;
  return [`${counted(spans.length, 'call')}${failed}`, times];
}

export function spokenNode(map: ServiceMap, node: MapNode): string {
  const names = (ids: readonly number[]) =>
    [...new Set(ids)].map((id) => nodeName(map.nodes[id] ?? node)).join(', ');
  const calls = names(map.edges.filter(({ from }) => from === node.id).map(({ to }) => to));
  const callers = names(map.edges.filter(({ to }) => to === node.id).map(({ from }) => from));
  return [
    nodeName(node),
    typeWords(node.type),
    nodeFigures(node).replace(' · ✕ ', ', errors: '),
    calls === '' ? '' : `calls ${calls}`,
    callers === '' ? '' : `called by ${callers}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export function spokenEdge(map: ServiceMap, edge: MapEdge): string {
  const [from, to] = [map.nodes[edge.from], map.nodes[edge.to]].map((node) =>
    node === undefined ? '' : nodeName(node),
  );
  const times =
    edge.spans.length === 1
      ? durationText(edge.p50Ns)
      : `p50 ${durationText(edge.p50Ns)}, p95 ${durationText(edge.p95Ns)}`;
  const failed = edge.errors > 0 ? `, ${counted(edge.errors, 'error')}` : '';
  return `${from} to ${to}, ${counted(edge.spans.length, 'call')}, ${times}${failed}`;
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
