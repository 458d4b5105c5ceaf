/** Files read in a worker: what the page gets is what it would have read itself, or a sentence that says why not. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import { ALL_EXPANDED } from '../../../src/timeline/layout/rows.ts';
import { type OpenedFiles, openFiles, sourceOfText } from '../../../src/timeline/open/open-files.ts';
import { type Progress, progressSentence } from '../../../src/timeline/open/read-files.ts';
import type { ReadingWorker } from '../../../src/timeline/open/reading-messages.ts';
import { oneTrace } from '../../../src/trace/analysis/one-trace.ts';
import { FileTable } from '../../../src/trace/formats/file-table.ts';
import { readTelemetry } from '../../../src/trace/formats/telemetry-reader.ts';
import { toOtlpLogs, toOtlpMetrics, toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import { startNodeReadingWorker } from '../../support/node-reading-worker.ts';

const T0 = 1_790_000_000_000_000_000n;
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** Lines of two traces, with links, events, faults, texts of all alphabets, log records and metrics. */
function lines(spans: number): string {
  const time = (ms: number) => String(T0 + BigInt(ms) * 1_000_000n);
  const requests: object[] = [];
  for (let from = 0; from < spans; from += 100) {
    const list = Array.from({ length: 100 }, (_, i) => {
      const at = from + i;
      const trace = at % 3 === 0 ? 1 : 2;
      return {
        traceId: hex(trace, 32),
        spanId: hex(at + 1, 16),
        ...(at < 3 ? {} : { parentSpanId: hex(Math.floor(at / 9) * 3 + (at % 3) + 1, 16) }),
        name: at % 50 === 0 ? `GET /räume/${at} 🏢 \ud800` : `step ${at % 7}`,
        kind: 1 + (at % 5),
        startTimeUnixNano: time(at),
        ...(at % 41 === 0 ? {} : { endTimeUnixNano: time(at + 5) }),
        attributes: [
          { key: 'http.route', value: { stringValue: '/räume/:id' } },
          { key: 'retry', value: { boolValue: at % 2 === 0 } },
          { key: 'ids', value: { arrayValue: { values: [{ intValue: String(2n ** 62n) }] } } },
          { key: 'ratio', value: { doubleValue: at / 7 } },
        ],
        events: at % 10 === 0 ? [{ timeUnixNano: time(at + 1), name: 'retry' }] : [],
        links: at % 20 === 0 ? [{ traceId: hex(1, 32), spanId: hex(1, 16) }] : [],
        status: at % 11 === 0 ? { code: 2, message: 'no room' } : {},
      };
    });
    requests.push({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: `s${from % 300}` } }] },
          scopeSpans: [{ scope: { name: 'demo', version: '1' }, spans: [...list, { spanId: 'no' }] }],
        },
      ],
    });
  }
  const ids = { traceId: hex(1, 32), spanId: hex(1, 16) };
  const attributes = [{ key: 'floor', value: { intValue: '3' } }];
  for (let at = 0; at < 2_500; at += 500) {
    requests.push({
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: Array.from({ length: 500 }, (_, i) => ({
                timeUnixNano: time(at + i),
                body: { stringValue: `line ${at + i}` },
                attributes,
                ...(i % 2 === 0 ? ids : {}),
              })),
            },
          ],
        },
      ],
    });
  }
  requests.push({
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'requests',
                sum: {
                  aggregationTemporality: 2,
                  isMonotonic: true,
                  dataPoints: [
                    {
                      timeUnixNano: time(9),
                      asInt: '7',
                      attributes,
                      exemplars: [{ timeUnixNano: time(8), asInt: '1', ...ids }],
                    },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });
  return requests.map((request) => `${JSON.stringify(request)}\n`).join('');
}

const TEXT = lines(3_000);
const startWorker = startNodeReadingWorker;
const source = (bytes: string | Uint8Array<ArrayBuffer>, name = 'shop.jsonl') => [
  { name, bytes: new Blob([bytes]) },
];

function held(table: FileTable) {
  const { arrays } = table.store.rows;
  return {
    version: table.version,
    columns: Object.entries(arrays).map(([name, column]) => [
      name,
      Array.from(column.subarray(0, table.spanCount)),
    ]),
    bounds: table.bounds(),
    spans: toOtlpTraces(table),
    logs: toOtlpLogs(table),
    metrics: toOtlpMetrics(table),
    reports: table.reports,
  };
}

function readHere(text: string): FileTable {
  const table = new FileTable();
  readTelemetry(table, text, 'shop.jsonl');
  return table;
}

describe('a file that is read in a worker', () => {
  test('gives the columns, log records and metrics that the page would have read', async () => {
    const here = readHere(TEXT);
    const opened = await openFiles(source(TEXT), { startWorker });
    expect(opened.tookMs.where).toBe('worker');
    expect(here.spanCount).toBe(3_000);
    expect(held(opened.table)).toEqual(held(here));
    expect(opened.reports[0]).toMatchObject({ spans: 3_000, logs: 2_500, metrics: 1 });
    expect(opened.reports[0]?.issues.map(({ type, count }) => [type, count])).toEqual([
      ['missing-end', 74],
      ['bad-trace-id', 30],
    ]);
    expect(opened.traces.first.map(({ spanCount }) => spanCount)).toEqual([1_000, 2_000]);
  });

  test('brings its tree and its rows along, as a layout here would have made them', async () => {
    const { table } = await openFiles(source(TEXT), { startWorker });
    const rows = layoutRows(table, ALL_EXPANDED);
    expect(layoutRows(table, ALL_EXPANDED)).toBe(rows);
    expect(rows).toEqual(layoutRows(table, { ...ALL_EXPANDED }));
    expect(rows.tree).toEqual(buildTraceTree(table));
  });

  test('is a table like any other: it takes more spans, and finds those it has', async () => {
    const here = readHere(TEXT);
    const { table } = await openFiles(source(TEXT), { startWorker });
    const rows = layoutRows(table, ALL_EXPANDED);
    for (const one of [here, table]) readTelemetry(one, lines(4_000), 'more');
    expect(held(table)).toEqual(held(here));
    expect(table.findSpan(hex(2, 32), hex(3_999, 16))).toBe(3_998);
    expect(layoutRows(table, ALL_EXPANDED).count).toBeGreaterThan(rows.count);
  });

  test('may be packed, by its first bytes and not by its name', async () => {
    const { table, reports } = await openFiles(source(new Uint8Array(gzipSync(TEXT))), { startWorker });
    expect(table.spanCount).toBe(3_000);
    expect(reports[0]?.issues.every(({ kept, type }) => kept || type === 'bad-trace-id')).toBe(true);
  });

  test('is cancelled at once: the worker is gone, and nothing comes of it', async () => {
    const cancel = new AbortController();
    let worker: ReturnType<typeof startNodeReadingWorker> | undefined;
    const opening = openFiles(source(TEXT), {
      signal: cancel.signal,
      startWorker: () => {
        worker = startNodeReadingWorker();
        return worker;
      },
      progress: () => cancel.abort(),
    });
    await expect(opening).rejects.toThrow(/abort/i);
    await worker?.ended;
  });

  test('tells how far it is', async () => {
    const told: Progress[] = [];
    await openFiles(source(TEXT), { startWorker, progress: (progress) => told.push(progress) });
    expect(told[0]).toEqual({ file: 'shop.jsonl', readBytes: 0, totalBytes: new Blob([TEXT]).size });
    expect(told.map(progressSentence)[0]).toBe('Reading shop.jsonl: 0 %.');
    expect(progressSentence(told.at(-1) as Progress)).toBe('All is read. Laying out the rows.');
  });
});

describe('a file that cannot be read', () => {
  const issuesOf = ({ reports }: OpenedFiles) =>
    reports.flatMap(({ issues }) => issues).map(({ type, examples }) => `${type}: ${examples[0]?.message}`);

  test('says what it is, when it is no telemetry', async () => {
    const opened = await openFiles(source(`{"a":"${'x'.repeat(70_000)}"}`), { startWorker });
    expect(opened.tookMs.where).toBe('worker');
    expect(opened.table.spanCount).toBe(0);
    expect(issuesOf(opened)[0]).toMatch(/^not-telemetry: This is an object with "a": none of OTLP JSON/);
  });

  test('keeps what came before, when it was cut off', async () => {
    const cut = TEXT.slice(0, TEXT.indexOf('\n', 200_000) + 500);
    const opened = await openFiles(source(cut), { startWorker });
    expect(opened.table.spanCount).toBe(readHere(cut).spanCount);
    expect(opened.table.spanCount).toBeGreaterThan(100);
    expect(issuesOf(opened).at(-1)).toMatch(/^not-json: The line is not JSON/);
  });

  test('keeps what came before, when its packing is broken', async () => {
    const packed = new Uint8Array(gzipSync(lines(30_000), { level: 0 }));
    const opened = await openFiles(source(packed.slice(0, packed.length / 2)), { startWorker });
    expect(opened.table.spanCount).toBeGreaterThan(100);
    expect(issuesOf(opened)).toContainEqual(
      expect.stringMatching(/^unreadable: The file could not be read to its end: .* Is it whole\?$/),
    );
  });
});

describe('where there is no worker', () => {
  const events = (worker: ReadingWorker, type: string, event: object): ReadingWorker => ({
    ...worker,
    addEventListener(of: string, listener: (event: never) => void) {
      if (of === type) queueMicrotask(() => listener(event as never));
    },
  });
  const mute: ReadingWorker = { postMessage() {}, addEventListener() {}, terminate() {} };

  test.each([
    ['none is known', () => undefined],
    [
      'none may be started',
      () => {
        throw new Error('SecurityError');
      },
    ],
    ['its script does not load', () => events(mute, 'error', {})],
  ])('because %s, the page reads the same', async (_, none) => {
    const opened = await openFiles(source(TEXT), { startWorker: none });
    expect(opened.tookMs.where).toBe('page');
    expect(held(opened.table)).toEqual(held(readHere(TEXT)));
    expect(layoutRows(opened.table, ALL_EXPANDED)).toEqual(layoutRows(opened.table, { ...ALL_EXPANDED }));
  });

  test('a cancel is heard there too', async () => {
    const cancel = new AbortController();
    const opening = openFiles(source(TEXT), {
      signal: cancel.signal,
      startWorker: () => undefined,
      progress: () => cancel.abort(),
    });
    await expect(opening).rejects.toThrow(/abort/i);
  });

  test('a worker that dies on its way says what to do', async () => {
    const dying: ReadingWorker = {
      ...mute,
      addEventListener(type: string, listener: (event: never) => void) {
        const progress = { file: 'a', readBytes: 1, totalBytes: 2 };
        if (type === 'message')
          queueMicrotask(() => listener({ data: { type: 'progress', progress } } as never));
        else queueMicrotask(() => queueMicrotask(() => listener({} as never)));
      },
    };
    await expect(openFiles(source(TEXT), { startWorker: () => dying })).rejects.toThrow(
      /^Reading stopped \(the browser gave no reason.*Split the file by trace or by time/,
    );
  });

  test('a small file is read in the page, sooner than a worker starts', async () => {
    const opened = await openFiles([sourceOfText(lines(100).split('\n')[0] ?? '', 'pasted text')], {
      startWorker: () => {
        throw new Error('It was asked for a worker.');
      },
    });
    expect(opened.table.spanCount).toBe(100);
  });
});

test('one of several traces keeps its log records and measurements, from a worker too', async () => {
  const { table } = await openFiles(source(TEXT), { startWorker });
  const one = oneTrace(table, hex(1, 32));
  expect(one?.spanCount).toBe(1_000);
  expect(one?.logs.length).toBe(1_250);
  expect(one?.metrics[0]?.points[0]?.exemplars).toHaveLength(1);
  expect(oneTrace(table, hex(2, 32))?.logs).toEqual([]);
  expect(oneTrace(table, 'f'.repeat(32))).toBeUndefined();
});
