/** The file that a build keeps of its tests: good exactly if a receiver would take all of it. */

import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { beforeEach, expect, test } from 'vitest';
import { readTraceFile, spansOfSuite } from '../../../demo-server/building/lab/trace-file.ts';

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
const tracer = provider.getTracer('tests');
const fileOf = (spans = exporter.getFinishedSpans()) =>
  new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans));

/** A job, its suite, one test, and a span that goes on after the suite. */
function runSuite(): string {
  const job = tracer.startSpan('RUN tests', { startTime: [10, 0] });
  const inJob = trace.setSpan(ROOT_CONTEXT, job);
  const suite = tracer.startSpan('test suite', { startTime: [10, 0] }, inJob);
  const inSuite = trace.setSpan(inJob, suite);
  const late = tracer.startSpan('still at work', { startTime: [10, 0] }, inSuite);
  tracer.startSpan('test case', { startTime: [10, 0] }, inSuite).end([11, 5]);
  suite.end([11, 5]);
  late.end([11, 6]);
  job.end([12, 0]);
  return job.spanContext().traceId;
}

beforeEach(() => exporter.reset());

test('a suite needs itself and what had ended when it did', () => {
  const traceId = runSuite();
  runSuite();
  const needed = spansOfSuite(exporter.getFinishedSpans(), traceId);
  expect(needed.map(({ name }) => name)).toEqual(['test case', 'test suite']);
  expect(spansOfSuite(exporter.getFinishedSpans(), 'another')).toEqual([]);
});

test('a whole file is told as such, in one line or in more', () => {
  const needed = spansOfSuite(exporter.getFinishedSpans(), runSuite());
  const spans = exporter.getFinishedSpans();
  expect(readTraceFile(fileOf(), needed)).toEqual({ spans: 4, missing: 0, problem: '' });
  const lines = spans.map((span) => fileOf([span])).join('\n');
  expect(readTraceFile(`${lines}\n`, needed)).toEqual({ spans: 4, missing: 0, problem: '' });
});

test('what is not in it is counted', () => {
  const traceId = runSuite();
  const spans = exporter.getFinishedSpans();
  const withoutSuite = spans.filter(({ name }) => name !== 'test suite');
  expect(readTraceFile(fileOf(withoutSuite), spansOfSuite(spans, traceId))).toEqual({
    spans: 3,
    missing: 1,
    problem: '',
  });
});

test.each([
  ['no JSON', 'spans: all of them', 'The body is not valid JSON.'],
  ['JSON of another kind', '[{"name":"test suite"}]', 'The body is not a JSON object.'],
  ['an object without spans', '{}', 'There is no span in it.'],
  ['nothing at all', '\n', 'There is no span in it.'],
  [
    'ids in base64',
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"AAECAwQFBgcICQoLDA0ODw==","spanId":"AAECAwQFBgc="}]}]}]}',
    'refused: span with traceId "AAECAwQFBgcICQoLDA0ODw==", which is not 32 hex digits (it looks like base64: OTLP/JSON wants hex)',
  ],
])('%s is told in words', (_, text, problem) => {
  const traceId = runSuite();
  const needed = spansOfSuite(exporter.getFinishedSpans(), traceId);
  expect(readTraceFile(text, needed)).toEqual({ spans: 0, missing: 2, problem });
});
