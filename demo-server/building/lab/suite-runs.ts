/**
 * The laboratory of test runs: a build server that runs the same suite three times, with a learner's runner. The tests are
 * real clients of building-api. One of them is flaky: its hub answers at once in two runs and late in the other.
 *
 *   [RUN tests]  root of a trace of its own, once a run
 *      '-- TRACEPARENT --> runner --> test.run(...) --HTTP--> building-api
 */
import { context as contextApi, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { TRACE_PARENT_HEADER } from '@opentelemetry/core';
import { z } from 'zod';
import { delay } from '../../clock.ts';
import { guardedTracer } from '../../programs/guards.ts';
import { ProgramError } from '../../programs/problem.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import type { PeerCall } from '../../telemetry/traced-fetch.ts';
import { runSuite, type SuiteEvents, type SuiteTest } from '../parts/suite-runner.ts';
import type { TestRunDeps } from './test-case.ts';
import { type BuildingFetch, testCall } from './test-program.ts';

export const suiteRunsBody = z.strictObject({});

export interface SuiteRunsAnswer {
  readonly runs: number;
  readonly tests: number;
}

const RUNS = [1, 2, 3] as const;
const EVENT = 'bldg.device.event.received';
/** A runner that is not done by then never will be. */
const RUN_TIMEOUT_MS = 1_500;
/** How long the hub of a test lets it wait in the first, second and third run. */
const STEADY_WAIT_MS = [150, 150, 150] as const;
const FLAKY_WAIT_MS = [10, 240, 10] as const;

interface TestPlan {
  readonly name: string;
  readonly device: number;
  readonly request: Pick<PeerCall, 'method' | 'template' | 'params' | 'body'>;
  readonly waitMs?: readonly [number, number, number];
  /** It must hear its own event, once. */
  readonly hears?: boolean;
}
const device = (id: number, path: string, body: object) => ({
  device: id,
  request: { method: 'POST' as const, template: `/devices/:id/${path}`, params: { id }, body },
});
const PLANS: readonly TestPlan[] = [
  { name: 'a leak is heard once', ...device(3, 'events', { kind: 'leak' }), hears: true },
  { name: 'a low battery is heard once', ...device(6, 'events', { kind: 'low_battery' }), hears: true },
  {
    name: 'a thermostat can be set',
    ...device(2, 'commands', { command: 'set_temperature', celsius: 21 }),
    waitMs: STEADY_WAIT_MS,
  },
  { name: 'a heartbeat is noted', ...device(9, 'heartbeat', {}), waitMs: FLAKY_WAIT_MS },
  // There is no such unit. Whoever wrote the test has not looked at it for a while.
  {
    name: 'unit 99 has devices',
    device: 99,
    request: { method: 'GET', template: '/units/:id/devices', params: { id: 99 } },
  },
];

export async function runSuites(
  run: RunRef | undefined,
  fetch: BuildingFetch,
  deps: TestRunDeps,
): Promise<SuiteRunsAnswer> {
  const { programs, telemetry, events, clock } = deps;
  const runner = programs.standIn('suite-runner') ?? runSuite;
  const call = testCall(fetch, deps);
  programs.touched();

  for (const repetition of RUNS) {
    let running = 0;
    let most = 0;
    const attached = new Set<() => void>();
    const processWide: SuiteEvents = {
      on(event, handler) {
        const stop = events.attach(String(event), (_, metadata) => programs.handle(() => handler(metadata)));
        attached.add(stop);
        return stop;
      },
    };
    const waitFor = async (waitMs: number): Promise<void> => {
      const attributes = bldgAttributes({ 'bldg.injected_delay_ms': waitMs });
      const span = telemetry.tracer.startSpan('wait for hub', { attributes });
      await delay(clock, waitMs);
      span.end();
    };
    const toTest = ({ name, device, request, waitMs, hears = false }: TestPlan): SuiteTest => ({
      name,
      device,
      async run({ events: own }) {
        most = Math.max(most, ++running);
        let heard = 0;
        const stop = hears ? own.on(EVENT, () => heard++) : () => {};
        try {
          if (waitMs !== undefined) await waitFor(waitMs[repetition - 1] ?? 0);
          const answer = await call(request);
          await answer.body?.cancel();
          if (!answer.ok) throw new Error(`expected an answer, got ${answer.status}`);
          if (hears && heard !== 1) throw new Error(`expected to hear 1 event, heard ${heard}`);
        } finally {
          stop();
          running -= 1;
        }
      },
    });

    const outside = withRun(ROOT_CONTEXT, run);
    const attributes = {
      'cicd.pipeline.name': 'tests',
      ...bldgAttributes({ 'bldg.test.repetition': repetition }),
    };
    const job = telemetry.tracer.startSpan('RUN tests', { attributes }, outside);
    const headers: Record<string, string> = {};
    propagation.inject(trace.setSpan(outside, job), headers);
    const suite = {
      name: 'building',
      env: { TRACEPARENT: headers[TRACE_PARENT_HEADER] ?? '' },
      tests: PLANS.map(toTest),
      events: processWide,
      tracer: guardedTracer(telemetry.tracer, programs.spend),
    };
    let stopClock = () => {};
    const tooLong = new Promise<never>((_, reject) => {
      stopClock = clock.after(RUN_TIMEOUT_MS, () =>
        reject(
          new ProgramError(
            `\`runSuite\` was not over after ${RUN_TIMEOUT_MS / 1000} seconds.`,
            'Does it wait for something that never comes?',
          ),
        ),
      );
    });
    try {
      await contextApi.with(outside, () =>
        programs.run(() => Promise.race([Promise.resolve(runner(suite)), tooLong])),
      );
    } catch (error) {
      job.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      stopClock();
      for (const stop of attached) stop();
      job.setAttributes(bldgAttributes({ 'bldg.test.at_once': most }));
      job.end();
    }
  }
  return { runs: RUNS.length, tests: PLANS.length };
}
