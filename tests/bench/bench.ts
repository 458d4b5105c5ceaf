/** What a benchmark file exports, and the figure it reports. */
export interface Bench {
  readonly name: string;
  run(): Promise<readonly Figure[]>;
}
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly budget?: number;
}

/** The p-quantile (0..1) of the samples, nearest rank. */
export function quantile(samples: readonly number[], p: number): number {
  if (samples.length === 0) throw new Error('no samples: the benchmark measured nothing');
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] as number;
}
export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
