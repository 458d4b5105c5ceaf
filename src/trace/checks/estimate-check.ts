/** A guess is near enough to the truth. */
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { amountText } from './words.ts';

type Estimate = Extract<CheckRule, { readonly type: 'estimate' }>;

export function evaluateEstimate({ value, truth, within }: Estimate, evidence: Evidence): CheckResult {
  const estimate = numberNamed(value, evidence);
  const actual = numberNamed(truth, evidence);
  const percent = amountText(within * 100, false);
  const result = (pass: boolean, expected: string, seen: string): CheckResult => ({
    pass,
    spans: [],
    expected,
    seen,
  });
  if (actual === undefined)
    return result(false, `within ${percent} % of ${truth}`, `no number called ${truth}`);
  const expected = `within ${percent} % of ${amountText(actual, false)}`;
  if (estimate === undefined) return result(false, expected, `no number called ${value}`);
  const error = Math.abs(estimate - actual);
  const pass = error <= within * Math.abs(actual);
  const off = actual === 0 ? '' : ` (${Number(((error / Math.abs(actual)) * 100).toFixed(1))} % off)`;
  return result(pass, expected, `${amountText(estimate, false)}${off}`);
}

/** From the answers, or from what the learner set. */
export function numberNamed(
  name: string,
  { values, inputs }: Pick<Evidence, 'values' | 'inputs'>,
): number | undefined {
  const value = Object.hasOwn(values, name)
    ? values[name]
    : Object.hasOwn(inputs, name)
      ? inputs[name]
      : undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
