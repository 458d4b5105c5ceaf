/** What `test` and `expect` are in a program: tests are collected, and Vitest's own assertions judge them. */
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { traceMatchers } from '../../src/trace/testing/trace-matchers.ts';
import type { TestBody } from '../building/parts/test-file.ts';

export interface TestCase {
  readonly name: string;
  readonly body: TestBody;
}

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
// Put there by JestExtend, which does not say so in its types.
type Extendable = { extend(expect: unknown, matchers: object): void };
(chai.expect as unknown as Extendable).extend(chai.expect, traceMatchers);

/** The `expect` of Vitest, without what needs its runner: snapshots, and spies. */
export const expect = (value: unknown, message?: string) => chai.expect(value, message);

/** One for each program. */
export function testKit(): { readonly tests: readonly TestCase[]; test(name: string, body: TestBody): void } {
  const tests: TestCase[] = [];
  return { tests, test: (name, body) => void tests.push({ name: String(name), body }) };
}
