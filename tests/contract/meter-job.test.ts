/** The job that loses its spans: which number a mistake leads to, by the answer, by the spans and by the counters. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import { loadBabel } from '../../src/exercises/code/babel.ts';
import { compile } from '../../src/exercises/code/compile.ts';
import { evaluateCheck } from '../../src/trace/checks/evaluate-check.ts';
import { run } from '../support/demo-run.ts';

const babel = await loadBabel();
let app: DemoApp;
beforeAll(async () => {
  app = await createNodeApp();
});
afterAll(() => app.close());

interface Choices {
  readonly url?: string;
  readonly queue?: number;
  readonly end?: string;
}

async function runJob({ url = 'http://collector:4318/v1/traces', queue = 96, end = '' }: Choices) {
  const compiled = compile(babel, {
    part: 'meter-job',
    source: `
      import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
      export const meterJob = async ({ resource, otlpExporter, meterProvider, readMeters }) => {
        const selfObsMeterProvider = meterProvider;
        const exporter = otlpExporter({ url: '${url}', selfObsMeterProvider });
        const processor = new BatchSpanProcessor({
          exporter, selfObsMeterProvider, maxQueueSize: ${queue}, maxExportBatchSize: 96,
        });
        const provider = new TracerProvider({ resource, spanProcessors: [processor] });
        readMeters(provider.getTracer('meter-job'));
        ${end}
      };`,
  });
  if (compiled.type === 'problems') throw new Error(compiled.problems.map(({ message }) => message).join());
  expect(await app.programs.install(compiled.program)).toEqual([]);
  const result = await run(app, { path: '/lab/meter-job' });
  const answer = result.answers[0]?.body as { readonly arrived: number };
  const evidence = { table: result.table, inputs: {}, responses: [], values: { ended: 500 } };
  const select = '{ resource.service.name = "meter-job" }';
  const ended = evaluateCheck(
    { type: 'exportedEqualsEnded', select, service: 'meter-job', ended: 'ended' },
    evidence,
  );
  const endpoint = evaluateCheck(
    { type: 'exporterEndpoint', service: 'meter-job', address: 'collector', port: 4318 },
    evidence,
  );
  expect(ended.spans).toHaveLength(answer.arrived);
  return { answer, ended, endpoint };
}

test('a full queue and an early end let one batch through', async () => {
  const { answer, ended, endpoint } = await runJob({});
  // The first batch leaves while the meters are read; as many find a place behind it.
  expect(answer).toMatchObject({ ended: 500, arrived: 96, dropped: 308, failed: 0, requests: 1 });
  expect(ended).toMatchObject({
    pass: false,
    seen: '96 here, 0 counted as exported and 308 dropped because the queue was full',
  });
  expect(endpoint).toMatchObject({ pass: true, seen: 'collector:4318' });
});

test('a flush saves what the queue had room for', async () => {
  const { answer } = await runJob({ end: 'await provider.shutdown();' });
  expect(answer).toMatchObject({ arrived: 192, dropped: 308 });
});

test('a large queue without a flush loses all but the first batch', async () => {
  const { answer, ended } = await runJob({ queue: 2048 });
  expect(answer).toMatchObject({ arrived: 96, dropped: 0 });
  expect(ended.pass).toBe(false);
});

test('a large queue and a flush lose nothing', async () => {
  const { answer, ended } = await runJob({ queue: 2048, end: 'await provider.shutdown().catch(() => {});' });
  expect(answer).toMatchObject({ arrived: 500, dropped: 0, failed: 0, requests: 6, cutOff: { failed: 500 } });
  expect(ended).toMatchObject({ pass: true, seen: '500 here and 500 counted as exported' });
});

test.each([
  ['http://collector:4317/v1/traces', 'ECONNRESET from collector:4317'],
  ['http://collector:4318/v1/trace', '404 from collector:4318'],
  ['http://localhost:4318/v1/traces', 'ENOTFOUND from localhost:4318'],
])('%s: %s', async (url, seen) => {
  const { answer, endpoint } = await runJob({
    url,
    queue: 2048,
    end: 'await provider.shutdown().catch(() => {});',
  });
  expect(answer).toMatchObject({ arrived: 0, failed: 500 });
  expect(endpoint).toMatchObject({ pass: false, seen });
});

test('as shipped, everything arrives', async () => {
  await app.programs.remove();
  const { answers } = await run(app, { path: '/lab/meter-job', body: { meters: 40 } });
  expect(answers[0]?.body).toMatchObject({ ended: 41, arrived: 41, dropped: 0, cutOff: { failed: 41 } });
});
