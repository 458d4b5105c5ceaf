/**
 * The part `test-file`: a learner's tests of the building, as Vitest would have them, with what they need as fixtures.
 * Nothing is exported; each call of `test` counts. Run by `../lab/test-run.ts`, each test inside of a span of its own.
 */
import type {} from 'vitest';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import type { TraceMatchers } from '../../../src/trace/testing/trace-matchers.ts';
import type { Metadata } from '../../telemetry/event-port.ts';

export type TestBody = (fixtures: Fixtures) => Promise<void> | void;

export interface Fixtures {
  /** A leak sensor that no other test of this run uses. */
  readonly sensor: number;
  readonly building: BuildingClient;
  readonly events: Events;
}

/** building-api over HTTP. */
export interface BuildingClient {
  /** The sensor reports water. Resolves when the building has taken note; the work order comes later. */
  reportLeak(sensor: number): Promise<void>;
  /** The open work orders for this sensor, as the database has them now. */
  workOrders(sensor: number): Promise<readonly WorkOrder[]>;
  /**
   * Everything the building did because of this work, and because of the messages that it sent: resolves when the last
   * span has ended and the queue is empty. The trace begins at the test.
   */
  traceOf(work: () => unknown): Promise<Trace>;
}
/** Spans to assert on: `expect(trace).toHaveSpan('{ name = "INSERT work_orders" }')`. */
export type Trace = TraceReader;

declare module 'vitest' {
  /** The assertions that `expect` has for traces. */
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends TraceMatchers<R> {}
}

export interface WorkOrder {
  readonly id: number;
  readonly deviceId: number;
  readonly reason: string;
  readonly status: 'open' | 'done';
}

/** The events that services of the building execute, such as `bldg.work_order.created`. Handlers leave with the test. */
export interface Events {
  /** Resolves with the metadata of the next such event, counted from this call. */
  once(event: string, matches?: (metadata: Metadata) => boolean): Promise<Metadata>;
}

/** A program has its own, which collects; see `../../programs/test-kit.ts`. */
export function test(name: string, _body: TestBody): void {
  throw new Error(`"${name}" is a test of a learner's program, and runs in one.`);
}
