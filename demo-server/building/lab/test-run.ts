/**
 * The test laboratory: runs a learner's tests against the building many times at once, each in a span of its own, while
 * the worker takes its time. At the end once more with a fault in the building, because a test that cannot fail says
 * nothing.
 *
 *   [test case: test.case.result.status] --HTTP--> building-api --> outbox --(0 to maxDelayMs)--> event-worker
 *                            '-- events.once(...)  <---------------------------- bldg.work_order.created
 */
import { context as contextApi, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { ProgramError } from '../../programs/problem.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import type { TestCase } from '../../programs/test-kit.ts';
import { seededRandom } from '../../seeded-random.ts';
import type { EventPort } from '../../telemetry/event-port.ts';
import { errorType } from '../../telemetry/measure.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import { type CallPeer, tracedFetch } from '../../telemetry/traced-fetch.ts';
import type { DeliveryFault } from '../messages.ts';
import type { Events, Fixtures, WorkOrder } from '../parts/test-file.ts';

export const testRunBody = z.strictObject({
  repeat: z.int().min(1).max(20).default(20),
  /** The worker waits from 0 to so long before it takes a message. */
  maxDelayMs: z.int().min(0).max(200).default(100),
  seed: z.int().default(1),
});

export interface TestRunDeps {
  readonly programs: ProgramHost;
  /** Of the tests, which are a service of their own. */
  readonly telemetry: ServiceTelemetry;
  readonly events: EventPort;
  readonly clock: Clock;
}
export interface TestRunAnswer {
  readonly passed: number;
  readonly failed: number;
  /** Of the last run, against the building with a fault. */
  readonly fault: { readonly passed: number; readonly failed: number };
}

/** A test that takes longer has failed. */
const TEST_TIMEOUT_MS = 2_500;
/** There are 24 leak sensors; no two tests of a run share one. */
const SENSORS = 24;

export async function runTests(
  { repeat, maxDelayMs, seed }: z.infer<typeof testRunBody>,
  fetch: (request: Request) => Promise<Response> | Response,
  deps: TestRunDeps,
): Promise<TestRunAnswer> {
  const { programs, telemetry } = deps;
  const tests = programs.standIn('test-file')?.() ?? [];
  if (tests.length * (repeat + 1) > SENSORS)
    throw new ProgramError(
      `${tests.length} tests are more than there are sensors for.`,
      'One test is enough here.',
    );
  const call = tracedFetch(
    {
      baseUrl: 'http://building-api',
      fetch: (request) => contextApi.with(ROOT_CONTEXT, async () => fetch(request)),
    },
    telemetry,
  );
  const random = seededRandom(seed);
  programs.touched();
  const occasions = Array.from({ length: repeat + 1 }, (_, index) => ({
    repetition: index + 1,
    delayMs: Math.round(random() * maxDelayMs),
    call,
  }));
  let sensor = 0;
  const runAll = async (occasion: Omit<Occasion, 'sensor' | 'fault'>, fault: DeliveryFault | undefined) => {
    const failures: unknown[] = [];
    for (const test of tests) {
      sensor += 3;
      const error = await runTest(test, { ...occasion, sensor, fault }, deps);
      if (error !== undefined) failures.push(error.cause);
    }
    return failures;
  };
  // All at the same time, as test files are: whoever takes another test's event for its own is found out.
  const failures = (
    await Promise.all(occasions.slice(0, repeat).map((occasion) => runAll(occasion, undefined)))
  ).flat();
  // The first failure is shown at its line; the one that a fault must cause is what a test is for.
  if (failures.length > 0)
    programs.handle(() => {
      throw failures[0];
    });
  const [last] = occasions.slice(repeat);
  const faulty = last === undefined ? [] : await runAll(last, 'event-without-row');
  const count = (runs: number, failed: number) => ({ passed: runs - failed, failed });
  return {
    ...count(repeat * tests.length, failures.length),
    fault: count(tests.length, faulty.length),
  };
}

interface Occasion {
  readonly repetition: number;
  readonly sensor: number;
  readonly delayMs: number;
  readonly fault: DeliveryFault | undefined;
  readonly call: CallPeer;
}

/** What the test failed with, wrapped so that even a thrown `undefined` counts; undefined when it passed. */
async function runTest(
  { name, body }: TestCase,
  occasion: Occasion,
  { telemetry, events, programs, clock }: TestRunDeps,
): Promise<{ readonly cause: unknown } | undefined> {
  const { repetition, fault } = occasion;
  const attributes = {
    'test.case.name': name.slice(0, 200),
    ...bldgAttributes({
      'bldg.test.repetition': repetition,
      ...(fault !== undefined && { 'bldg.test.fault': fault }),
    }),
  };
  const span = telemetry.tracer.startSpan('test case', { attributes });
  const heard = listen(events);
  const timersBefore = programs.timers();
  const stopClock = clock.after(TEST_TIMEOUT_MS, () => heard.giveUp());
  try {
    const fixtures: Fixtures = {
      sensor: occasion.sensor,
      building: buildingClient(occasion),
      events: heard.fixture,
    };
    await contextApi.with(trace.setSpan(contextApi.active(), span), () =>
      Promise.race([Promise.resolve(body(fixtures)), heard.gaveUp]),
    );
    span.setAttribute('test.case.result.status', 'pass');
    return undefined;
  } catch (error) {
    fail(span, error);
    return { cause: error };
  } finally {
    stopClock();
    heard.stop();
    span.setAttributes(
      bldgAttributes({
        'bldg.test.events': heard.count(),
        'bldg.test.timers': programs.timers() - timersBefore,
      }),
    );
    span.end();
  }
}

function fail(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.setAttributes({ 'test.case.result.status': 'fail', [ATTR_ERROR_TYPE]: errorType(error) });
  span.setStatus({ code: SpanStatusCode.ERROR, message: message.slice(0, 300) });
}

function buildingClient({ call, delayMs, fault }: Occasion): Fixtures['building'] {
  const json = async (answer: Response): Promise<unknown> => {
    if (answer.ok) return answer.json();
    await answer.body?.cancel();
    throw new Error(`building-api answered ${answer.status}`);
  };
  return {
    async reportLeak(sensor) {
      const delivery = { delayMs, ...(fault !== undefined && { fault }) };
      const body = { kind: 'leak', delivery };
      await json(
        await call({ method: 'POST', template: '/devices/:id/events', params: { id: sensor }, body }),
      );
    },
    async workOrders(sensor) {
      const answer = await json(await call({ method: 'GET', template: '/work-orders' }));
      const { workOrders } = answer as { readonly workOrders: readonly WorkOrder[] };
      return workOrders.filter(({ deviceId, status }) => deviceId === sensor && status === 'open');
    },
  };
}

/** The handlers of one test: counted, and gone when it ends. */
function listen(port: EventPort) {
  const detach = new Set<() => void>();
  let count = 0;
  let giveUp = () => {};
  const gaveUp = new Promise<never>((_, reject) => {
    giveUp = () =>
      reject(
        new ProgramError(
          `The test was not over after ${TEST_TIMEOUT_MS / 1000} seconds.`,
          'Does the event that it waits for happen, and is it the first time it asks?',
        ),
      );
  });
  gaveUp.catch(() => undefined);
  const fixture: Events = {
    once: (event, matches = () => true) =>
      new Promise((resolve, reject) => {
        const stop = port.attach(String(event), (_, metadata) => {
          try {
            if (!matches(metadata)) return;
          } catch (error) {
            return reject(error);
          }
          stop();
          detach.delete(stop);
          count += 1;
          resolve(metadata);
        });
        detach.add(stop);
      }),
  };
  return {
    fixture,
    gaveUp,
    giveUp: () => giveUp(),
    count: () => count,
    stop() {
      for (const stop of detach) stop();
      detach.clear();
    },
  };
}
