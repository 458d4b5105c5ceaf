/**
 * Tells the pages that look at the whole store when something in it is new: numbers only, never what it is, so that
 * nobody hears of anybody else's telemetry. Whoever is told asks again, and is answered what they may see.
 *
 *   added                --within a frame--> feed `*`
 *   added, added, added  --at most one message every 250 ms--> feed `*`
 */
import type { Clock } from '../clock.ts';
import type { Sessions } from '../feed/sessions.ts';
import { STORE_FEED, type Stored } from '../protocol.ts';
import { countSpans } from './trace-pieces.ts';
import type { TraceStore } from './trace-store.ts';

const NEWS_MS = 250;
/** What one sender sends at once is told at once. */
const GATHER_MS = 16;

export type StoreNews = (signal: keyof Stored, records: number) => void;

/** The store, saying what it is given. */
export function announcing(store: TraceStore, news: StoreNews): TraceStore {
  const add: TraceStore['add'] = async (traces, bytes, from) => {
    await store.add(traces, bytes, from);
    const spans = countSpans(traces.resourceSpans);
    if (spans > 0) news('spans', spans);
  };
  const addReceived: TraceStore['addReceived'] = async (columns, bytes) => {
    await store.addReceived(columns, bytes);
    if (columns.length > 0) news('spans', columns.length);
  };
  return {
    add,
    addReceived,
    get olderTraces() {
      return store.olderTraces;
    },
    newestTraces: () => store.newestTraces(),
    older: (search) => store.older(search),
    spread: () => store.spread(),
    resources: () => store.resources(),
    get allSpans() {
      return store.allSpans;
    },
    get nextPlace() {
      return store.nextPlace;
    },
    get departures() {
      return store.departures;
    },
    find: (traceId) => store.find(traceId),
    trace: (traceId) => store.trace(traceId),
    provenance: (traceId) => store.provenance(traceId),
    table: () => store.table(),
    has: (traceId) => store.has(traceId),
    get keptTraces() {
      return store.keptTraces;
    },
    get keptSpans() {
      return store.keptSpans;
    },
    get seenTraces() {
      return store.seenTraces;
    },
  };
}

export function storeNews(sessions: Sessions, clock: Clock): StoreNews {
  let told: Stored = { spans: 0, metrics: 0, logs: 0, requests: 0 };
  let waiting = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  return (signal, records) => {
    told = { ...told, [signal]: told[signal] + records };
    if (waiting) return;
    waiting = true;
    clock.after(Math.max(GATHER_MS, lastMs + NEWS_MS - clock.now()), () => {
      waiting = false;
      lastMs = clock.now();
      const feed = sessions.known(STORE_FEED);
      if (feed !== undefined && feed.subscriberCount > 0) feed.publish('stored', JSON.stringify(told), 0);
    });
  };
}
