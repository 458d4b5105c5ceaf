/**
 * Equal stretches of time, at round times of the clock: a step of 10 s begins bins at :00, :10, :20, whatever the first
 * span. A span belongs to the bin in which it starts.
 *
 *     startNs                          times in ns from the table's origin, like all others
 *     |-- bin 0 --|-- bin 1 --|-- bin 2 --|
 *      '- stepNs -'
 */
export interface TimeBins {
  readonly startNs: number;
  readonly stepNs: number;
  readonly count: number;
}

/** As many points as a chart can show; finer steps are widened. */
const MAX_BINS = 2_000;
const WANTED_BINS = 60;
const ROUND_NS = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((amount) => [amount * 1e3, amount * 1e6]);
const ROUND_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400,
];
const STEPS_NS = [...ROUND_NS, ...ROUND_SECONDS.map((seconds) => seconds * 1e9)].sort((a, b) => a - b);

/** Bins over `[startNs, endNs]`; without a step, one that makes about sixty. */
export function timeBins(startNs: number, endNs: number, originUnixNano: bigint, stepNs?: number): TimeBins {
  const lengthNs = Math.max(endNs - startNs, 1);
  const least = lengthNs / (stepNs === undefined ? WANTED_BINS : MAX_BINS);
  const step = stepNs !== undefined && stepNs >= least ? stepNs : roundStep(least);
  const pastRoundNs = Number(originUnixNano % BigInt(Math.ceil(step)));
  const start = Math.floor((startNs + pastRoundNs) / step) * step - pastRoundNs;
  return { startNs: start, stepNs: step, count: Math.floor((endNs - start) / step) + 1 };
}

/** Outside all bins: -1. */
export function binOf({ startNs, stepNs, count }: TimeBins, timeNs: number): number {
  const bin = Math.floor((timeNs - startNs) / stepNs);
  return bin >= 0 && bin < count ? bin : -1;
}

function roundStep(leastNs: number): number {
  const known = STEPS_NS.find((step) => step >= leastNs);
  return known ?? Math.ceil(leastNs / 86_400e9) * 86_400e9;
}
