/** Small measures that every instrumented client shares. */

/** Seconds since a reading of `performance.now()`. */
export const durationSeconds = (startMs: number): number => (performance.now() - startMs) / 1000;

/** A low-cardinality name of what went wrong, for `error.type`: the class, never the message. */
export const errorType = (error: unknown): string =>
  error instanceof Error ? error.name || error.constructor.name : '_OTHER';
