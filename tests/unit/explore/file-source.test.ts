import { expect, test } from 'vitest';
import { openText } from '../../../src/explore/import/open-files.ts';
import { fileSource } from '../../../src/explore/source/file-source.ts';
import { traceText } from '../../support/trace-text.ts';

const opened = await openText(
  JSON.stringify(
    traceText(`
      shop  GET /cart  |0-90ms|  @status=error
        db  SELECT  |10-20ms|
      ---
      shop  GET /home  |200-210ms|
    `),
  ),
);
const source = fileSource(opened.table);
const { signal } = new AbortController();

test('a file is listed, newest first, with its services, spans and errors', async () => {
  const { traces, matched } = await source.search('', signal);
  expect(matched).toBe(2);
  expect(
    traces.map(({ name, spans, errors, services, durationNs }) => [
      name,
      spans,
      errors,
      services,
      durationNs,
    ]),
  ).toEqual([
    ['GET /home', 1, 0, ['shop'], 10e6],
    ['GET /cart', 2, 1, ['shop', 'db'], 90e6],
  ]);
});

test('it is searched and measured like a server', async () => {
  const found = await source.search('{ name = "SELECT" }', signal);
  expect(found.traces.map(({ name, matched }) => [name, matched])).toEqual([['GET /cart', 1]]);
  const measured = await source.measure('{ } | count_over_time() by (resource.service.name)', signal);
  expect(measured.series.map(({ label }) => label)).toEqual([
    'resource.service.name=shop',
    'resource.service.name=db',
  ]);
  expect(measured.series[0]?.exemplars[0]?.traceId).toMatch(/^0+1$/);
  await expect(source.search('{ nme = 1 }', signal)).rejects.toThrow(/no field "nme"/);
  await expect(source.measure('{ }', signal)).rejects.toThrow(/makes no metric/);
});

test('one trace of it is a table of its own; one that is not there is undefined', async () => {
  const [trace] = (await source.search('{ name = "SELECT" }', signal)).traces;
  expect((await source.trace(trace?.traceId ?? ''))?.spanCount).toBe(2);
  expect(await source.trace('f'.repeat(32))).toBeUndefined();
});

test('of several traces, the one that is opened keeps its log records and its measurements, and no others', async () => {
  const ids = (trace: string) => ({ traceId: trace.repeat(32), spanId: trace.repeat(16) });
  const time = { startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000000100000000' };
  const at = { timeUnixNano: '1790000000050000000' };
  const lines = [
    {
      resourceSpans: [
        { scopeSpans: [{ spans: ['a', 'b'].map((id) => ({ ...ids(id), ...time, name: id })) }] },
      ],
    },
    {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: ['a', 'b'].map((id) => ({
                ...ids(id),
                ...at,
                body: { stringValue: `log of ${id}` },
              })),
            },
          ],
        },
      ],
    },
    {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'wait',
                  gauge: {
                    dataPoints: [
                      {
                        ...at,
                        asInt: '7',
                        exemplars: ['a', 'b'].map((id) => ({ ...ids(id), ...at, asDouble: 7 })),
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  ];
  const several = await openText(lines.map((line) => JSON.stringify(line)).join('\n'));
  const one = await fileSource(several.table).trace('a'.repeat(32));
  expect(one?.logs.map(({ body }) => body)).toEqual(['log of a']);
  expect(one?.metrics[0]?.points[0]?.exemplars?.map(({ traceId }) => traceId)).toEqual(['a'.repeat(32)]);
});
