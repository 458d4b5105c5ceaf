/**
 * The receiver: how many spans a second one process takes in over sockets, from bytes to records that were judged, linted
 * and handed on, with a store that keeps nothing (stores have figures of their own); and how long somebody who watches
 * `/explore/` waits for a trace that was just sent.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Page } from 'playwright';
import { Sessions } from '../../demo-server/feed/sessions.ts';
import { IngestLog } from '../../demo-server/otlp/ingest/ingest-log.ts';
import { createReceiver } from '../../demo-server/otlp/receiver.ts';
import { otlpRoutes } from '../../demo-server/otlp/routes.ts';
import { nodeClock } from '../../demo-server/runtime/node/clock.ts';
import { listen } from '../../demo-server/runtime/node/listen.ts';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { memoryTraceStore } from '../../demo-server/store/memory.ts';
import { recentSignals } from '../../demo-server/store/recent-requests.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { writeTraces } from '../support/otlp-protobuf-writer.ts';
import { type Bench, type Figure, median, quantile } from './bench.ts';
import { oneTrace } from './one-trace.ts';
import type { Load, Sent } from './otlp-sender.ts';

/** What the batch processors of the SDKs send at most. */
const SPANS_A_REQUEST = 512;
const BODIES = 16;
const WARM_UP = 60;
const REQUESTS = 400;
const ROUNDS = 4;
const AT_ONCE = 8;
const TRACES_WATCHED = 20;

export const benches: readonly Bench[] = [
  { name: 'ingest, protobuf and JSON', run: spansASecond },
  { name: 'ingest, sent to drawn', run: sentToDrawn },
];

const ENCODINGS = [
  { encoding: 'protobuf', contentType: 'application/x-protobuf', encode: writeTraces },
  {
    encoding: 'JSON',
    contentType: 'application/json',
    encode: (body: OtlpTraces) => new TextEncoder().encode(JSON.stringify(body)),
  },
];

/** In turns, once both are warm: neither is measured while the process still learns, or another load is on the machine. */
async function spansASecond(): Promise<readonly Figure[]> {
  const receiver = createReceiver({
    sessions: new Sessions(nodeClock),
    store: { ...memoryTraceStore(), addReceived: async () => {} },
    recent: recentSignals(),
    log: new IngestLog(nodeClock),
  });
  const app = new Hono().route('/v1', otlpRoutes(receiver));
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  const { port, close } = await listen(server, 0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}/v1/traces`;
  const sender = new Worker(new URL('./otlp-sender.ts', import.meta.url));
  const loads = ENCODINGS.map(({ encoding, contentType, encode }) => {
    const bodies = Array.from({ length: BODIES }, (_, n) => encode(oneTrace(n, SPANS_A_REQUEST)));
    return {
      encoding,
      load: { url, contentType, bodies, atOnce: AT_ONCE },
      ms: 0,
      answersMs: [] as number[],
    };
  });
  for (let round = -1; round < ROUNDS; round++)
    for (const one of loads) {
      const requests = round < 0 ? WARM_UP : REQUESTS / ROUNDS;
      sender.postMessage({ ...one.load, requests } satisfies Load);
      const [{ ms, answersMs, failed }] = (await once(sender, 'message')) as [Sent];
      if (failed > 0) throw new Error(`${failed} of ${requests} requests were not taken`);
      if (round < 0) continue;
      one.ms += ms;
      one.answersMs.push(...answersMs);
    }
  await sender.terminate();
  await close();
  return loads.flatMap(({ encoding, ms, answersMs }): Figure[] => {
    const about = `ingest, OTLP/HTTP ${encoding}, requests of ${SPANS_A_REQUEST} spans`;
    const rate = (REQUESTS * SPANS_A_REQUEST) / (ms / 1_000);
    return [
      { name: about, value: rate, unit: 'spans/s', better: 'higher' },
      { name: `${about}: answered, p99`, value: quantile(answersMs, 0.99), unit: 'ms', better: 'lower' },
    ];
  });
}

/** Each trace is sent when the page has rested: what is measured is the way, not the pace at which it asks again. */
async function sentToDrawn(): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const site = await page.goto(`${server.url}/explore/`);
    if (!site?.ok()) throw new Error('there is no page /explore/ in the built site');
    await sendAndWatch(page, 0); // loads what draws the list; not counted
    const samplesMs: number[] = [];
    for (let n = 1; n <= TRACES_WATCHED; n++) {
      await page.waitForTimeout(1_200);
      samplesMs.push(await sendAndWatch(page, n));
    }
    const figure = { unit: 'ms', better: 'lower' } as const;
    return [
      { name: 'trace sent to its row drawn, median', value: median(samplesMs), ...figure },
      { name: 'trace sent to its row drawn, p95', value: quantile(samplesMs, 0.95), ...figure },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

/** From the POST, which the page itself makes so that there is one clock, to the frame after the row is there. */
function sendAndWatch(page: Page, n: number): Promise<number> {
  return page.evaluate(async (number) => {
    const name = `watched ${number} of them`;
    const now = Date.now();
    const id = (digits: number) => (number + 1).toString(16).padStart(digits, 'c');
    const spans = [
      {
        traceId: id(32),
        spanId: id(16),
        name,
        startTimeUnixNano: `${now}000000`,
        endTimeUnixNano: `${now + 5}000000`,
      },
    ];
    const drawn = new Promise<number>((resolve) => {
      const look = () => {
        if (document.body.textContent?.includes(name)) {
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame((atMs) => resolve(atMs)));
        }
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    const sentMs = performance.now();
    const answer = await fetch('/v1/traces', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });
    if (!answer.ok) throw new Error(`the trace was answered with ${answer.status}`);
    return (await drawn) - sentMs;
  }, n);
}
