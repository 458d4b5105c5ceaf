/** Time as a run needs it; tests hand in their own. */
export interface Clock {
  unixNano(): bigint;
  /** Calls back once after so many milliseconds, unless cancelled. */
  after(ms: number, callback: () => void): () => void;
}

const NANOS_PER_MS = 1e6;

export const systemClock: Clock = {
  // The origin has whole microseconds at best and does not fit a float64 as nanoseconds: add the parts as integers.
  unixNano: () =>
    BigInt(Math.round(performance.timeOrigin * 1e3)) * 1_000n +
    BigInt(Math.round(performance.now() * NANOS_PER_MS)),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
