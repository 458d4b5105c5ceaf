/**
 * Ids by which a laboratory repeats itself: the same seed gives the same sampling decisions. `TraceIdRatioBased`
 * decides by the XOR of the four 32-bit words of the trace id, so the same salt on the first two words changes every
 * id and no decision: two presses of Run never share a trace.
 *
 *   word 0 ^ salt | word 1 ^ salt | word 2 | word 3        XOR of all = as without the salt
 */
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { seededRandom } from '../../seeded-random.ts';

export function seededIds(seed: number, salt: number): IdGenerator {
  const random = seededRandom(seed);
  const spanRandom = seededRandom(seed ^ salt);
  const word = (from: () => number) => Math.floor(from() * 2 ** 32);
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  return {
    generateTraceId: () => {
      // Never all zero in practice, and never invalid: the last word is made odd.
      const [a, b, c, d] = [word(random), word(random), word(random), word(random)];
      return hex(a ^ salt) + hex(b ^ salt) + hex(c) + hex(d | 1);
    },
    generateSpanId: () => hex(word(spanRandom)) + hex(word(spanRandom) | 1),
  };
}

/** A salt that no other run has. */
export const freshSalt = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
