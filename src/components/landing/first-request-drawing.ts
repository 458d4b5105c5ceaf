/**
 * The drawing that stands in for the live trace where nothing can run. Shapes are true (which span calls which, in what
 * order); lengths are of one typical run and are labelled as such.
 */
export interface DrawnSpan {
  readonly depth: number;
  readonly name: string;
  readonly service: string;
  /** 1 to 8: the colour of the service, see `tokens.css`. */
  readonly colour: number;
  readonly startMs: number;
  readonly endMs: number;
}

export const PAGE_WIDTH_MS = 12;
export const FIRST_REQUEST: readonly DrawnSpan[] = [
  { depth: 0, name: 'GET', service: 'this-page', colour: 1, startMs: 0, endMs: 11.4 },
  {
    depth: 1,
    name: 'GET /buildings/:id/units',
    service: 'building-api',
    colour: 2,
    startMs: 1.1,
    endMs: 10.6,
  },
  { depth: 2, name: 'SELECT units', service: 'building-api', colour: 2, startMs: 2.0, endMs: 4.3 },
  { depth: 2, name: 'SELECT devices', service: 'building-api', colour: 2, startMs: 4.8, endMs: 8.9 },
];
