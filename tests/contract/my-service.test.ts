/**
 * my-service, which starts anew for each request with the configuration of the learner: what it answers, what reaches the
 * feed of it, and what it says of addresses and settings that are wrong.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { run } from '../support/demo-run.ts';
import { exerciseProgram, installProgram } from '../support/install-program.ts';
import { quietApp } from '../support/quiet-server.ts';
import { spanTree } from '../support/span-tree.ts';

const app = await quietApp();
afterEach(() => app.programs.remove());

describe('GET /api/my-service/buildings/:id', () => {
  const ask = (path: string) => run(app, { method: 'GET', path: `/api/my-service${path}` });
  const quiet = { console: 'nothing', exportErrors: 'none' };
  const building = {
    id: 1,
    name: expect.any(String),
    city: expect.any(String),
    hub: { hubId: 1, firmware: '4.2.0', online: true },
  };
  const queries = [
    'my-service: SELECT buildings (client)',
    'my-service: SELECT hubs (client)',
    'my-service: GET /hubs/:id (client)',
  ];
  const gateway = 'device-gateway: GET /hubs/:id (server)';

  test('as shipped, a request is one tree over two services', async () => {
    const { answers, table } = await ask('/buildings/1');
    expect(answers).toEqual([{ status: 200, body: { ...building, process: quiet } }]);
    expect(spanTree(table).split('\n')).toEqual([
      'my-service: GET /buildings/:id (server)',
      ...queries.map((line) => `  ${line}`),
      `    ${gateway}`,
    ]);
  });

  test('without a context manager each span is a root; the propagator still reaches the other service', async () => {
    const { answers, table } = await ask('/buildings/1?contextManager=none');
    expect(answers).toEqual([{ status: 200, body: { ...building, process: quiet } }]);
    expect(spanTree(table).split('\n')).toEqual([
      'my-service: GET /buildings/:id (server)',
      ...queries,
      `  ${gateway}`,
    ]);
  });

  test('an exporter at the wrong port: the answer is the same, and the process says what went wrong', async () => {
    const start = exerciseProgram('dev/basic-local-setup', 'otel-configuration', 'start');
    expect(await installProgram(app, 'otel-configuration', start)).toEqual([]);
    const { answers, table } = await ask('/buildings/1');
    const exportErrors =
      'traces to http://localhost:4317/v1/traces: Expected HTTP/1.1, and this port speaks gRPC';
    expect(answers).toEqual([
      { status: 200, body: { ...building, process: { console: 'nothing', exportErrors } } },
    ]);
    expect(spanTree(table)).toBe(gateway);
  });

  test.each([
    ['/buildings/9', 'unknown-building', 'There is no building 9.'],
    ['/buildings/x', 'not-found', '"id" is not an id: expected a number.'],
    ['/nothing', 'unknown-route', 'Nothing answers GET /nothing.'],
  ])('%s is 404, told by the service itself', async (path, code, message) => {
    const { answers } = await ask(path);
    const error = { code, message, hint: expect.any(String) };
    expect(answers).toEqual([{ status: 404, body: { error, process: quiet } }]);
  });

  test('a context manager that nobody has heard of is 400, and the service is not started', async () => {
    const { answers, table } = await ask('/buildings/1?contextManager=zone');
    expect(answers).toEqual([
      {
        status: 400,
        body: {
          error: {
            code: 'bad-request',
            message: '"contextManager": Invalid option: expected one of "none"|"async-local-storage".',
            hint: expect.any(String),
          },
        },
      },
    ]);
    expect(table.spanCount).toBe(0);
  });

  test('other methods have no service to ask', async () => {
    const { answers } = await run(app, { path: '/api/my-service/buildings/1' });
    expect(answers).toMatchObject([{ status: 404, body: { error: { code: 'unknown-route' } } }]);
  });
});
