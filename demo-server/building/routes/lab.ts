/** The laboratories: a load made on the spot, so that sampling, retention and cardinality can be seen at work. */
import { context as contextApi } from '@opentelemetry/api';
import { Hono } from 'hono';
import { validated } from '../../error-answer.ts';
import { runOf } from '../../telemetry/run-baggage.ts';
import { runCardinality } from '../lab/cardinality.ts';
import { cardinalityBody } from '../lab/cardinality-input.ts';
import { runCommandDay } from '../lab/command-day.ts';
import { commandDayBody } from '../lab/command-day-input.ts';
import { environmentsBody, runEnvironments } from '../lab/environments.ts';
import { fanOutBody, runFanOut } from '../lab/fan-out.ts';
import { runGoodhart } from '../lab/goodhart.ts';
import { goodhartBody } from '../lab/goodhart-input.ts';
import { leakMonthBody, samplingBody } from '../lab/inputs.ts';
import type { LabDeps } from '../lab/lab-deps.ts';
import { runLeakMonth } from '../lab/leak-month.ts';
import { meterJobBody, runMeterJob } from '../lab/meter-job.ts';
import { mutationBody, runMutants } from '../lab/mutation-run.ts';
import { nightRoundBody, runNightRound } from '../lab/night-round.ts';
import { openPageBody, runOpenPage } from '../lab/open-page.ts';
import { runSamplingLab } from '../lab/sampling.ts';
import { runSuites, suiteRunsBody } from '../lab/suite-runs.ts';
import { runTests, testRunBody } from '../lab/test-run.ts';

/** `buildingApi` is the service that the laboratory of tests tests. */
export function labRoutes(deps: LabDeps, buildingApi: Hono): Hono {
  const run = () => runOf(contextApi.active());
  return new Hono()
    .post('/lab/sampling', validated('json', samplingBody), async (c) =>
      c.json(await runSamplingLab(c.req.valid('json'), run(), deps)),
    )
    .post('/lab/leak-month', validated('json', leakMonthBody), async (c) =>
      c.json(await runLeakMonth(c.req.valid('json'), run(), deps)),
    )
    .post('/lab/cardinality', validated('json', cardinalityBody), async (c) =>
      c.json(await runCardinality(c.req.valid('json'), run(), deps)),
    )
    .post('/lab/command-day', validated('json', commandDayBody), async (c) =>
      c.json(await runCommandDay(c.req.valid('json'), run(), deps)),
    )
    .post('/lab/goodhart', validated('json', goodhartBody), async (c) =>
      c.json(await runGoodhart(c.req.valid('json'), run(), deps)),
    )
    .post('/lab/fan-out', validated('json', fanOutBody), async (c) =>
      c.json(await runFanOut(c.req.valid('json'), run(), c.req.raw.headers, deps.fanOut)),
    )
    .post('/lab/environments', validated('json', environmentsBody), async (c) =>
      c.json(await runEnvironments(c.req.valid('json'), run(), c.req.raw.headers, deps)),
    )
    .post('/lab/night-round', validated('json', nightRoundBody), async (c) =>
      c.json(
        await runNightRound(c.req.valid('json'), run(), c.req.raw.headers, { ...deps, ...deps.nightRound }),
      ),
    )
    .post('/lab/meter-job', validated('json', meterJobBody), async (c) =>
      c.json(await runMeterJob(c.req.valid('json'), run(), c.req.raw.headers, deps)),
    )
    .post('/lab/open-page', validated('json', openPageBody), async (c) =>
      c.json(await runOpenPage(run(), c.req.raw.headers, (request) => buildingApi.fetch(request), deps)),
    )
    .post('/lab/test-run', validated('json', testRunBody), async (c) =>
      c.json(await runTests(c.req.valid('json'), (request) => buildingApi.fetch(request), deps.tests)),
    )
    .post('/lab/suite-runs', validated('json', suiteRunsBody), async (c) =>
      c.json(await runSuites(run(), (request) => buildingApi.fetch(request), deps.tests)),
    )
    .post('/lab/mutants', validated('json', mutationBody), async (c) =>
      c.json(await runMutants((request) => buildingApi.fetch(request), deps.tests)),
    );
}
