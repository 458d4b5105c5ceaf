/** The answers are still those of the unchanged application: telemetry must not be improved by breaking what it tells of. */
import { firstDifference } from './equal-values.ts';
import type { CheckResult, CheckRule, Evidence, ResponseRecord } from './types.ts';
import { counted, shorten } from './words.ts';

type SameResponse = Extract<CheckRule, { readonly type: 'sameResponse' }>;

export function evaluateSameResponse({ ignore = [] }: SameResponse, evidence: Evidence): CheckResult {
  const { responses, reference } = evidence;
  const result = (pass: boolean, seen: string, expected = 'the same answers as before'): CheckResult => ({
    pass,
    spans: [],
    expected,
    seen,
  });
  if (reference === undefined || reference.length === 0)
    return result(false, responses.length === 0 ? 'no answer' : 'no answers to compare with');
  if (responses.length !== reference.length) {
    return result(false, counted(responses.length, 'answer'), counted(reference.length, 'answer'));
  }
  const ignored = new Set(ignore);
  for (const [index, expected] of reference.entries()) {
    const seen = responses[index] as ResponseRecord;
    const which = reference.length === 1 ? 'the answer' : `answer ${index + 1}`;
    if (seen.status !== expected.status) {
      return result(false, `${which}: status ${seen.status}`, `${which}: status ${expected.status}`);
    }
    const difference = firstDifference(expected.body, seen.body, ignored);
    if (difference !== undefined) {
      const where = difference.path === '' ? which : `${which}: ${shorten(difference.path)}`;
      return result(
        false,
        `${where} is ${described(difference.seen)}`,
        `${where} is ${described(difference.expected)}`,
      );
    }
  }
  return result(true, `${counted(responses.length, 'answer')}, all the same`);
}

function described(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null)
    return `an object of ${counted(Object.keys(value).length, 'key')}`;
  return shorten(JSON.stringify(value) ?? String(value));
}
