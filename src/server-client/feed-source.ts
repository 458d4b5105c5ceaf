/**
 * One line to a feed, kept open until it is closed: lost lines are opened again, with `Last-Event-ID`, so that the
 * server replays what was missed. Two ways to have one: the browser's `EventSource`, or `fetch` and a stream.
 */
import { FEED_TYPES } from '../../demo-server/protocol.ts';
import { readServerSentEvents } from './sse.ts';

/** Opens the line, whose path has a query; the answer closes it for good, after which no event arrives. */
export type FeedSource = (path: string, events: FeedSourceEvents) => () => void;
export interface FeedSourceEvents {
  opened(): void;
  message(type: string, id: string, data: string): void;
  /** The line broke or could not be opened; it is being tried again. */
  lost(): void;
}

const RETRY_MS = 1_000;
const RETRY_MAX_MS = 10_000;

export function eventSourceFeed(baseUrl = ''): FeedSource {
  return (path, events) => {
    let source: EventSource;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let newest = '';
    const open = () => {
      source = new EventSource(baseUrl + (newest === '' ? path : `${path}&lastEventId=${newest}`));
      source.onopen = () => events.opened();
      for (const type of FEED_TYPES) {
        source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
          newest = lastEventId;
          events.message(type, lastEventId, data);
        });
      }
      source.onerror = () => {
        events.lost();
        // The browser tries again by itself unless the server answered with something that is no event stream. A new
        // source sends no `Last-Event-ID`, so the address says it.
        if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
      };
    };
    open();
    return () => {
      clearTimeout(retry);
      source.close();
    };
  };
}

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

export function fetchFeed(fetch: Fetch): FeedSource {
  return (path, events) => {
    const closing = new AbortController();
    void keepReading(fetch, path, events, closing.signal);
    return () => closing.abort();
  };
}

async function keepReading(fetch: Fetch, path: string, events: FeedSourceEvents, signal: AbortSignal) {
  let lastEventId = '';
  let delayMs = RETRY_MS;
  // A connection that was kept may have been closed on the other side, unseen by a process that was busy. Browsers ask
  // again by themselves; Node's fetch fails.
  let mayBeStale = true;
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) };
      const response = await fetch(path, { headers, signal });
      if (!response.ok || !response.body) throw new Error(`the feed answered ${response.status}`);
      if (signal.aborted) return void response.body.cancel();
      events.opened();
      mayBeStale = false;
      delayMs = RETRY_MS;
      for await (const event of readServerSentEvents(response.body)) {
        if (signal.aborted) return;
        lastEventId = event.lastEventId;
        events.message(event.type, event.lastEventId, event.data);
      }
    } catch (error) {
      // A broken line and a refused one are the same to the reader: lost, and tried again.
      if (mayBeStale && error instanceof TypeError) {
        mayBeStale = false;
        continue;
      }
    }
    if (signal.aborted) return;
    events.lost();
    await pause(delayMs, signal);
    delayMs = Math.min(delayMs * 2, RETRY_MAX_MS);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
