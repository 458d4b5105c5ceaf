/**
 * The demo server over HTTP: requests by `fetch`, telemetry by one event stream a session, shared by everyone on the
 * page who listens (browsers allow six connections to one HTTP/1.1 host).
 */
import { FEED_TYPES, type FeedMessage } from '../../demo-server/protocol.ts';
import { eventSourceFeed, type FeedSource, fetchFeed } from './feed-source.ts';
import type { DemoServer, FeedListener, StopFeed } from './port.ts';

export interface LiveServerOptions {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly openFeed: FeedSource;
  /** A feed tells that the server's replicas lost each other, or found each other again. */
  readonly onExchange?: (() => void) | undefined;
}

/** For a page; `baseUrl` is empty when the server that sent the page is the demo server. */
export function pageLiveServer(baseUrl = '', onExchange?: () => void): DemoServer {
  return liveServer({
    onExchange,
    fetch: (path, init) => fetch(baseUrl + path, init),
    openFeed: eventSourceFeed(baseUrl),
  });
}

/** For Node: against an address, or straight into an app's own `fetch`. */
export function streamingLiveServer(
  send: (request: Request) => Response | Promise<Response>,
  origin: string,
) {
  const request = async (path: string, init?: RequestInit) => send(new Request(new URL(path, origin), init));
  return liveServer({ fetch: request, openFeed: fetchFeed(request) });
}

export function liveServer({ fetch, openFeed, onExchange }: LiveServerOptions): DemoServer {
  const lines = new Map<string, SharedLine>();
  return {
    mode: 'live',
    request: async (path, init) => {
      if (!path.startsWith('/api/') && !path.startsWith('/v1/')) {
        throw new Error(`${path} is not a path of the demo server; they start with /api/`);
      }
      const response = await fetch(path, init);
      if (isProxyAlone(response))
        throw new Error(`the proxy before the demo server answered ${response.status}: nobody is behind it`);
      return response;
    },
    feed(session, listener) {
      let line = lines.get(session);
      if (!line) {
        line = new SharedLine(openFeed, session, () => lines.delete(session), onExchange);
        lines.set(session, line);
      }
      return line.listen(listener);
    },
  };
}

/** A proxy speaks for a server that is away; the demo server's own errors are JSON. */
const isProxyAlone = ({ status, headers }: Response): boolean =>
  (status === 502 || status === 503 || status === 504) &&
  !headers.get('content-type')?.startsWith('application/json');

/** One event stream and its listeners; opens with the first, closes with the last. */
class SharedLine {
  readonly #listeners = new Set<FeedListener>();
  readonly #onEmpty: () => void;
  readonly #close: () => void;
  #state: 'opening' | 'open' | 'lost' = 'opening';
  #waiting: { resolve(): void; reject(reason: Error): void }[] = [];

  constructor(openFeed: FeedSource, session: string, onEmpty: () => void, onExchange?: () => void) {
    this.#onEmpty = onEmpty;
    this.#close = openFeed(`/api/feed?session=${encodeURIComponent(session)}`, {
      opened: () => this.#opened(),
      lost: () => this.#lost(),
      message: (type, id, data) => {
        const message = parseFeedMessage(type, id, data);
        if (message?.type === 'exchange') onExchange?.();
        if (message) this.#tell(message);
      },
    });
  }

  async listen(listener: FeedListener): Promise<StopFeed> {
    // A function added twice must be heard twice, and removed once.
    const own: FeedListener = (event) => listener(event);
    this.#listeners.add(own);
    const stop = () => {
      if (!this.#listeners.delete(own) || this.#listeners.size > 0) return;
      this.#close();
      this.#onEmpty();
    };
    try {
      await this.#whenOpen();
    } catch (reason) {
      stop();
      throw reason;
    }
    return stop;
  }

  #whenOpen(): Promise<void> {
    if (this.#state === 'open') return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #opened() {
    const wasLost = this.#state === 'lost';
    this.#state = 'open';
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    if (wasLost) this.#tell({ type: 'back' });
  }

  #lost() {
    const wasOpen = this.#state === 'open';
    this.#state = 'lost';
    const reason = new Error('the demo server does not answer on /api/feed');
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
    if (wasOpen) this.#tell({ type: 'lost' });
  }

  #tell(event: Parameters<FeedListener>[0]) {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** What is no message of the protocol is passed over: a newer server may say more than this page knows. */
function parseFeedMessage(type: string, id: string, data: string): FeedMessage | undefined {
  if (!FEED_TYPES.some((known) => known === type)) return undefined;
  try {
    return { id: Number(id), type, data: JSON.parse(data) } as FeedMessage;
  } catch {
    return undefined;
  }
}
