/** Services and calls in words: on the map, for the ear, and in the table that says the same. */
import type { MapEdge, MapNode, MapNodeType, ServiceMap } from '../../../trace/analysis/service-map.ts';
import { durationText, percentText } from '../../layout/duration-text.ts';

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

/** What is said of spans in a line: how many, and of them how many failed. */
export interface Figures {
  readonly calls: string;
  /** Empty when none did. */
  readonly failed: string;
}

export function nodeFigures({ spans, errors, type }: MapNode): Figures {
  const calls = counted(spans.length, type === 'service' ? 'span' : 'call');
  return { calls, failed: failedText(errors, spans.length) };
}

/** `live`: what has no end may still get one. */
export function edgeFigures(
  { spans, errors, open, p50Ns, p95Ns }: MapEdge,
  live: boolean,
): Figures & { readonly times: string } {
  const unended = open > 0 ? ` · ${open.toLocaleString('en')} ${live ? 'open' : 'lost'}` : '';
  const ended = spans.length - open;
  const times =
    ended === 0
      ? 'no end yet'
      : ended === 1
        ? durationText(p50Ns)
        : `${durationText(p50Ns)} · ${durationText(p95Ns)}`;
  return {
    calls: `${counted(spans.length, 'call')}${unended}`,
    failed: failedText(errors, spans.length),
    times: ended === 0 && !live ? 'no end' : times,
  };
}

/** As one text, to know how much room it takes. */
export function lineOf({ calls, failed }: Figures): string {
  return failed === '' ? calls : `${calls} · ${failed}`;
}

/** `✕ 1, 0.5 %`. */
function failedText(errors: number, of: number): string {
  return errors > 0 ? `✕ ${errors.toLocaleString('en')}, ${percentText(errors / of)}` : '';
}

export function spokenNode(map: ServiceMap, node: MapNode): string {
  const names = (ids: readonly number[]) =>
    [...new Set(ids)].map((id) => nodeName(map.nodes[id] ?? node)).join(', ');
  const calls = names(map.edges.filter(({ from }) => from === node.id).map(({ to }) => to));
  const callers = names(map.edges.filter(({ to }) => to === node.id).map(({ from }) => from));
  return [
    nodeName(node),
    typeWords(node.type),
    nodeFigures(node).calls,
    spokenErrors(node.errors, node.spans.length),
    calls === '' ? '' : `calls ${calls}`,
    callers === '' ? '' : `called by ${callers}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export function spokenEdge(map: ServiceMap, edge: MapEdge, live: boolean): string {
  const [from, to] = [map.nodes[edge.from], map.nodes[edge.to]].map((node) =>
    node === undefined ? '' : nodeName(node),
  );
  const ended = edge.spans.length - edge.open;
  const times =
    ended === 0
      ? ''
      : ended === 1
        ? durationText(edge.p50Ns)
        : `p50 ${durationText(edge.p50Ns)}, p95 ${durationText(edge.p95Ns)}`;
  return [
    `${from} to ${to}`,
    counted(edge.spans.length, 'call'),
    edge.open > 0 ? `${edge.open.toLocaleString('en')} ${live ? 'still open' : 'lost'}` : '',
    times,
    spokenErrors(edge.errors, edge.spans.length),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function spokenErrors(errors: number, of: number): string {
  return errors > 0 ? `${counted(errors, 'error')} (${percentText(errors / of)})` : '';
}

/** Below the map: what its lines mean, or what is not on it. */
export function legendWords({ edges, orphans }: ServiceMap, live: boolean): string {
  const missing =
    orphans === 0
      ? ''
      : ` Who called ${counted(orphans, 'span')} is not known: ${orphans === 1 ? 'its parent' : 'their parents'} ${
          live ? `${orphans === 1 ? 'has' : 'have'} not arrived` : `${orphans === 1 ? 'is' : 'are'} not here`
        }.`;
  if (edges.length === 0) return `Nothing calls anything else here.${missing}`;
  const red = edges.some(({ errors }) => errors > 0)
    ? ' The red, thicker part of a way is the share that failed.'
    : '';
  return `On each way: calls, errors, p50 · p95. Choose one to mark its spans.${red}${missing}`;
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
