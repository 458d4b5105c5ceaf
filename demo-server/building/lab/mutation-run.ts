/**
 * The laboratory of mutants: runs a learner's tests on the building as it is, then on versions of it that are broken, each
 * in its own way, then on the building as it is once more. Tests that see the difference have "killed" the mutant.
 *
 *   [test suite]                                    as it is: must succeed, at the beginning and at the end
 *   [test suite: bldg.test.mutant=query-per-unit]   broken: should fail
 *     [test case: test.case.result.status] --> what the test did to the building
 */
import { context as contextApi, SpanStatusCode, trace } from '@opentelemetry/api';
import * as z from 'zod';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { LeakDelivery } from './test-building.ts';
import { runTest, type TestRunDeps } from './test-case.ts';
import { type BuildingFetch, installedTests, tellFailure, testCall } from './test-program.ts';

export const mutationBody = z.strictObject({});

/** Each is a way in which this building has been wrong, or nearly, and answered 202 all the same. */
const MUTANTS: Readonly<Record<string, LeakDelivery>> = {
  'query-per-unit': { fault: 'query-per-unit' },
  'link-missing': { context: 'none' },
  'delivered-twice': { copies: 2, idempotency: 'none' },
  'error-swallowed': { fault: 'error-swallowed' },
  'attribute-renamed': { fault: 'attribute-renamed' },
};

export interface MutationAnswer {
  /** Whether the tests passed on the building as it is, both times. */
  readonly green: boolean;
  readonly killed: readonly string[];
  readonly survived: readonly string[];
}

export async function runMutants(fetch: BuildingFetch, deps: TestRunDeps): Promise<MutationAnswer> {
  const mutants = Object.entries(MUTANTS);
  const tests = installedTests(deps, mutants.length + 2);
  const call = testCall(fetch, deps);
  let sensor = 0;

  /** Whether every test passed. */
  const runSuite = async (mutant: string | undefined, delivery: LeakDelivery): Promise<boolean> => {
    const attributes = mutant === undefined ? {} : { 'bldg.test.mutant': mutant };
    const suite = deps.telemetry.tracer.startSpan('test suite', {
      attributes: { 'test.suite.name': 'leaks', ...bldgAttributes(attributes) },
    });
    let failed = 0;
    await contextApi.with(trace.setSpan(contextApi.active(), suite), async () => {
      for (const test of tests) {
        sensor += 3;
        const error = await runTest(test, { attributes, sensor, delivery, call }, deps);
        if (error === undefined) continue;
        failed += 1;
        // What fails on a mutant is meant to.
        if (mutant === undefined) tellFailure(error.cause, deps);
      }
    });
    suite.setAttribute('test.suite.run.status', failed === 0 ? 'success' : 'failure');
    if (failed > 0) suite.setStatus({ code: SpanStatusCode.ERROR });
    suite.end();
    return failed === 0;
  };

  const before = await runSuite(undefined, {});
  const killed: string[] = [];
  const survived: string[] = [];
  for (const [mutant, delivery] of mutants)
    ((await runSuite(mutant, delivery)) ? survived : killed).push(mutant);
  const after = await runSuite(undefined, {});
  return { green: before && after, killed, survived };
}
