/**
 * The drawing that stands in for the live trace where nothing can run: one run of the real demo server, measured on
 * 22 November 2026, in milliseconds from the start of the page's request.
 */
export interface DrawnSpan {
  readonly depth: number;
  readonly name: string;
  readonly service: string;
  /** 1 to 8: the colour of the service, see `tokens.css`. */
  readonly colour: number;
  /** Start and end; several pairs are like siblings drawn on one row. */
  readonly barsMs: readonly (readonly [startMs: number, endMs: number])[];
}

export const PAGE_WIDTH_MS = 25;
export const FIRST_REQUEST: readonly DrawnSpan[] = [
  { depth: 0, name: 'GET', service: 'workshop', colour: 1, barsMs: [[0, 24]] },
  { depth: 1, name: 'GET /buildings/:id/units', service: 'building-api', colour: 2, barsMs: [[1.2, 22.8]] },
  { depth: 2, name: 'SELECT units', service: 'building-api', colour: 2, barsMs: [[1.3, 2.2]] },
  {
    depth: 2,
    name: 'SELECT devices \u00d712',
    service: 'building-api',
    colour: 2,
    barsMs: [
      [3.2, 3.7],
      [3.9, 4.2],
      [4.3, 5.9],
      [6.2, 7.2],
      [7.3, 8.8],
      [8.9, 9.4],
      [9.5, 9.9],
      [10.2, 10.7],
      [10.9, 11.9],
      [12.2, 13.1],
      [13.2, 18.8],
      [19.2, 20.7],
    ],
  },
];
