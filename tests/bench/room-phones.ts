/**
 * A thread that plays the phones of a room, and its wall, so that what they do takes no time from the server: it follows,
 * taps, and counts the spans that arrive.
 * Times are those of the machine's monotonic clock, which all threads share.
 *
 *   in: { type: 'follow', urls } --> 'open';   'arrivals' --> { step, atNs }[] for each step and phone
 *       { type: 'watch', url } --> 'open';     'watched' --> Watched
 *       { type: 'tap', url, phones, perSecond, seconds } --> TapCounts
 */
import { Agent, get, request } from 'node:http';
import { parentPort } from 'node:worker_threads';

export interface TapCounts {
  readonly sent: number;
  /** By status; 0 is no answer. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly servedMs: readonly number[];
}
export type ToPhones =
  | { readonly type: 'follow'; readonly urls: readonly string[] }
  | { readonly type: 'arrivals' | 'watched' }
  | { readonly type: 'watch'; readonly url: string }
  | {
      readonly type: 'tap';
      readonly url: string;
      readonly phones: readonly string[];
      readonly perSecond: number;
      readonly seconds: number;
    };
export interface Arrival {
  readonly step: number;
  readonly atNs: bigint;
}

/** What the wall was sent. */
export interface Watched {
  readonly spans: number;
  readonly dropped: number;
}

const TAPS = ['heartbeat', 'leak', 'lock'];
let arrivals: Arrival[] = [];
let watched: Watched = { spans: 0, dropped: 0 };

function onPlace(event: string, atNs: bigint): void {
  const step = event.includes('event: place') && /"step":(\d+)/.exec(event)?.[1];
  if (step) arrivals.push({ step: Number(step), atNs });
}
function onTelemetry(event: string): void {
  const { spans, dropped } = watched;
  // Links have a span id too; a start, spans alone.
  if (event.includes('event: traces'))
    watched = { spans: spans + event.split('"startTimeUnixNano"').length - 1, dropped };
  if (event.includes('event: dropped'))
    watched = { spans, dropped: dropped + Number(/"spans":(\d+)/.exec(event)?.[1] ?? 0) };
}

function listen(url: string, onEvent: (event: string, atNs: bigint) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        resolve();
        const atNs = process.hrtime.bigint();
        const events = (rest + chunk).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) onEvent(event, atNs);
      });
      response.on('error', () => {});
    }).on('error', reject);
  });
}

function post(agent: Agent, url: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('error', () => resolve(0));
    sent.end(body);
  });
}

async function tap({
  url,
  phones,
  perSecond,
  seconds,
}: Extract<ToPhones, { type: 'tap' }>): Promise<TapCounts> {
  const agent = new Agent({ keepAlive: true, maxSockets: phones.length });
  const statuses: Record<number, number> = {};
  const servedMs: number[] = [];
  const underWay: Promise<void>[] = [];
  const everyMs = 1_000 / (perSecond * phones.length);
  const all = perSecond * seconds * phones.length;
  const startMs = performance.now();
  for (let sent = 0; sent < all; ) {
    const due = Math.min(all, Math.floor((performance.now() - startMs) / everyMs) + 1);
    for (; sent < due; sent++) {
      const phone = phones[sent % phones.length];
      const body = JSON.stringify({ phone, tap: TAPS[sent % TAPS.length] });
      const atMs = performance.now();
      underWay.push(
        post(agent, url, body).then((status) => {
          statuses[status] = (statuses[status] ?? 0) + 1;
          if (status === 200) servedMs.push(performance.now() - atMs);
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(underWay);
  agent.destroy();
  return { sent: all, statuses, servedMs };
}

parentPort?.on('message', async (message: ToPhones) => {
  switch (message.type) {
    case 'follow':
      await Promise.all(message.urls.map((url) => listen(url, onPlace)));
      return parentPort?.postMessage('open');
    case 'watch':
      await listen(message.url, onTelemetry);
      return parentPort?.postMessage('open');
    case 'watched':
      return parentPort?.postMessage(watched);
    case 'arrivals': {
      const sofar = arrivals;
      arrivals = [];
      return parentPort?.postMessage(sofar);
    }
    case 'tap':
      return parentPort?.postMessage(await tap(message));
  }
});
