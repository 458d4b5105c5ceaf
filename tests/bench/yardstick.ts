/**
 * How fast this machine is just now: a fixed piece of work of the kind that the benchmarks do (objects, maps, numbers, text).
 * A figure divided by it, both of one run, can be set beside such a pair of another day or another machine.
 */
import { median } from './bench.ts';

const ITEMS = 60_000;
const ROUNDS = 7;

export function yardstickMs(): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startMs = performance.now();
    const worked = work();
    const tookMs = performance.now() - startMs;
    // What was worked out is looked at, so that no compiler leaves the work out.
    if (!Number.isFinite(worked)) throw new Error('the yardstick measured nothing');
    return tookMs;
  });
  return median(rounds);
}

function work(): number {
  const text = JSON.stringify(
    Array.from({ length: ITEMS }, (_, at) => ({
      id: (at * 2_654_435_761) % 4_294_967_296,
      name: `step ${at % 97}`,
    })),
  );
  const parsed = JSON.parse(text) as { readonly id: number; readonly name: string }[];
  const sums = new Map<string, number>();
  for (const { id, name } of parsed) sums.set(name, ((sums.get(name) ?? 0) + id) % 1_000_003);
  const order = Float64Array.from(parsed, ({ id }) => id).sort();
  return (sums.get('step 1') ?? 0) + (order[ITEMS >> 1] ?? 0);
}
