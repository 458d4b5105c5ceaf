/**
 * The timeline in a real Chromium: what traces of 100,000 and 1,000,000 spans cost.
 * A figure in milliseconds is work of the page's thread (see `timeline-kit.ts`), unless it says "frame to frame".
 */
import type { Page } from 'playwright';
import { type Bench, type Figure, median, quantile } from './bench.ts';
import { onTimelinePage } from './timeline-page.ts';

const FRAMES = 300;
/** Within which the marks of a search have to be there. */
const FRAMES_A_KEY = 12;
const lower = { better: 'lower' } as const;

export const benches: readonly Bench[] = [
  { name: 'timeline: 100,000 spans', run: atScale },
  { name: 'timeline: live', run: live },
  { name: 'timeline: compare', run: compare },
  { name: 'timeline: 1,000,000 spans', run: million },
];

function atScale(): Promise<readonly Figure[]> {
  return onTimelinePage(async (page, heapMB) => {
    const spans = 100_000;
    await page.evaluate(async () => kit.open(await kit.file('document', 10), 10));
    const packed = await openFile(page, 'gzip', spans);
    const opened = await openFile(page, 'document', spans);
    const heap = await heapMB();
    const nodes = await page.evaluate(() => kit.timeline.shadowRoot?.querySelectorAll('*').length ?? 0);
    const scroll = await scrollRows(page);
    const zoom = await wheel(page, { ctrlKey: true });
    const pan = await wheel(page, { shiftKey: true });
    const toggleMs = await openAndClose(page);
    const searched = await search(page);
    const replayMs = await replay(page);
    return [
      ms('timeline: OTLP JSON file of 100,000 spans to first rows', opened.ms, 1_000),
      ms('timeline: the same, gzipped', packed.ms, 1_000),
      ...frameFigures('timeline: scroll', scroll, 16.7, 50),
      ...frameFigures('timeline: zoom', zoom, 16.7, 50),
      ...frameFigures('timeline: pan', pan, 16.7, 50),
      ms('timeline: open or close a row, median', median(toggleMs), 16),
      ms('timeline: open or close a row, p95', quantile(toggleMs, 0.95)),
      ms(
        'timeline: search, from a keystroke to the frame with its marks, median',
        median(searched.marksMs),
        50,
      ),
      ms(
        'timeline: search, from a keystroke to the frame with its marks, max',
        Math.max(...searched.marksMs),
      ),
      ms('timeline: search, most work without a break', Math.max(...searched.workMs), 50),
      ...frameFigures('timeline: replay', replayMs, 33),
      { name: 'timeline: elements inside', value: nodes, unit: 'elements', budget: 600, ...lower },
      { name: 'timeline: heap of 100,000 spans', value: heap, unit: 'MB', budget: 60, ...lower },
    ];
  });
}

function live(): Promise<readonly Figure[]> {
  return onTimelinePage(async (page) => {
    const { betweenMs, workMs, added } = await page.evaluate(async () => {
      await kit.open(await kit.file('document', 50_000), 50_000);
      await kit.quiet();
      return kit.live(5_000, 50, 8);
    });
    return [
      {
        name: 'timeline: live, spans that arrived',
        value: added / 8,
        unit: 'spans/s',
        better: 'higher',
        budget: 4_800,
      },
      ms('timeline: live into 50,000 spans, frame to frame, p95', quantile(betweenMs, 0.95), 33),
      ms('timeline: live into 50,000 spans, frame to frame, max', Math.max(...betweenMs)),
      ms('timeline: live into 50,000 spans, append and frame, median', median(workMs)),
      ms('timeline: live into 50,000 spans, append and frame, p95', quantile(workMs, 0.95), 33),
    ];
  });
}

function compare(): Promise<readonly Figure[]> {
  return onTimelinePage(async (page) => {
    const comparedMs = await page.evaluate(async () => {
      await kit.open(await kit.file('document', 100_000), 100_000);
      const other = `{"resourceSpans":[${kit.requests(100_000, 1_000).join(',')}]}`;
      await kit.quiet();
      const fromMs = performance.now();
      await kit.timeline.compareWith(other, { label: 'before' });
      await kit.nextFrame();
      await kit.nextFrame();
      return performance.now() - fromMs;
    });
    await page.waitForFunction(() => kit.timeline.shadowRoot?.querySelectorAll('.scroll').length === 2);
    const scroll = await scrollRows(page, 1);
    return [
      ms('timeline: compare with 100,000 spans, to first rows', comparedMs),
      ...frameFigures('timeline: compare, scroll', scroll, 16.7, 50),
    ];
  });
}

function million(): Promise<readonly Figure[]> {
  return onTimelinePage(async (page, heapMB) => {
    const spans = 1_000_000;
    await page.evaluate(async () => kit.open(await kit.file('document', 10), 10));
    const document = await openFile(page, 'document', spans);
    const opened = await openFile(page, 'lines', spans);
    const heap = await heapMB();
    const scroll = await scrollRows(page);
    const zoom = await wheel(page, { ctrlKey: true });
    const toggleMs = await openAndClose(page);
    const { columns, tree, rows } = opened.tookMs;
    return [
      ms('timeline: file of 1,000,000 spans (OTLP JSON lines) to first rows', opened.ms, 8_000),
      ms('timeline: 1,000,000 spans, of that: bytes to columns, in the worker', columns),
      ms('timeline: 1,000,000 spans, of that: tree, in the worker', tree),
      ms('timeline: 1,000,000 spans, of that: rows, in the worker', rows),
      ms('timeline: 1,000,000 spans, of that: all else, to first rows', opened.ms - columns - tree - rows),
      ms('timeline: the same as one OTLP JSON document', document.ms, 8_000),
      ms('timeline: 1,000,000 spans, longest task of the page while opening', opened.longestTaskMs, 50),
      ms('timeline: the same, of one document', document.longestTaskMs, 50),
      ms('timeline: 1,000,000 spans, longest time without a frame while opening', opened.longestMs),
      ...frameFigures('timeline: 1,000,000 spans, scroll', scroll, 33),
      ...frameFigures('timeline: 1,000,000 spans, zoom', zoom, 33),
      ms('timeline: 1,000,000 spans, open or close a row, median', median(toggleMs)),
      { name: 'timeline: heap of 1,000,000 spans', value: heap, unit: 'MB', ...lower },
    ];
  });
}

function ms(name: string, value: number, budget?: number): Figure {
  return { name, value, unit: 'ms', ...lower, ...(budget === undefined ? {} : { budget }) };
}

function frameFigures(
  name: string,
  { workMs, betweenMs }: Frames,
  p95Budget: number,
  maxBudget?: number,
): readonly Figure[] {
  return [
    ms(`${name} frame, median`, median(workMs)),
    ms(`${name} frame, p95`, quantile(workMs, 0.95), p95Budget),
    ms(`${name} frame, max`, Math.max(...workMs), maxBudget),
    ms(`${name}, frame to frame, p95`, quantile(betweenMs, 0.95)),
  ];
}

interface Frames {
  readonly betweenMs: readonly number[];
  readonly workMs: readonly number[];
}

function openFile(page: Page, type: 'document' | 'lines' | 'gzip', spans: number) {
  return page.evaluate(
    async ({ type, spans }) => {
      const file = await kit.file(type, spans);
      await kit.quiet();
      return kit.open(file, spans);
    },
    { type, spans },
  );
}

/** All rows are open; by turns some pixels, a page, a tenth of the whole. */
function scrollRows(page: Page, which = 0): Promise<Frames> {
  return page.evaluate(
    async ({ frames, which }) => {
      if (which === 0) kit.key('[');
      await kit.quiet();
      const scroller = kit.timeline.shadowRoot?.querySelectorAll('.scroll')[which] as HTMLElement;
      const steps = [37, 37, 37, 120, 120, 394, scroller.scrollHeight / 10];
      const done = await kit.act(frames, (at) => {
        const wanted = scroller.scrollTop + (steps[at % steps.length] ?? 0);
        scroller.scrollTop = wanted > scroller.scrollHeight - 400 ? 0 : wanted;
      });
      scroller.scrollTop = 0;
      return done;
    },
    { frames: FRAMES, which },
  );
}

/** With ctrl in by thirty steps, out by thirty; with shift there and back, zoomed in. */
function wheel(
  page: Page,
  keys: { readonly ctrlKey?: boolean; readonly shiftKey?: boolean },
): Promise<Frames> {
  return page.evaluate(
    async ({ frames, keys }) => {
      const stage = kit.part('.stage');
      const box = stage.getBoundingClientRect();
      const turn = (deltaY: number, held: object) =>
        stage.dispatchEvent(
          new WheelEvent('wheel', {
            deltaY,
            clientX: box.left + box.width * 0.6,
            clientY: box.top + 100,
            bubbles: true,
            cancelable: true,
            ...held,
          }),
        );
      kit.key('f');
      if (keys.shiftKey) for (let at = 0; at < 10; at++) turn(-120, { ctrlKey: true });
      await kit.quiet();
      const done = await kit.act(frames, (at) => turn(at % 60 < 30 ? -60 : 60, keys));
      kit.key('f');
      return done;
    },
    { frames: FRAMES, keys },
  );
}

/** The root, which has every other row below it, and a row with ten. */
function openAndClose(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const tookMs: number[] = [];
    for (const down of [0, 1]) {
      kit.key('Home');
      for (let at = 0; at < down; at++) kit.key('ArrowDown');
      await kit.quiet();
      const { workMs } = await kit.act(20, (at) => kit.key(at % 2 === 0 ? 'ArrowLeft' : 'ArrowRight'));
      tookMs.push(...workMs);
    }
    return tookMs;
  });
}

/** Queries one after the other: how long each takes to its marks, and the work of its key and of each frame until then. */
async function search(
  page: Page,
): Promise<{ readonly marksMs: readonly number[]; readonly workMs: readonly number[] }> {
  await page.evaluate(() => kit.key('/'));
  await page.waitForFunction(() => kit.timeline.shadowRoot?.querySelector('.find input') !== null);
  return page.evaluate(async (framesAKey) => {
    const input = kit.part('.find input') as HTMLInputElement;
    const queries = [
      '{ status = error }',
      '{ name = "step 7" }',
      '{ name =~ "step [12]" }',
      '{ duration > 1s }',
      '{ duration > 1ms }',
      '{ span.http.response.status_code = 500 }',
      '{ span.http.request.method = "GET" }',
      '{ resource.service.name = "web" && duration > 5ms }',
      '{ name = "step 1" } >> { status = error }',
    ];
    const ask = (text: string) => {
      input.value = text;
      input.setSelectionRange(text.length, text.length);
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    const found = kit.part('#found');
    const marksMs: number[] = [];
    const workMs: number[] = [];
    for (let at = 0; at < queries.length * 4; at++) {
      // No two queries in a row find the same number of spans.
      const before = found.textContent;
      let askedMs = 0;
      let tookMs: number | undefined;
      const { workMs: ofFrames } = await kit.act(framesAKey, (frame) => {
        if (frame === 0) {
          askedMs = performance.now();
          ask(queries[at % queries.length] ?? '');
        } else if (found.textContent !== before) tookMs ??= performance.now() - askedMs;
      });
      if (tookMs === undefined) throw new Error(`No marks came: ${queries[at % queries.length]}`);
      marksMs.push(tookMs);
      workMs.push(...ofFrames);
    }
    ask('');
    kit.key('Escape', input);
    return { marksMs, workMs };
  }, FRAMES_A_KEY);
}

function replay(page: Page): Promise<Frames> {
  return page.evaluate(async (frames) => {
    const { startNs, endNs } = kit.timeline.table.bounds();
    const done = await kit.act(frames, (at) => {
      kit.timeline.asOf = startNs + ((endNs - startNs) * (at + 1)) / frames;
    });
    kit.timeline.asOf = undefined;
    return done;
  }, FRAMES);
}
