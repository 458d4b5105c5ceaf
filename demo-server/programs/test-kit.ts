/** What `test` is in a program: tests are collected, and run by the laboratory. */
import type { TestBody } from '../building/parts/test-file.ts';

export interface TestCase {
  readonly name: string;
  readonly body: TestBody;
}

/** One for each program. */
export function testKit(): { readonly tests: readonly TestCase[]; test(name: string, body: TestBody): void } {
  const tests: TestCase[] = [];
  return { tests, test: (name, body) => void tests.push({ name: String(name), body }) };
}
