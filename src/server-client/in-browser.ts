/**
 * The demo server in a worker of this page. Nothing is fetched before somebody asks for it: `prepare`, the first
 * request or the first feed starts the worker, once; a boot that failed is tried again by the next who asks.
 *
 *   asleep --> fetching (bytes) --> starting --> ready          any --> failed --(asked again)--> fetching
 */
import type {
  FeedMessage,
  PageMessage,
  WireRequest,
  WorkerMessage,
  WorkerParts,
} from '../../demo-server/protocol.ts';
import type { DemoServer, FeedListener, StopFeed } from './port.ts';

export type BootState =
  | { readonly type: 'asleep' | 'starting' | 'ready' }
  | { readonly type: 'fetching'; readonly bytes: number; readonly totalBytes: number }
  | { readonly type: 'failed'; readonly reason: string };

export interface InBrowserServer extends DemoServer {
  readonly mode: 'in-browser';
  prepare(): Promise<void>;
  /** Ends the worker; whoever waits for it is told why, and the next who asks starts another. */
  end(reason: Error): void;
  /** Calls back at once with the state, and with each change. */
  subscribeBoot(listener: (state: BootState) => void): () => void;
}

/** The worker, as far as a page needs it. */
export interface WorkerLine {
  post(message: PageMessage, transfer?: readonly ArrayBuffer[]): void;
  end(): void;
}
export interface WorkerEvents {
  message(message: WorkerMessage): void;
  /** How much of what it is made of has come. */
  fetching(bytes: number, totalBytes: number): void;
  /** The script could not be loaded, or threw outside of any request. */
  broken(reason: string): void;
}
export interface InBrowserOptions {
  /** Starts the worker, and fetches what it is made of meanwhile. */
  readonly open: (events: WorkerEvents) => Promise<{ line: WorkerLine; parts: WorkerParts }>;
  /** The origin that requests name; nothing is sent there. */
  readonly origin: string;
}

interface Pending {
  resolve(response: Response): void;
  reject(reason: Error): void;
}

export function inBrowserServer({ open, origin }: InBrowserOptions): InBrowserServer {
  const bootListeners = new Set<(state: BootState) => void>();
  const pending = new Map<number, Pending>();
  const feeds = new Map<string, SessionFeed>();
  let state: BootState = { type: 'asleep' };
  let booting: Promise<WorkerLine> | undefined;
  let line: WorkerLine | undefined;
  let onBooted: { resolve(): void; reject(reason: Error): void } | undefined;
  let requests = 0;

  const enter = (next: BootState) => {
    state = next;
    for (const listener of [...bootListeners]) listener(state);
  };

  const hear = (message: WorkerMessage) => {
    switch (message.type) {
      case 'starting':
        return enter({ type: 'starting' });
      case 'ready':
        enter({ type: 'ready' });
        return onBooted?.resolve();
      case 'failed':
        return fail(message.reason);
      case 'response': {
        const { status, headers, body } = message.response;
        const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) };
        // 204 and 304 may not even have an empty body.
        pending.get(message.requestId)?.resolve(new Response(body.byteLength > 0 ? body : null, init));
        return void pending.delete(message.requestId);
      }
      case 'no-response':
        pending.get(message.requestId)?.reject(new Error(message.reason));
        return void pending.delete(message.requestId);
      case 'watching':
        return feeds.get(message.session)?.opened();
      case 'feed':
        return feeds.get(message.session)?.tell(feedMessage(message.message));
    }
  };

  /** The worker is given up: everything that waits for it is told, and the next who asks starts another. */
  function fail(reason: string): void {
    giveUp(new Error(`The demo server could not run in this browser: ${reason}`));
    enter({ type: 'failed', reason });
  }

  function giveUp(error: Error): void {
    line?.end();
    line = undefined;
    booting = undefined;
    onBooted?.reject(error);
    onBooted = undefined;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    for (const feed of [...feeds.values()]) feed.lost(error);
    feeds.clear();
  }

  async function boot(): Promise<WorkerLine> {
    enter({ type: 'fetching', bytes: 0, totalBytes: 0 });
    const booted = new Promise<void>((resolve, reject) => {
      onBooted = { resolve, reject };
    });
    const mine = onBooted;
    // A worker that was given up may still be on its way here: what it says then is about no server any more.
    const isMine = () => onBooted === mine;
    // Whoever asked awaits it below; a failure before that is theirs too.
    booted.catch(() => undefined);
    open({
      message: (message) => isMine() && hear(message),
      fetching: (bytes, totalBytes) => isMine() && enter({ type: 'fetching', bytes, totalBytes }),
      // Afterwards it is an error of one request, and the worker lives on.
      broken: (reason) => isMine() && state.type !== 'ready' && fail(reason),
    })
      .then((opened) => {
        if (!isMine()) return opened.line.end();
        line = opened.line;
        const { parts } = opened;
        line.post({ type: 'boot', parts }, [parts.engineData, parts.database]);
      })
      .catch((error: unknown) => {
        if (isMine()) fail(error instanceof Error ? error.message : String(error));
      });
    await booted;
    if (line === undefined) throw new Error('The demo server ended while it started.');
    return line;
  }

  const worker = (): Promise<WorkerLine> => {
    booting ??= boot();
    return booting;
  };

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const { request, signal } = await wireRequest(origin, path, init);
    const ready = await worker();
    signal.throwIfAborted();
    const requestId = ++requests;
    return new Promise((resolve, reject) => {
      pending.set(requestId, { resolve, reject });
      ready.post({ type: 'request', requestId, request }, request.body ? [request.body] : []);
      signal.addEventListener('abort', () => {
        if (!pending.delete(requestId)) return;
        ready.post({ type: 'cancel', requestId });
        reject(signal.reason);
      });
    });
  }

  async function feed(session: string, listener: FeedListener): Promise<StopFeed> {
    const ready = await worker();
    let shared = feeds.get(session);
    if (shared === undefined) {
      shared = new SessionFeed();
      feeds.set(session, shared);
      ready.post({ type: 'watch', session });
    }
    const own = shared;
    const stop = own.listen(listener);
    try {
      await own.whenOpen;
    } catch (reason) {
      stop();
      throw reason;
    }
    return () => {
      stop();
      if (own.listenerCount > 0 || feeds.get(session) !== own) return;
      feeds.delete(session);
      ready.post({ type: 'unwatch', session });
    };
  }

  return {
    mode: 'in-browser',
    request,
    feed,
    async prepare() {
      await worker();
    },
    end(reason) {
      if (booting === undefined) return;
      giveUp(reason);
      enter({ type: 'asleep' });
    },
    subscribeBoot(listener) {
      bootListeners.add(listener);
      listener(state);
      return () => void bootListeners.delete(listener);
    },
  };
}

/** The listeners to one session. */
class SessionFeed {
  readonly whenOpen: Promise<void>;
  readonly #listeners = new Set<FeedListener>();
  #settle: { resolve(): void; reject(reason: Error): void } | undefined;

  constructor() {
    this.whenOpen = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.whenOpen.catch(() => undefined);
  }
  get listenerCount(): number {
    return this.#listeners.size;
  }
  /** A function added twice is heard twice, and removed once. */
  listen(listener: FeedListener): () => void {
    const own: FeedListener = (event) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }
  opened(): void {
    this.#settle?.resolve();
  }
  lost(reason: Error): void {
    this.#settle?.reject(reason);
    this.tell({ type: 'lost' });
  }
  tell(event: Parameters<FeedListener>[0]): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

const feedMessage = ({ id, type, json }: Extract<WorkerMessage, { type: 'feed' }>['message']): FeedMessage =>
  ({ id, type, data: JSON.parse(json) }) as FeedMessage;

/** `Request` does the reading: of every kind of headers, of every kind of body. */
async function wireRequest(
  origin: string,
  path: string,
  init: RequestInit,
): Promise<{ request: WireRequest; signal: AbortSignal }> {
  if (!path.startsWith('/api/') && !path.startsWith('/v1/'))
    throw new Error(`${path} is not a path of the demo server; they start with /api/`);
  const request = new Request(new URL(path, origin), init);
  const body = await request.arrayBuffer();
  return {
    signal: request.signal,
    request: {
      method: request.method,
      url: request.url,
      headers: [...request.headers],
      ...(body.byteLength > 0 && { body }),
    },
  };
}
