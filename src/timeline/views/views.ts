/** The views there are besides the waterfall, which the element brings itself. Each is loaded when it is first chosen. */
import type { ViewEntry } from './trace-view.ts';

export const WATERFALL = 'waterfall';

/** In the order in which the switch shows them. */
const entries: ViewEntry[] = [
  {
    name: 'flame',
    label: 'Flame',
    title: 'Call paths by the time they took: depth down, like calls as one box',
    load: async () => (await import('./flame/flame-view.ts')).createFlameView,
  },
  {
    name: 'table',
    label: 'Table',
    title: 'Spans as text: sorted, grouped, copied to a spreadsheet',
    load: async () => (await import('./table/table-view.ts')).createTableView,
  },
  {
    name: 'map',
    label: 'Map',
    title: 'Which service calls which, how often, how long, with what errors',
    load: async () => (await import('./service-map/service-map-view.ts')).createServiceMapView,
  },
  {
    name: 'compare',
    label: 'Compare',
    title: 'Two traces row by row: what came, what went, what takes longer',
    isOffered: ({ comparison }) => comparison !== undefined,
    load: async () => (await import('../compare/compare-view.ts')).createCompareView,
  },
];

export const views: readonly ViewEntry[] = entries;
/** Hears `added`. */
export const viewsChanged: EventTarget = new EventTarget();

/** A page's own view: every timeline on it offers it at once. */
export function registerView(entry: ViewEntry): void {
  if (entry.name === WATERFALL || entries.some(({ name }) => name === entry.name)) {
    throw new Error(`There is a view called "${entry.name}" already. Give it another name.`);
  }
  entries.push(entry);
  viewsChanged.dispatchEvent(new Event('added'));
}
