/**
 * A bound on the work of a query, for those who answer queries of strangers. Work is counted, not timed, so the same query
 * over the same spans always ends the same way. One unit is one condition asked of one span, or one step of a regular
 * expression; a hundred million take about two seconds. Evaluation is synchronous, so one count at a time is enough.
 */

/** What the caller of {@link withinWork} is to expect. */
export class TooMuchWork extends Error {
  constructor() {
    super('The query asks for more work than is done for one query.');
  }
}

let left = Number.POSITIVE_INFINITY;

/** Runs `evaluate`, and throws {@link TooMuchWork} as soon as it has cost more than `units`. */
export function withinWork<T>(units: number, evaluate: () => T): T {
  const outer = left;
  left = units;
  try {
    return evaluate();
  } finally {
    left = outer;
  }
}

/** Called before the work or after it, in portions that are themselves short. */
export function spendWork(units: number): void {
  left -= units;
  if (left < 0) throw new TooMuchWork();
}
