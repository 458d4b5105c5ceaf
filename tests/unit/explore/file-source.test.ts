import { expect, test } from 'vitest';
import { openText } from '../../../src/explore/import/open-files.ts';
import { fileSource } from '../../../src/explore/source/file-source.ts';
import { traceText } from '../../support/trace-text.ts';

const opened = openText(
  JSON.stringify(
    traceText(`
      shop  GET /cart  |0-90ms|  @status=error
        db  SELECT  |10-20ms|
      ---
      shop  GET /home  |200-210ms|
    `),
  ),
);
const source = fileSource(opened.table, opened.metrics);
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
