/** Small measures that every instrumented client shares. */

/** Seconds since a reading of `performance.now()`. */
export const durationSeconds = (startMs: number): number => (performance.now() - startMs) / 1000;

/**
 * A low-cardinality name of what went wrong, for `error.type`: the class, never the message. A class that gives its errors
 * no name of their own inherits `Error`, which says nothing; then the name of the class does (bundles keep it).
 */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  return error.name === 'Error' ? error.constructor.name : error.name;
}
