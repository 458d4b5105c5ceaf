/** The map's edges as a table: its text twin, and all there is when the graph is too large to be drawn. */
import type { MapEdge, ServiceMap } from '../../../trace/analysis/service-map.ts';
import { newElement } from '../../dom/new-element.ts';
import { durationText, percentText } from '../../layout/duration-text.ts';
import { nodeName, spokenEdge } from './map-words.ts';

/** The busiest; the rest is counted. */
const MAX_ROWS = 500;

export function mapTable(map: ServiceMap, live: boolean, choose: (edge: number) => void): HTMLElement {
  const order = map.edges.map((_, at) => at);
  order.sort((a, b) => (map.edges[b]?.spans.length ?? 0) - (map.edges[a]?.spans.length ?? 0));
  const rows = order.slice(0, MAX_ROWS).map((at) => {
    const edge = map.edges[at];
    if (edge === undefined) return newElement('tr', {});
    const [from, to] = [map.nodes[edge.from], map.nodes[edge.to]].map((node) =>
      node === undefined ? '' : nodeName(node),
    );
    const button = newElement(
      'button',
      { type: 'button', 'aria-label': `Mark ${spokenEdge(map, edge, live)}` },
      'Mark',
    );
    button.addEventListener('click', () => choose(at));
    const number = (text: string, bad = false) => newElement('td', { class: bad ? 'num bad' : 'num' }, text);
    return newElement(
      'tr',
      {},
      newElement('th', { scope: 'row' }, from ?? ''),
      newElement('td', {}, to ?? ''),
      number(edge.spans.length.toLocaleString('en')),
      number(errorsText(edge), edge.errors > 0),
      number(timeText(edge.p50Ns)),
      number(timeText(edge.p95Ns)),
      newElement('td', {}, button),
    );
  });
  const left = map.edges.length - rows.length;
  const heads = ['From', 'To', 'Calls', 'Errors', 'p50', 'p95'].map((title, at) =>
    newElement('th', { scope: 'col', class: at > 1 ? 'num' : '' }, title),
  );
  heads.push(newElement('th', { scope: 'col' }, newElement('span', { class: 'vh' }, 'In every view')));
  const more =
    left > 0
      ? [
          newElement(
            'caption',
            {},
            `The ${MAX_ROWS} busiest; ${left.toLocaleString('en')} more are not listed.`,
          ),
        ]
      : [];
  return newElement(
    'table',
    { 'aria-label': 'Calls between services' },
    ...more,
    newElement('thead', {}, newElement('tr', {}, ...heads)),
    newElement('tbody', {}, ...rows),
  );
}

/** `2 (0.5 %)`. */
function errorsText({ errors, spans }: MapEdge): string {
  return errors === 0 ? '0' : `${errors.toLocaleString('en')} (${percentText(errors / spans.length)})`;
}

/** Where no call has ended there is none. */
function timeText(ns: number): string {
  return Number.isNaN(ns) ? '–' : durationText(ns);
}
