/**
 * A thread that plays the phones of a room, and its wall, so that what they do takes no time from the server: it follows,
 * taps, and counts the spans that arrive.
 * Times are those of the machine's monotonic clock, which all threads share.
 *
 *   in: { type: 'follow', urls } --> 'open';   'arrivals' --> { step, atNs }[] for each step and phone
 *       { type: 'watch', url } --> 'open';     'watched' --> Watched
 *       { type: 'tap', url, phones, perSecond, seconds, holdBack } --> TapCounts
 *       { type: 'post', requests, atOnce } --> how many were answered with 2xx
 */
import { Agent, get, request } from 'node:http';
import { parentPort } from 'node:worker_threads';

export interface TapCounts {
  /** Made by hand; sent, or withheld as a busy room asks for. */
  readonly tapped: number;
  readonly withheld: number;
  /** By status; 0 is no answer. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly servedMs: readonly number[];
}
export type ToPhones =
  | { readonly type: 'follow'; readonly urls: readonly string[] }
  | { readonly type: 'arrivals' | 'watched' }
  | { readonly type: 'watch'; readonly url: string }
  | { readonly type: 'post'; readonly requests: readonly Post[]; readonly atOnce: number }
  | {
      readonly type: 'tap';
      readonly url: string;
      readonly phones: readonly string[];
      readonly perSecond: number;
      readonly seconds: number;
      /** Send one at a time, and nothing for as long as the room says, as the page of a phone does. */
      readonly holdBack: boolean;
    };
export interface Post {
  readonly url: string;
  readonly body: string;
  readonly baggage?: string;
}
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

interface Posted {
  readonly status: number;
  readonly retryAfterS: number;
}
function ask(agent: Agent, method: 'GET' | 'POST', url: string, body = '', baggage = ''): Promise<Posted> {
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        method,
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          ...(baggage && { baggage }),
        },
      },
      (response) => {
        const retryAfterS = Number(response.headers['retry-after'] ?? 1);
        response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, retryAfterS }));
      },
    );
    sent.on('error', () => resolve({ status: 0, retryAfterS: 1 }));
    sent.end(body);
  });
}

async function tap(what: Extract<ToPhones, { type: 'tap' }>): Promise<TapCounts> {
  const { url, perSecond, seconds, holdBack } = what;
  const phones = what.phones.map((id) => ({ id, heldUntilMs: 0, withheld: 0, sending: 0 }));
  const agent = new Agent({ keepAlive: true, maxSockets: phones.length, maxFreeSockets: phones.length });
  // The browser of a phone that has just joined has a connection; Node accepts one in each turn of its loop.
  await Promise.all(phones.map(() => ask(agent, 'GET', url.replace(/\/taps$/, ''))));
  const statuses: Record<number, number> = {};
  const servedMs: number[] = [];
  const underWay: Promise<void>[] = [];
  let withheld = 0;
  const send = async (phone: (typeof phones)[number], body: object) => {
    const atMs = performance.now();
    phone.sending++;
    const { status, retryAfterS } = await ask(
      agent,
      'POST',
      url,
      JSON.stringify({ phone: phone.id, ...body }),
    );
    phone.sending--;
    const nowMs = performance.now();
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === 200) servedMs.push(nowMs - atMs);
    if (status === 503) phone.heldUntilMs = nowMs + retryAfterS * 1_000;
  };
  const everyMs = 1_000 / (perSecond * phones.length);
  const all = perSecond * seconds * phones.length;
  const startMs = performance.now();
  for (let made = 0; made < all; ) {
    const due = Math.min(all, Math.floor((performance.now() - startMs) / everyMs) + 1);
    for (; made < due; made++) {
      const phone = phones[made % phones.length];
      if (phone === undefined) continue;
      const isHeld = phone.heldUntilMs > performance.now() || phone.sending > 0;
      if (holdBack && isHeld) {
        phone.withheld++;
        withheld++;
        continue;
      }
      const told = phone.withheld;
      phone.withheld = 0;
      underWay.push(send(phone, { tap: TAPS[made % TAPS.length], withheld: told }));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(underWay);
  for (const phone of phones) if (phone.withheld > 0) await send(phone, { withheld: phone.withheld });
  agent.destroy();
  return { tapped: all, withheld, statuses, servedMs };
}

async function post(requests: readonly Post[], atOnce: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const posted = await Promise.all(
    requests.map(({ url, body, baggage }) => ask(agent, 'POST', url, body, baggage)),
  );
  agent.destroy();
  return posted.filter(({ status }) => status >= 200 && status < 300).length;
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
    case 'post':
      return parentPort?.postMessage(await post(message.requests, message.atOnce));
    case 'tap':
      return parentPort?.postMessage(await tap(message));
  }
});
