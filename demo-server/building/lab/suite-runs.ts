/**
 * The laboratory of test runs: a build server that runs the same suite three times, with a learner's runner.
 *
 *   [RUN tests]  root of a trace of its own, once a run
 *      '-- TRACEPARENT --> runner --> test.run(...) --HTTP--> building-api
 */
import {
  type Context,
  context as contextApi,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { TRACE_PARENT_HEADER } from '@opentelemetry/core';
import * as z from 'zod';
import { guardedTracer } from '../../programs/guards.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import type { EventPort } from '../../telemetry/event-port.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, runOf, withRun } from '../../telemetry/run-baggage.ts';
import { runSuite, type SuiteEvents, type SuiteRunner } from '../parts/suite-runner.ts';
import { REPETITIONS, type Repetition, type SuiteTests, suiteTests } from './suite-tests.ts';
import type { TestRunDeps } from './test-case.ts';
import { type BuildingFetch, testCall } from './test-program.ts';
import { timeLimit } from './time-limit.ts';
import { readTraceFile, spansOfSuite, traceFileAttributes } from './trace-file.ts';

export const suiteRunsBody = z.strictObject({});

export interface SuiteRunsAnswer {
  readonly runs: number;
  readonly tests: number;
}

/** Many times what a run needs. */
const MAX_FILE_CHARS = 2_000_000;
/** A runner that waits so long while nothing happens never will be done; nor one that is busy for so long. */
const QUIET_MS = 3_000;
const MOST_MS = 8_000;

export async function runSuites(
  run: RunRef | undefined,
  fetch: BuildingFetch,
  deps: TestRunDeps,
): Promise<SuiteRunsAnswer> {
  const runner = deps.programs.standIn('suite-runner') ?? runSuite;
  const call = testCall(fetch, deps);
  // A build server is nobody's child: the request that woke it is not its parent.
  const outside = withRun(ROOT_CONTEXT, run);
  deps.programs.touched();
  let tests = 0;
  for (const repetition of REPETITIONS) {
    const suite = suiteTests(repetition, call, deps);
    await runJob(repetition, outside, suite, runner, deps);
    tests = suite.tests.length;
  }
  return { runs: REPETITIONS.length, tests };
}

/** One job of the build server: the span around it, and the suite inside. */
async function runJob(
  repetition: Repetition,
  outside: Context,
  { tests, mostAtOnce }: SuiteTests,
  runner: SuiteRunner,
  deps: TestRunDeps,
): Promise<void> {
  const { programs, telemetry, recorder, clock } = deps;
  const attributes = {
    'cicd.pipeline.name': 'tests',
    ...bldgAttributes({ 'bldg.test.repetition': repetition }),
  };
  const job = telemetry.tracer.startSpan('RUN tests', { attributes }, outside);
  const ears = processWideEvents(deps.events, programs);
  const recording = recorder.record(runOf(outside));
  let file: string | undefined;
  const suite = {
    name: 'building',
    env: { TRACEPARENT: traceparentOf(trace.setSpan(outside, job)) },
    tests,
    events: ears.events,
    tracer: guardedTracer(telemetry.tracer, programs.spend),
    recorded: () => recording.spans.filter(({ ended }) => ended),
    keep: (text: string) => {
      file = String(text).slice(0, MAX_FILE_CHARS);
    },
  };
  const limit = timeLimit({
    subject: '`runSuite`',
    hint: () => 'Does it wait for something that never comes?',
    quietMs: QUIET_MS,
    mostMs: MOST_MS,
    signs: recording.signs,
    clock,
  });
  try {
    await contextApi.with(outside, () =>
      programs.run(() => Promise.race([Promise.resolve(runner(suite)), limit.exceeded])),
    );
  } catch (error) {
    job.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    limit.lift();
    ears.detachAll();
    recording.stop();
    job.setAttributes(bldgAttributes({ 'bldg.test.at_once': mostAtOnce() }));
    if (file !== undefined) {
      const needed = spansOfSuite(recording.spans, job.spanContext().traceId);
      job.setAttributes(traceFileAttributes(readTraceFile(file, needed)));
    }
    job.end();
  }
}

/** What a process that is started by another finds in its environment. */
function traceparentOf(context: Context): string {
  const headers: Record<string, string> = {};
  propagation.inject(context, headers);
  return headers[TRACE_PARENT_HEADER] ?? '';
}

/** The events of the whole process, as the runner and its tests hear them; nobody listens after the run. */
function processWideEvents(port: EventPort, programs: ProgramHost) {
  const attached = new Set<() => void>();
  const events: SuiteEvents = {
    on(event, handler) {
      const stop = port.attach(String(event), (_, metadata) => programs.handle(() => handler(metadata)));
      attached.add(stop);
      return stop;
    },
  };
  const detachAll = () => {
    for (const stop of attached) stop();
  };
  return { events, detachAll };
}
