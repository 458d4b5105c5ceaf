import { type Context, context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Suite, SuiteEvents, SuiteRunner, SuiteTest } from '#building';

export const runSuite: SuiteRunner = async (given) => {
  const { name, env, tests, tracer, recorded, keep } = given;
  const job = propagation.extract(context.active(), { traceparent: env.TRACEPARENT });
  const suite = tracer.startSpan('test suite', { attributes: { 'test.suite.name': name } }, job);
  const inSuite = trace.setSpan(job, suite);

  const passed = await Promise.all(tests.map((test) => runTest(test, given, inSuite)));

  suite.setAttribute('test.suite.run.status', passed.every(Boolean) ? 'success' : 'failure');
  suite.end();

  // Everything has ended now. A line in OTLP JSON, as OpenTelemetry's file exporter writes it.
  keep(new TextDecoder().decode(JsonTraceSerializer.serializeRequest(recorded())));
};

async function runTest(test: SuiteTest, { tracer, events }: Suite, inSuite: Context): Promise<boolean> {
  const span = tracer.startSpan('test case', { attributes: { 'test.case.name': test.name } }, inSuite);
  try {
    await context.with(trace.setSpan(inSuite, span), () => test.run({ events: only(events, test.device) }));
    span.setAttribute('test.case.result.status', 'pass');
    return true;
  } catch (error) {
    span.setAttribute('test.case.result.status', 'fail');
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    return false;
  } finally {
    span.end();
  }
}

/** What other tests cause is not heard. */
const only = (events: SuiteEvents, device: number): SuiteEvents => ({
  on: (event, handler) =>
    events.on(event, (metadata) => {
      if (metadata['deviceId'] === device) handler(metadata);
    }),
});
