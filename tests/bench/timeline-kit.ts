/**
 * What the benchmark of the timeline does inside the page. `installKit` runs there, so it names nothing outside itself.
 *
 * What an action costs is what the page's thread does for it: its handler, and from the start of the next animation frame
 * to the first task after it (script, style, layout, paint). From frame to frame it is never less than the 16.7 ms of a
 * 60 Hz screen.
 */
import type { TraceTimeline } from '../../src/timeline/trace-timeline.ts';
import type { SpanTable } from '../../src/trace/model/span-table.ts';

export interface TimelineKit {
  readonly timeline: TraceTimeline;
  part(selector: string): HTMLElement;
  key(key: string, on?: HTMLElement): void;
  nextFrame(): Promise<number>;
  /** Until nothing has been drawn for a while. */
  quiet(): Promise<void>;
  /** Milliseconds of work for each of `count` actions, and from frame to frame. */
  act(
    count: number,
    step: (at: number) => void,
  ): Promise<{ readonly workMs: readonly number[]; readonly betweenMs: readonly number[] }>;
  /** OTLP/JSON of one trace: each span has ten children, no two siblings are alike, times nest. */
  requests(spans: number, spansARequest: number): readonly string[];
  file(type: 'document' | 'lines' | 'gzip', spans: number): Promise<File>;
  /** From the drop of the file to the paint of its rows. */
  open(file: File, spans: number): Promise<Opened>;
  /** Spans that arrive in batches while the frames are counted, children before their parents. */
  live(
    spansPerSecond: number,
    everyMs: number,
    seconds: number,
  ): Promise<{
    readonly betweenMs: readonly number[];
    readonly workMs: readonly number[];
    readonly added: number;
  }>;
}
export interface Opened {
  readonly ms: number;
  /** The longest time without a frame, and the longest task of the page's thread (0: none of 50 ms or more). */
  readonly longestMs: number;
  readonly longestTaskMs: number;
  /** In the reader: from bytes to columns, the tree, the rows. */
  readonly tookMs: { readonly columns: number; readonly tree: number; readonly rows: number };
}
declare global {
  var kit: TimelineKit;
}

export function installKit(): void {
  const timeline = () => document.querySelector('trace-timeline') as unknown as TraceTimeline;
  const part = (selector: string) => timeline().shadowRoot?.querySelector(selector) as HTMLElement;
  const key = (name: string, on = part('.stage')) =>
    void on.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const nextTask = () =>
    new Promise<void>((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve();
      channel.port2.postMessage(undefined);
    });
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

  const requests = (spans: number, spansARequest: number) => {
    const startUs = new Float64Array(spans);
    const lengthUs = new Float64Array(spans);
    lengthUs[0] = 1e9;
    const baseUs = 1_790_000_000_000_000n;
    const services = ['web', 'building-api', 'hub-gateway'];
    const texts: string[] = [];
    for (let from = 0; from < spans; from += spansARequest) {
      const list: string[] = [];
      for (let at = from; at < Math.min(spans, from + spansARequest); at++) {
        const parent = Math.floor((at - 1) / 10);
        const place = (at + 9) % 10;
        if (at > 0) {
          startUs[at] = (startUs[parent] ?? 0) + Math.floor((place * (lengthUs[parent] ?? 0)) / 10);
          lengthUs[at] = Math.max(1, Math.floor((lengthUs[parent] ?? 0) * 0.09));
        }
        const start = baseUs + BigInt(startUs[at] ?? 0);
        list.push(
          `{"traceId":"${hex(1, 32)}","spanId":"${hex(at + 1, 16)}",${at === 0 ? '' : `"parentSpanId":"${hex(parent + 1, 16)}",`}` +
            `"name":"step ${place}","kind":2,"startTimeUnixNano":"${start}000","endTimeUnixNano":"${start + BigInt(lengthUs[at] ?? 0)}000",` +
            `"attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.response.status_code","value":{"intValue":"${at % 97 === 0 ? 500 : 200}"}}],` +
            `"status":{${at % 97 === 0 ? '"code":2' : ''}}}`,
        );
      }
      const service = services[(from / spansARequest) % 3];
      texts.push(
        `{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"${service}"}}]},"scopeSpans":[{"spans":[${list.join(',')}]}]}`,
      );
    }
    return texts;
  };

  const file = async (type: 'document' | 'lines' | 'gzip', spans: number) => {
    const parts = requests(spans, 1_000);
    if (type === 'lines') {
      return new File(
        parts.map((text) => `{"resourceSpans":[${text}]}\n`),
        'trace.jsonl',
      );
    }
    const whole = new Blob([
      '{"resourceSpans":[',
      ...parts.flatMap((text, at) => (at > 0 ? [',', text] : [text])),
      ']}',
    ]);
    if (type === 'document') return new File([whole], 'trace.json');
    const packed = await new Response(whole.stream().pipeThrough(new CompressionStream('gzip'))).blob();
    return new File([packed], 'trace.json.gz');
  };

  const act: TimelineKit['act'] = async (count, step) => {
    const workMs: number[] = [];
    const betweenMs: number[] = [];
    let lastMs = await nextFrame();
    await nextTask();
    for (let at = 0; at < count; at++) {
      // Asked for before the action asks for its own: it is called back first.
      const frame = nextFrame();
      const actsMs = performance.now();
      step(at);
      const actedMs = performance.now();
      const atMs = await frame;
      const framesMs = performance.now();
      await nextTask();
      workMs.push(actedMs - actsMs + performance.now() - framesMs);
      betweenMs.push(atMs - lastMs);
      lastMs = atMs;
    }
    return { workMs, betweenMs };
  };

  const quiet = async () => {
    for (let at = 0; at < 30; at++) await nextFrame();
  };

  const open: TimelineKit['open'] = async (given, spans) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(given);
    let longestMs = 0;
    let longestTaskMs = 0;
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
    });
    tasks.observe({ type: 'longtask' });
    let tookMs = { columns: 0, tree: 0, rows: 0 };
    const read = (event: Event) => {
      ({ tookMs } = (event as CustomEvent<{ readonly tookMs: typeof tookMs }>).detail);
    };
    timeline().addEventListener('fileopen', read, { once: true });
    let lastMs = performance.now();
    let isDone = false;
    const watch = (atMs: number) => {
      longestMs = Math.max(longestMs, atMs - lastMs);
      lastMs = atMs;
      if (!isDone) requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    const drawn = new Promise<void>((resolve) => {
      const listen = () => {
        if (timeline().spanCount < spans) return;
        timeline().removeEventListener('drawn', listen);
        resolve();
      };
      timeline().addEventListener('drawn', listen);
    });
    const fromMs = performance.now();
    timeline().dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    await drawn;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    isDone = true;
    const ms = performance.now() - fromMs;
    // What thinks about the trace is done behind the first picture, and tasks are told of when they are over.
    await quiet();
    tasks.disconnect();
    return { ms, longestMs, longestTaskMs, tookMs };
  };

  const live: TimelineKit['live'] = async (spansPerSecond, everyMs, seconds) => {
    const table = timeline().table as unknown as SpanTable;
    const { startNs, endNs } = table.bounds();
    const baseNs = table.originUnixNano + BigInt(startNs);
    const time = (ns: number) => String(baseNs + BigInt(Math.round(ns)));
    const perBatch = Math.round((spansPerSecond * everyMs) / 1e3);
    const wholeNs = endNs - startNs;
    let id = 0x7000_0000;
    // A request and its nine calls, over and over, below spans that are there; ended spans come, children first.
    const batch = (number: number) => {
      const spans: object[] = [];
      const made: number[] = [];
      for (let at = 0; at < perBatch; at++) {
        const spanId = id + at;
        const isHead = at % 10 === 0;
        made.push(spanId);
        const parent = isHead ? 1 + ((number * 7_919 + at * 104_729) % 5_000) : spanId - (at % 10);
        const startsNs = wholeNs + number * everyMs * 1e6 + at * 1e3;
        spans.push({
          traceId: hex(1, 32),
          spanId: hex(spanId, 16),
          parentSpanId: hex(parent, 16),
          name: isHead ? `request ${number % 50}` : `call ${at % 10}`,
          kind: 2,
          startTimeUnixNano: time(startsNs),
          endTimeUnixNano: time(startsNs + 3e6),
          attributes: [{ key: 'http.request.method', value: { stringValue: 'GET' } }],
        });
      }
      id += perBatch;
      return {
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
            scopeSpans: [{ spans: spans.reverse() }],
          },
        ],
      };
    };
    timeline().live = true;
    table.appendStarted({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId: hex(1, 32),
                  spanId: hex(0x6fff_ffff, 16),
                  parentSpanId: hex(1, 16),
                  name: 'still running',
                  startTimeUnixNano: time(wholeNs),
                },
              ],
            },
          ],
        },
      ],
    } as never);
    timeline().refresh();
    for (let at = 0; at < 30; at++) await nextFrame();
    const before = table.spanCount;
    const fromMs = performance.now();
    let sent = 0;
    const betweenMs: number[] = [];
    const workMs: number[] = [];
    let appendMs = 0;
    const timer = setInterval(() => {
      // A late timer makes up for what it has missed, as a socket does.
      while (sent < Math.floor((performance.now() - fromMs) / everyMs)) {
        const request = batch(sent++);
        const beginMs = performance.now();
        table.appendTraces(request as never);
        timeline().refresh();
        appendMs += performance.now() - beginMs;
      }
    }, everyMs);
    let lastMs = await nextFrame();
    while (performance.now() - fromMs < seconds * 1e3) {
      const atMs = await nextFrame();
      const beginMs = performance.now();
      await nextTask();
      workMs.push(performance.now() - beginMs + appendMs);
      appendMs = 0;
      betweenMs.push(atMs - lastMs);
      lastMs = atMs;
    }
    clearInterval(timer);
    return { betweenMs, workMs, added: table.spanCount - before };
  };

  globalThis.kit = {
    get timeline() {
      return timeline();
    },
    part,
    key,
    nextFrame,
    quiet,
    act,
    requests,
    file,
    open,
    live,
  };
}
