/**
 * A full room on one process, over real sockets: how soon 500 phones see what the speaker does, and what becomes of their
 * taps when all of them tap twice a second; and what a tap takes of the processor, in a room that is not full. The phones are
 * played by a thread of their own.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PhoneTicket, PresenterSnapshot } from '../../demo-server/protocol.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { type Bench, type Figure, median, quantile } from './bench.ts';
import type { Arrival, Post, TapCounts, ToPhones, Watched } from './room-phones.ts';

const PHONES = 500;
const CHANGES = 60;
const TAPS_PER_SECOND = 2;
const SECONDS = 10;
/** Of a room that refuses nobody: phones, each of which taps once a block, and taps under way. */
const CALM_PHONES = 48;
const CALM_AT_ONCE = 4;
const CALM_BLOCKS = 10;
/** What a request leaves to do is done by then: spans into the feed and the store. */
const SETTLED_MS = 100;
const TOKEN = 'the-token-of-the-benchmark';
const ABOUT = `room, ${PHONES} phones`;

export const benches: readonly Bench[] = [
  { name: 'room, followers', run: followers },
  { name: 'room, one tap', run: oneTap },
  { name: 'room, taps', run: () => taps(true) },
  { name: 'room, taps of phones that never hold back', run: () => taps(false) },
];

interface FullRoom {
  readonly server: NodeServer;
  readonly room: PresenterSnapshot;
  readonly url: string;
  readonly phones: readonly string[];
  readonly thread: Worker;
  close(): Promise<void>;
}

async function fullRoom(size = PHONES): Promise<FullRoom> {
  const server = await startNodeServer({ port: 0, presenterToken: TOKEN });
  const room = (await (await tell(server, 'POST', '', {})).json()) as PresenterSnapshot;
  const url = `${server.url}/api/rooms/${room.code}`;
  const phones: string[] = [];
  while (phones.length < size) {
    const answer = await fetch(`${url}/phones`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    phones.push(((await answer.json()) as PhoneTicket).phone);
  }
  const thread = new Worker(new URL('./room-phones.ts', import.meta.url));
  thread.postMessage({
    type: 'follow',
    urls: phones.map((phone) => `${url}/feed?phone=${phone}`),
  } satisfies ToPhones);
  await once(thread, 'message');
  return {
    server,
    room,
    url,
    phones,
    thread,
    async close() {
      await thread.terminate();
      await server.close();
    },
  };
}

const tell = ({ url }: NodeServer, method: string, path: string, body: unknown) =>
  fetch(`${url}/api/rooms${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });

/** From the moment the speaker's page sends the change, to its arrival at each phone. */
async function followers(): Promise<readonly Figure[]> {
  const { server, room, thread, close } = await fullRoom();
  const sentNs = new Map<number, bigint>();
  for (let step = 1; step <= CHANGES; step++) {
    sentNs.set(step, process.hrtime.bigint());
    await tell(server, 'PUT', `/${room.code}/state`, { section: 'recap-1', step, black: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const arrived: Arrival[] = [];
  for (let before = -1; arrived.length > before && arrived.length < CHANGES * PHONES; ) {
    before = arrived.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    thread.postMessage({ type: 'arrivals' } satisfies ToPhones);
    const [more] = (await once(thread, 'message')) as [Arrival[]];
    arrived.push(...more);
  }
  await close();
  const delaysMs = arrived.map(({ step, atNs }) => Number(atNs - (sentNs.get(step) ?? atNs)) / 1e6);
  return [
    {
      name: `${ABOUT}: change of slide shown, p95`,
      value: quantile(delaysMs, 0.95),
      unit: 'ms',
      better: 'lower',
      budget: 100,
    },
    {
      name: `${ABOUT}: changes that did not arrive`,
      value: CHANGES * PHONES - arrived.length,
      unit: 'messages',
      better: 'lower',
      budget: 0,
    },
  ];
}

/**
 * What a tap takes of the processor, beside the same request made without a room, under the same session. How many taps a
 * second are served depends on what else the machine does; this does not.
 */
async function oneTap(): Promise<readonly Figure[]> {
  const { server, room, url, phones, thread, close } = await fullRoom(CALM_PHONES);
  thread.postMessage({
    type: 'watch',
    url: `${server.url}/api/feed?session=${room.session}`,
  } satisfies ToPhones);
  await once(thread, 'message');
  const asTaps = phones.map((phone) => ({
    url: `${url}/taps`,
    body: JSON.stringify({ phone, tap: 'leak' }),
  }));
  const alone = phones.map((_, n) => ({
    url: `${server.url}/api/building/devices/${3 * ((n % 24) + 1)}/events`,
    body: '{"kind":"leak"}',
    baggage: `session.id=${room.session}`,
  }));
  const processorMs = async (requests: readonly Post[]): Promise<number> => {
    const before = process.threadCpuUsage();
    thread.postMessage({ type: 'post', requests, atOnce: CALM_AT_ONCE } satisfies ToPhones);
    const [answered] = (await once(thread, 'message')) as [number];
    if (answered < requests.length) throw new Error(`only ${answered} of ${requests.length} were served`);
    await server.app.drain();
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000 / requests.length;
  };
  for (const requests of [asTaps, alone, asTaps, alone]) await processorMs(requests);
  const tapsMs: number[] = [];
  const ratios: number[] = [];
  // In turns, so that what disturbs one disturbs the other.
  for (let block = 0; block < CALM_BLOCKS; block++) {
    const aloneMs = await processorMs(alone);
    const tapMs = await processorMs(asTaps);
    tapsMs.push(tapMs);
    ratios.push(tapMs / aloneMs);
  }
  await close();
  const about = `room, ${CALM_PHONES} phones, one tap`;
  return [
    { name: `${about}: time of the processor`, value: median(tapsMs), unit: 'ms', better: 'lower' },
    {
      name: `${about}: of the processor, / without a room`,
      value: median(ratios),
      unit: '×',
      better: 'lower',
    },
  ];
}

/**
 * More than the building can do: what matters is that what is served is served soon, that every tap gets an answer or is
 * counted, and that every span arrives or is counted. Phones `holdBack` when a busy room says so, as the page of a phone does;
 * others, which no page of ours is, cost the process a refusal for each tap.
 */
async function taps(holdBack: boolean): Promise<readonly Figure[]> {
  const { server, room, url, phones, thread, close } = await fullRoom();
  thread.postMessage({
    type: 'watch',
    url: `${server.url}/api/feed?session=${room.session}`,
  } satisfies ToPhones);
  await once(thread, 'message');
  const startMs = performance.now();
  thread.postMessage({
    type: 'tap',
    url: `${url}/taps`,
    phones,
    perSecond: TAPS_PER_SECOND,
    seconds: SECONDS,
    holdBack,
  } satisfies ToPhones);
  const [counts] = (await once(thread, 'message')) as [TapCounts];
  const seconds = (performance.now() - startMs) / 1_000;
  await server.app.drain();
  const totals = server.app.rooms.room(room.code)?.totals;
  // As long as more arrives, it is late and not lost.
  let watched: Watched = { spans: 0, dropped: 0 };
  for (let before = -1; watched.spans > before && watched.spans < (totals?.spans ?? 0); ) {
    before = watched.spans;
    await new Promise((resolve) => setTimeout(resolve, 500));
    thread.postMessage({ type: 'watched' } satisfies ToPhones);
    [watched] = (await once(thread, 'message')) as [Watched];
  }
  await close();
  if (totals === undefined) throw new Error('the room was gone at the end of the benchmark');
  const served = counts.statuses[200] ?? 0;
  const refused = (counts.statuses[429] ?? 0) + (counts.statuses[503] ?? 0) + counts.withheld;
  const figure = (what: string, value: number, unit: string, better: Figure['better'], budget?: number) => ({
    name: `${ABOUT} at ${TAPS_PER_SECOND} taps/s${holdBack ? '' : ', never holding back'}: ${what}`,
    value,
    unit,
    better,
    ...(budget !== undefined && { budget }),
  });
  return [
    figure('served', served / seconds, 'taps/s', 'higher'),
    figure('served, p50', quantile(counts.servedMs, 0.5), 'ms', 'lower'),
    figure('served, p95', quantile(counts.servedMs, 0.95), 'ms', 'lower', holdBack ? 1_000 : undefined),
    figure('refused, told and counted', refused / seconds, 'taps/s', 'lower'),
    figure('without an answer, or an error', counts.tapped - served - refused, 'taps', 'lower', 0),
    figure(
      'counted otherwise by the room',
      Math.abs(totals.served - served) + Math.abs(totals.refused - refused) + totals.failed,
      'taps',
      'lower',
      0,
    ),
    figure(
      'spans neither shown nor counted as dropped',
      totals.spans - watched.spans - watched.dropped,
      'spans',
      'lower',
      0,
    ),
  ];
}
