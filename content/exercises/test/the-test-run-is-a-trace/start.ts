import type { SuiteRunner } from '#building';

export const runSuite: SuiteRunner = async ({ name, tests, events, tracer }) => {
  const suite = tracer.startSpan('test suite', { attributes: { 'test.suite.name': name } });

  await Promise.allSettled(
    tests.map(async (test) => {
      const span = tracer.startSpan('test case', { attributes: { 'test.case.name': test.name } });
      await test.run({ events }).catch(() => undefined);
      span.end();
    }),
  );
  suite.end();
};
