/**
 * The `expect` of Vitest, without what needs its runner: snapshots, and spies. Loaded for the first program that imports
 * it: with chai, and with the engine behind the matchers, it is a large part of what a browser would have to fetch.
 */
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { traceMatchers } from '../../src/trace/testing/trace-matchers.ts';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
// Put there by JestExtend, which does not say so in its types.
type Extendable = { extend(expect: unknown, matchers: object): void };
(chai.expect as unknown as Extendable).extend(chai.expect, traceMatchers);

export const expect = (value: unknown, message?: string) => chai.expect(value, message);
