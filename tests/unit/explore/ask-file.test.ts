/** Questions about an opened file: the worker that read it says what the page would, and the newest question wins. */
import { afterAll, describe, expect, test } from 'vitest';
import { openFiles } from '../../../src/explore/import/open-files.ts';
import { askHere } from '../../../src/explore/source/ask-file.ts';
import type { FileQuestion } from '../../../src/explore/source/file-questions.ts';
import { startNodeFileWorker } from '../../support/node-reading-worker.ts';

const SPANS = 12_000;
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const ms = (value: number) => String(1_790_000_000_000_000_000n + BigInt(value) * 1_000_000n);
const kept = new AbortController().signal;

/** Four spans a trace, so that the list of traces is a long one. */
function file(): File {
  const spans = Array.from({ length: SPANS }, (_, at) => ({
    traceId: hex(1 + Math.floor(at / 4), 32),
    spanId: hex(at + 1, 16),
    ...(at % 4 === 0 ? {} : { parentSpanId: hex(at - (at % 4) + 1, 16) }),
    name: at % 4 === 0 ? 'GET /cart' : `SELECT ${at % 4}`,
    startTimeUnixNano: ms(at),
    endTimeUnixNano: ms(at + 5),
    status: at % 40 === 0 ? { code: 2 } : {},
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  return new File([JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })], 'shop.json');
}

const worker = startNodeFileWorker();
const opened = await openFiles([file()], { startWorker: () => worker });
const { asked } = opened;
afterAll(() => asked.close());

describe('a file that was read in a worker', () => {
  test('is on the page, and still in the worker', async () => {
    expect(opened.table.spanCount).toBe(SPANS);
    const { list } = (await asked.ask({ type: 'search', query: '' }, kept)) as never as {
      readonly list: { readonly matched: number; readonly traces: readonly object[] };
    };
    expect(list.matched).toBe(SPANS / 4);
    expect(list.traces).toHaveLength(SPANS / 4);
  });

  test.each<FileQuestion>([
    { type: 'search', query: '{ status = error }' },
    { type: 'search', query: '{ name = "GET /cart" } >> { name = "SELECT 2" } | count() > 0' },
    { type: 'search', query: '{ name = "nobody" }' },
    { type: 'search', query: '{ nme = 1 }' },
    { type: 'search', query: '{ } | rate()' },
    { type: 'measure', query: '{ status = error } | count_over_time() by (name)' },
    { type: 'measure', query: '{ }' },
  ])('answers $type $query as the page would', async (question) => {
    const here = await askHere(opened.table).ask(question, kept);
    expect(await asked.ask(question, kept)).toEqual(here);
  });

  test('gives a question up for a newer one', async () => {
    const first = new AbortController();
    const older = asked.ask({ type: 'search', query: '{ name =~ ".*cart" }' }, first.signal);
    first.abort();
    const newer = asked.ask({ type: 'search', query: '{ status = error }' }, kept);
    await expect(older).rejects.toThrow(/abort/i);
    expect(await newer).toMatchObject({ type: 'list', list: { matched: SPANS / 40, kept: SPANS / 4 } });
  });

  test('does not begin with a question that nobody has any more', async () => {
    await expect(asked.ask({ type: 'search', query: '{ }' }, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});

test('a question the page answers itself is given up, too, and then the next is answered', async () => {
  // A slice is one step, so that it is not over at once on any machine.
  const here = askHere(opened.table, 0);
  const first = new AbortController();
  const older = here.ask({ type: 'search', query: '{ name =~ ".*cart" }' }, first.signal);
  first.abort();
  await expect(older).rejects.toThrow(/abort/i);
  expect(await here.ask({ type: 'search', query: '{ status = error }' }, kept)).toMatchObject({
    list: { matched: SPANS / 40 },
  });
});

test('a file that is closed has no worker any more, and says so', async () => {
  const own = startNodeFileWorker();
  const { asked: closing } = await openFiles([file()], { startWorker: () => own });
  const waiting = expect(closing.ask({ type: 'search', query: '{ }' }, kept)).rejects.toThrow(
    'The file is closed.',
  );
  closing.close();
  await waiting;
  await own.ended;
  await expect(closing.ask({ type: 'search', query: '{ }' }, kept)).rejects.toThrow('The file is closed.');
});
