/** Quantiles of a few numbers by nearest rank: a value that was measured, never one in between. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const at = Math.ceil(p * sorted.length) - 1;
  return sorted[Math.max(0, Math.min(sorted.length - 1, at))] ?? 0;
}
