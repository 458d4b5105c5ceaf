/** `DATA_MAX_SIZE` and `DATA_MAX_AGE`, as people write them: `500MB`, `2GB`, `36h`, `14d`. */
import type { RetentionLimits } from '../../../store/archive.ts';
import { DataDirProblem } from './data-dir.ts';

const SIZES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };
const AGES: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };
const DEFAULT_MAX_SIZE = '2GB';
const DEFAULT_MAX_AGE = '14d';

export const limitsFrom = (env: Readonly<Record<string, string | undefined>>): RetentionLimits => ({
  maxBytes: amount('DATA_MAX_SIZE', env['DATA_MAX_SIZE'] || DEFAULT_MAX_SIZE, SIZES, '500MB or 2GB'),
  maxAgeMs: amount('DATA_MAX_AGE', env['DATA_MAX_AGE'] || DEFAULT_MAX_AGE, AGES, '36h or 14d'),
});

function amount(
  name: string,
  text: string,
  units: Readonly<Record<string, number>>,
  examples: string,
): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(text) ?? [];
  const factor = Object.entries(units).find(([known]) => known.toLowerCase() === unit?.toLowerCase())?.[1];
  if (number === undefined || factor === undefined || Number(number) === 0)
    throw new DataDirProblem(`${name} is "${text}", which is not understood.`, `Write it like ${examples}.`);
  return Number(number) * factor;
}
