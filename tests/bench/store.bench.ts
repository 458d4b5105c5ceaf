/**
 * The store on disk: how fast it takes in and how long a sender waits, and what a million spans cost: memory, a start, and
 * searches over them. The server is a process of its own, with a real DuckDB file; its senders share the machine with it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Bench, type Figure, median, quantile } from './bench.ts';
import { OtlpPayloads } from './otlp-payloads.ts';

const SENDERS = 4;
const SPANS_PER_REQUEST = 500;
const REQUESTS = 200;
const WARM_UP_ROUNDS = 2;
const ROUNDS = 4;
const ENCODINGS = ['protobuf', 'json'] as const;
type Encoding = (typeof ENCODINGS)[number];
const STORED = 1_000_000;
const SEARCHES: readonly (readonly [name: string, q: string])[] = [
  ['by trace id', '{ trace:id = "%" }'],
  ['by name, rare', '{ name = "rare" }'],
  ['by attribute, rare', '{ span.order.id = "order-7" }'],
  ['by service and status', '{ resource.service.name = "shop-3" && status = error }'],
];

export const benches: readonly Bench[] = [{ name: 'store on disk', run: storeOnDisk }];

async function storeOnDisk(): Promise<readonly Figure[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'bench-store-'));
  try {
    const payloads = new OtlpPayloads();
    const figures: Figure[] = [];
    let server = await started(dir);
    figures.push(...(await ingest(server.url, payloads)));
    while (payloads.spans < STORED) await sendAll(server.url, 'protobuf', made(payloads, 'protobuf', 200));
    figures.push({
      name: 'store: memory at 1,000,000 spans',
      value: await server.rssMb(),
      unit: 'MB',
      better: 'lower',
    });
    await server.stop();

    const startMs = performance.now();
    server = await started(dir);
    figures.push({
      name: 'store: start with 1,000,000 spans, to the first answer',
      value: performance.now() - startMs,
      unit: 'ms',
      better: 'lower',
    });
    figures.push({
      name: 'store: memory after that start',
      value: await server.rssMb(),
      unit: 'MB',
      better: 'lower',
    });
    for (const [name, q] of SEARCHES)
      figures.push(await search(server.url, name, q.replace('%', payloads.firstTraceId)));
    await server.stop();
    return figures;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** In turns, once both are warm: neither is measured while the server still learns, or another load is on the machine. */
async function ingest(url: string, payloads: OtlpPayloads): Promise<readonly Figure[]> {
  const measured = ENCODINGS.map((encoding) => ({ encoding, ms: 0, waitsMs: [] as number[] }));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++)
    for (const one of measured) {
      // The making of bodies is not the server's to answer for.
      const bodies = made(payloads, one.encoding, REQUESTS / ROUNDS);
      const startMs = performance.now();
      const waitsMs = await sendAll(url, one.encoding, bodies);
      if (round < 0) continue;
      one.ms += performance.now() - startMs;
      one.waitsMs.push(...waitsMs);
    }
  return measured.flatMap(({ encoding, ms, waitsMs }): Figure[] => [
    {
      name: `store: ingest, ${encoding}`,
      value: (REQUESTS * SPANS_PER_REQUEST) / (ms / 1e3),
      unit: 'spans/s',
      better: 'higher',
    },
    {
      name: `store: ingest, ${encoding}, p99 of a request of ${SPANS_PER_REQUEST}`,
      value: quantile(waitsMs, 0.99),
      unit: 'ms',
      better: 'lower',
    },
  ]);
}

type Body = ReturnType<OtlpPayloads['next']>;
const made = (payloads: OtlpPayloads, encoding: Encoding, requests: number): Body[] =>
  Array.from({ length: requests }, () => payloads.next(encoding, SPANS_PER_REQUEST));

/** What each sender waited for each answer, in ms. */
async function sendAll(url: string, encoding: Encoding, waiting: Body[]): Promise<number[]> {
  const waitsMs: number[] = [];
  const headers = { 'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf' };
  const sender = async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      const startMs = performance.now();
      const answer = await fetch(`${url}/v1/traces`, { method: 'POST', body, headers });
      await answer.arrayBuffer();
      waitsMs.push(performance.now() - startMs);
      if (answer.status !== 200) throw new Error(`the store answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return waitsMs;
}

async function search(url: string, name: string, q: string): Promise<Figure> {
  const samplesMs: number[] = [];
  for (let n = 0; n < 3; n++) {
    const startMs = performance.now();
    const answer = await (await fetch(`${url}/api/traces?q=${encodeURIComponent(q)}`)).json();
    samplesMs.push(performance.now() - startMs);
    if (answer.traces.length === 0) throw new Error(`${q} found nothing`);
  }
  return {
    name: `store: search 1,000,000 spans ${name}`,
    value: median(samplesMs),
    unit: 'ms',
    better: 'lower',
  };
}

interface Started {
  readonly url: string;
  rssMb(): Promise<number>;
  stop(): Promise<void>;
}
async function started(dir: string): Promise<Started> {
  const child: ChildProcess = spawn(
    process.execPath,
    [path.resolve('tests/support/archive-server.ts'), dir],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const [told] = (await once(child, 'message')) as [{ readonly url?: string; readonly failed?: string }];
  if (told.url === undefined) throw new Error(told.failed ?? 'the server did not start');
  return {
    url: told.url,
    async rssMb() {
      child.send('memory');
      const [{ rssMb }] = (await once(child, 'message')) as [{ readonly rssMb: number }];
      return rssMb;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.send('stop');
      await gone;
    },
  };
}
