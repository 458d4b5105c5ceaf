/**
 * The timeline in a real Chromium: how much a page has to load for it, and what 100,000 spans cost. The element is bundled
 * by esbuild alone, as any page may; nothing else is on the page.
 *
 * A scroll frame is what the page's thread does between the start of an animation frame and the first task after it:
 * script, style, layout, paint. From frame to frame it is never less than the 16.7 ms of a 60 Hz screen.
 */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type CDPSession, chromium, type Page } from 'playwright';
import { ROOT } from '../../scripts/build-steps.ts';
import { type Bench, type Figure, median, quantile } from './bench.ts';

const ORIGIN = 'http://timeline.test';
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Timeline</title><trace-timeline></trace-timeline>
<script type="module" src="/element.js"></script></html>`;
const SPANS = 100_000;
const TRACES = 1_000;
const SCROLL_FRAMES = 300;
const OPENINGS = 15;

export const benches: readonly Bench[] = [
  { name: 'timeline: size', run: size },
  { name: 'timeline: 100,000 spans', run: atScale },
];

/** All modules of the element by name; `first` are those loaded before anybody searches. */
async function bundle(): Promise<{
  readonly texts: ReadonlyMap<string, string>;
  readonly first: readonly string[];
}> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/timeline/element.ts'],
    outdir: 'timeline',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  });
  const texts = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
  const first = ['element.js'];
  for (const name of first) {
    for (const { path: file, kind } of metafile.outputs[`timeline/${name}`]?.imports ?? []) {
      const imported = path.basename(file);
      if (kind === 'import-statement' && !first.includes(imported)) first.push(imported);
    }
  }
  return { texts, first };
}

async function size(): Promise<readonly Figure[]> {
  const { texts, first } = await bundle();
  const kB = (name: string) => gzipSync(texts.get(name) ?? '', { level: 9 }).length / 1e3;
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + kB(name), 0);
  const later = [...texts.keys()].filter((name) => !first.includes(name));
  return [
    { name: 'timeline: loaded at first, gzip', value: sum(first), unit: 'kB', better: 'lower', budget: 30 },
    {
      name: 'timeline: search, views and tools together, loaded when used, gzip',
      value: sum(later),
      unit: 'kB',
      better: 'lower',
    },
  ];
}

async function atScale(): Promise<readonly Figure[]> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const { texts } = await bundle();
    await page.route(`${ORIGIN}/**`, (route) => {
      const script = texts.get(path.basename(new URL(route.request().url()).pathname));
      return script === undefined
        ? route.fulfill({ contentType: 'text/html', body: PAGE })
        : route.fulfill({ contentType: 'text/javascript', body: script });
    });
    await page.goto(ORIGIN);
    await page.waitForFunction(() => customElements.get('trace-timeline') !== undefined);
    const cdp = await page.context().newCDPSession(page);
    const emptyBytes = await heapBytes(cdp);
    const firstRowsMs = await loadMs(page);
    const heapMB = ((await heapBytes(cdp)) - emptyBytes) / 1e6;
    const frames = await scroll(page);
    const toggleMs = await openAndClose(page);
    const nodes = await page.evaluate(
      () => document.querySelector('trace-timeline')?.shadowRoot?.querySelectorAll('*').length ?? 0,
    );
    const lower = { better: 'lower' } as const;
    return [
      {
        name: 'timeline: OTLP object of 100,000 spans to first rows',
        value: firstRowsMs,
        unit: 'ms',
        budget: 1_000,
        ...lower,
      },
      { name: 'timeline: scroll frame, median', value: median(frames.workMs), unit: 'ms', ...lower },
      {
        name: 'timeline: scroll frame, p95',
        value: quantile(frames.workMs, 0.95),
        unit: 'ms',
        budget: 16.7,
        ...lower,
      },
      {
        name: 'timeline: scroll frame, max',
        value: Math.max(...frames.workMs),
        unit: 'ms',
        budget: 50,
        ...lower,
      },
      {
        name: 'timeline: scroll, frame to frame, median',
        value: median(frames.betweenMs),
        unit: 'ms',
        ...lower,
      },
      {
        name: 'timeline: scroll, frame to frame, p95',
        value: quantile(frames.betweenMs, 0.95),
        unit: 'ms',
        ...lower,
      },
      { name: 'timeline: open or close a row, median', value: median(toggleMs), unit: 'ms', ...lower },
      { name: 'timeline: elements inside', value: nodes, unit: 'elements', budget: 600, ...lower },
      { name: 'timeline: heap of 100,000 spans', value: heapMB, unit: 'MB', ...lower },
    ];
  } finally {
    await browser.close();
  }
}

/** Objects, and the columns, which lie outside the heap of objects. */
async function heapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
}

/** From `load` to the paint after the first frame. Making the request object is not counted. */
function loadMs(page: Page): Promise<number> {
  return page.evaluate(
    async ({ traces, spansATrace }) => {
      const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
      const spanOf = (trace: number, at: number) => {
        const id = trace * spansATrace + at + 1;
        const startMs = trace * 50 + (at * 40) / spansATrace;
        return {
          traceId: hex(trace + 1, 32),
          spanId: hex(id, 16),
          // Ten CLIENT spans below the root, nine spans below each of them.
          ...(at === 0
            ? {}
            : { parentSpanId: hex(at <= 10 ? id - at : trace * spansATrace + 2 + (at % 10), 16) }),
          name: at === 0 ? 'GET /units' : at <= 10 ? `hub ${at}` : `SELECT ${at % 7}`,
          kind: 2,
          startTimeUnixNano: `${1_790_000_000_000_000_000n + BigInt(Math.round(startMs * 1e6))}`,
          endTimeUnixNano: `${1_790_000_000_000_000_000n + BigInt(Math.round((startMs + (at === 0 ? 45 : 4)) * 1e6))}`,
          attributes: [{ key: 'http.request.method', value: { stringValue: 'GET' } }],
          status: at % 97 === 0 ? { code: 2 } : {},
        };
      };
      const services = ['web', 'building-api', 'hub-gateway'];
      const otlp = {
        resourceSpans: Array.from({ length: traces }, (_, trace) => ({
          resource: {
            attributes: [{ key: 'service.name', value: { stringValue: services[trace % 3] } }],
          },
          scopeSpans: [{ spans: Array.from({ length: spansATrace }, (_, at) => spanOf(trace, at)) }],
        })),
      };
      const timeline = document.querySelector('trace-timeline') as HTMLElement & { load(otlp: object): void };
      const drawn = new Promise((resolve) => timeline.addEventListener('drawn', resolve, { once: true }));
      const fromMs = performance.now();
      timeline.load(otlp);
      await drawn;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - fromMs;
    },
    { traces: TRACES, spansATrace: SPANS / TRACES },
  );
}

interface Frames {
  readonly betweenMs: readonly number[];
  readonly workMs: readonly number[];
}

/** All rows are open; by turns some pixels, a page, a tenth of the whole. */
function scroll(page: Page): Promise<Frames> {
  return page.evaluate(async (frames) => {
    const root = document.querySelector('trace-timeline')?.shadowRoot;
    const stage = root?.querySelector('.stage') as HTMLElement;
    const scroller = root?.querySelector('.scroll') as HTMLElement;
    stage.dispatchEvent(new KeyboardEvent('keydown', { key: '[', bubbles: true }));
    const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    for (let at = 0; at < 20; at++) await nextFrame();
    const betweenMs: number[] = [];
    const workMs: number[] = [];
    const steps = [37, 37, 37, 120, 120, 394, scroller.scrollHeight / 10];
    let lastMs = await nextFrame();
    for (let at = 0; at < frames; at++) {
      const wanted = scroller.scrollTop + (steps[at % steps.length] ?? 0);
      scroller.scrollTop = wanted > scroller.scrollHeight - 400 ? 0 : wanted;
      const nowMs = await nextFrame();
      // The scroll event of this frame has asked for one more callback: it runs before this task.
      const fromMs = performance.now();
      await new Promise<void>((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve();
        channel.port2.postMessage(undefined);
      });
      workMs.push(performance.now() - fromMs);
      betweenMs.push(nowMs - lastMs);
      lastMs = nowMs;
    }
    return { betweenMs, workMs };
  }, SCROLL_FRAMES);
}

/** From the key to the paint that shows the rows. */
function openAndClose(page: Page): Promise<readonly number[]> {
  return page.evaluate(async (openings) => {
    const root = document.querySelector('trace-timeline')?.shadowRoot;
    const stage = root?.querySelector('.stage') as HTMLElement;
    const press = async (key: string) => {
      const fromMs = performance.now();
      stage.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - fromMs;
    };
    await press('Home');
    const tookMs: number[] = [];
    for (let at = 0; at < openings; at++) {
      tookMs.push(await press('ArrowLeft'));
      tookMs.push(await press('ArrowRight'));
    }
    return tookMs;
  }, OPENINGS);
}
