/**
 * The part `suite-runner`: what runs a suite of tests, as Vitest or ExUnit would, and says what it did in spans. The tests
 * are given; all of them run at once.
 *
 *   [RUN tests] of the build server --TRACEPARENT--> runSuite --> [test suite] --> [test case] --> what the test causes
 */
import type { Tracer } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Metadata } from '../../telemetry/event-port.ts';

export type SuiteRunner = (suite: Suite) => Promise<void>;

export interface Suite {
  readonly name: string;
  /** As the build server started us. */
  readonly env: { readonly TRACEPARENT: string };
  readonly tests: readonly SuiteTest[];
  /** Of the whole process: whoever listens hears what every test causes. */
  readonly events: SuiteEvents;
  readonly tracer: Tracer;
  /** The spans of all services that have ended since this run began, as an in-memory exporter would have them. */
  recorded(): ReadableSpan[];
  /** Keeps a text as the file `trace.jsonl`, beside the log of the build. */
  keep(text: string): void;
}
export interface SuiteTest {
  readonly name: string;
  /** The device that this test is about, and no other test of the suite. */
  readonly device: number;
  /** Rejects when the test fails. */
  run(fixtures: { readonly events: SuiteEvents }): Promise<void>;
}
export interface SuiteEvents {
  /** Calls the handler at each execution of the event. The answer detaches it. */
  on(event: string, handler: (metadata: Metadata) => void): () => void;
}

/** As shipped: runs the tests and says nothing about it. */
export const runSuite: SuiteRunner = async ({ tests, events }) => {
  await Promise.allSettled(tests.map((test) => test.run({ events })));
};
