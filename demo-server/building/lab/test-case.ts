/**
 * One test of a learner's program, run: in a span of its own, with fixtures of its own, and given up when it has come to a
 * standstill. Its result is on the span, by the names that the semantic conventions have for tests.
 *
 *   [test case: test.case.result.status] --HTTP--> building-api --> outbox --> event-worker
 *                            '-- events.once(...)  <------------- bldg.work_order.created
 *
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/test/
 */
import { context as contextApi, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { Clock } from '../../clock.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import type { TestCase } from '../../programs/test-kit.ts';
import type { EventPort, Metadata } from '../../telemetry/event-port.ts';
import { errorType } from '../../telemetry/measure.ts';
import { type BldgAttributes, bldgAttributes } from '../../telemetry/registry.ts';
import { runOf } from '../../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { SpanRecorder } from '../../telemetry/span-recorder.ts';
import type { CallPeer } from '../../telemetry/traced-fetch.ts';
import type { Events, Fixtures } from '../parts/test-file.ts';
import { buildingClient, type LeakDelivery } from './test-building.ts';
import { timeLimit } from './time-limit.ts';

export interface TestRunDeps {
  readonly programs: ProgramHost;
  /** Of the tests, which are a service of their own. */
  readonly telemetry: ServiceTelemetry;
  readonly events: EventPort;
  readonly recorder: SpanRecorder;
  /** Resolves when the outbox is empty. */
  readonly drain: () => Promise<void>;
  readonly clock: Clock;
}

/** Where and how a test runs. */
export interface Occasion {
  /** Said on the span of the test. */
  readonly attributes: BldgAttributes;
  readonly sensor: number;
  /** How the building delivers the leaks that this test reports. */
  readonly delivery: LeakDelivery;
  readonly call: CallPeer;
}

/** A test that waits while nothing happens has failed; shorter than the silence that ends a run. */
const QUIET_MS = 4_000;
/** One that asks again and again is never quiet. */
const MOST_MS = 15_000;

/** What the test failed with, wrapped so that even a thrown `undefined` counts; undefined when it passed. */
export async function runTest(
  { name, body }: TestCase,
  occasion: Occasion,
  { telemetry, events, recorder, drain, programs, clock }: TestRunDeps,
): Promise<{ readonly cause: unknown } | undefined> {
  const attributes = { 'test.case.name': name.slice(0, 200), ...bldgAttributes(occasion.attributes) };
  const run = runOf(contextApi.active());
  const opening = recorder.record(run);
  const span = telemetry.tracer.startSpan('test case', { attributes });
  opening.stop();
  const heard = listen(events);
  const timersBefore = programs.timers();
  const living = recorder.record(run);
  const limit = timeLimit({
    subject: 'The test',
    hint: heard.hint,
    quietMs: QUIET_MS,
    mostMs: MOST_MS,
    signs: () => living.signs() + heard.count(),
    clock,
  });
  // So that it comes out of the `await` that it waits in, and is told at that line.
  limit.exceeded.catch(heard.giveUp);
  try {
    const record = () => recorder.record(run);
    const fixtures: Fixtures = {
      sensor: occasion.sensor,
      building: buildingClient(occasion, { testCase: opening.spans[0], record, drain }),
      events: heard.fixture,
    };
    await contextApi.with(trace.setSpan(contextApi.active(), span), () =>
      Promise.race([Promise.resolve(body(fixtures)), limit.exceeded]),
    );
    span.setAttribute('test.case.result.status', 'pass');
    return undefined;
  } catch (error) {
    fail(span, error);
    return { cause: error };
  } finally {
    limit.lift();
    living.stop();
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

interface Wait {
  readonly event: string;
  /** What was heard of that name and not taken. */
  readonly refused: Metadata[];
  readonly reject: (error: unknown) => void;
  readonly detach: () => void;
}

/** The handlers of one test: counted, and gone when it ends. */
function listen(port: EventPort) {
  const waits = new Set<Wait>();
  let count = 0;
  const fixture: Events = {
    once: (event, matches = () => true) =>
      new Promise((resolve, reject) => {
        const refused: Metadata[] = [];
        const detach = port.attach(String(event), (_, metadata) => {
          try {
            if (!matches(metadata)) return void refused.push(metadata);
          } catch (error) {
            return reject(error);
          }
          detach();
          waits.delete(wait);
          count += 1;
          resolve(metadata);
        });
        const wait: Wait = { event: String(event), refused, reject, detach };
        waits.add(wait);
      }),
  };
  return {
    fixture,
    count: () => count,
    hint: () => hintFor([...waits][0]),
    giveUp(error: unknown) {
      for (const { reject } of waits) reject(error);
    },
    stop() {
      for (const { detach } of waits) detach();
      waits.clear();
    },
  };
}

function hintFor(wait: Wait | undefined): string {
  if (wait === undefined) return 'What does it wait for?';
  const [refused] = wait.refused;
  if (refused === undefined)
    return `It waited for \`${wait.event}\`. Does that event happen, and did the test listen before it did?`;
  const keys = Object.keys(refused).join(', ');
  return `It heard \`${wait.event}\` ${wait.refused.length} times, and took none. What it is told has ${keys}.`;
}
