/**
 * The test laboratory: runs a learner's tests against the building many times at once, each in a span of its own, while
 * the worker takes its time. At the end once more with a fault in the building, because a test that cannot fail says
 * nothing.
 *
 *   [test case: test.case.result.status] --HTTP--> building-api --> outbox --(0 to maxDelayMs)--> event-worker
 *                            '-- events.once(...)  <---------------------------- bldg.work_order.created
 */
import * as z from 'zod';
import { seededRandom } from '../../seeded-random.ts';
import type { DeliveryFault } from '../messages.ts';
import { runTest, type TestRunDeps } from './test-case.ts';
import { type BuildingFetch, installedTests, tellFailure, testCall } from './test-program.ts';

export const testRunBody = z.strictObject({
  repeat: z.int().min(1).max(20).default(20),
  /** The worker waits from 0 to so long before it takes a message. */
  maxDelayMs: z.int().min(0).max(200).default(100),
  seed: z.int().default(1),
});

export interface TestRunAnswer {
  readonly passed: number;
  readonly failed: number;
  /** Of the last run, against the building with a fault. */
  readonly fault: { readonly passed: number; readonly failed: number };
}

export async function runTests(
  { repeat, maxDelayMs, seed }: z.infer<typeof testRunBody>,
  fetch: BuildingFetch,
  deps: TestRunDeps,
): Promise<TestRunAnswer> {
  const tests = installedTests(deps, repeat + 1);
  const call = testCall(fetch, deps);
  const random = seededRandom(seed);
  const delays = Array.from({ length: repeat + 1 }, () => Math.round(random() * maxDelayMs));
  let sensor = 0;
  const runAll = async (repetition: number, fault: DeliveryFault | undefined) => {
    const attributes = {
      'bldg.test.repetition': repetition,
      ...(fault !== undefined && { 'bldg.test.fault': fault }),
    };
    const delivery = { delayMs: delays[repetition - 1] ?? 0, ...(fault !== undefined && { fault }) };
    const failures: unknown[] = [];
    for (const test of tests) {
      sensor += 3;
      const error = await runTest(test, { attributes, sensor, delivery, call }, deps);
      if (error !== undefined) failures.push(error.cause);
    }
    return failures;
  };
  // All at the same time, as test files are: whoever takes another test's event for its own is found out.
  const repetitions = Array.from({ length: repeat }, (_, index) => runAll(index + 1, undefined));
  const failures = (await Promise.all(repetitions)).flat();
  // The first failure is shown at its line; the one that a fault must cause is what a test is for.
  if (failures.length > 0) tellFailure(failures[0], deps);
  const faulty = await runAll(repeat + 1, 'event-without-row');
  const count = (runs: number, failed: number) => ({ passed: runs - failed, failed });
  return {
    ...count(repeat * tests.length, failures.length),
    fault: count(tests.length, faulty.length),
  };
}
