/**
 * A demo server that only remembers: it answers the requests that were recorded, and replays the feed that followed them
 * at the pace at which it came. Whatever else is asked is refused, with what to do.
 *
 *   recorded   request ---- message - message ------- settled      times of the build
 *                 |   (shift)   |
 *   replayed      '-----> request ---- message - message ------- settled      times of now, ids of who asks
 *
 * Invariant: nothing that it sends was made up; of a recorded message only ids and the date are changed.
 */
import type { ErrorBody, FeedMessage } from '../../demo-server/protocol.ts';
import type { DemoServer, FeedListener } from './port.ts';
import { identityOf } from './recorder.ts';
import {
  type RecordedExchange,
  type RecordedIdentity,
  type Recording,
  type RecordingEntry,
  type RecordingIndex,
  requestKey,
} from './recording.ts';

export interface RecordingsPorts {
  readonly index: () => Promise<RecordingIndex>;
  readonly load: (file: string) => Promise<Recording>;
  readonly clock: {
    unixNano(): bigint;
    after(ms: number, callback: () => void): void;
  };
}

/** A run that is being replayed. */
interface Replay {
  /** The recordings that began with what was asked so far. */
  candidates: readonly RecordingEntry[];
  readonly asked: string[];
  /** From the recording's clock to now. */
  shiftNano: bigint;
}

/** Runs that are remembered: a page has a few under way at most. */
const MAX_REPLAYS = 50;

export function recordedServer({ index, load, clock }: RecordingsPorts): DemoServer {
  const listeners = new Map<string, Set<FeedListener>>();
  const replays = new Map<string, Replay>();
  let messages = 0;

  function tell(session: string, message: FeedMessage): void {
    for (const listener of [...(listeners.get(session) ?? [])]) listener(message);
  }

  async function answer(path: string, init: RequestInit): Promise<Response> {
    const body = typeof init.body === 'string' ? init.body : undefined;
    const key = requestKey(init.method ?? 'GET', path, body);
    const caller = identityOf(new Headers(init.headers));
    const { recordings } = await index();
    if (caller === undefined) {
      const entry = recordings.find(({ traced, untraced }) => traced.includes(key) || untraced.includes(key));
      const exchange = entry && (await load(entry.file)).exchanges.find((candidate) => candidate.key === key);
      return exchange ? responseOf(exchange) : recordedOnly(key);
    }
    const replay = replays.get(runKey(caller)) ?? { candidates: recordings, asked: [], shiftNano: 0n };
    const step = replay.asked.length;
    const candidates = replay.candidates.filter(({ traced }) => traced[step] === key);
    const [entry] = candidates;
    if (entry === undefined) return recordedOnly(key);
    const recording = await load(entry.file);
    const traced = recording.exchanges.filter((exchange) => exchange.traced);
    const exchange = traced[step];
    if (exchange === undefined) return recordedOnly(key);
    if (step === 0) replay.shiftNano = clock.unixNano() - BigInt(exchange.sentUnixNano);
    replay.candidates = candidates;
    replay.asked.push(key);
    remember(runKey(caller), replay);
    playAfter(recording, exchange, traced[step + 1], caller, replay.shiftNano);
    return new Promise((resolve) => clock.after(exchange.durationMs, () => resolve(responseOf(exchange))));
  }

  /** The messages between this request and the next; those after the last run to the end. */
  function playAfter(
    recording: Recording,
    exchange: RecordedExchange,
    next: RecordedExchange | undefined,
    caller: RecordedIdentity,
    shiftNano: bigint,
  ): void {
    const from = BigInt(exchange.sentUnixNano);
    const to = next && BigInt(next.sentUnixNano);
    for (const { atUnixNano, type, data } of recording.feed) {
      const at = BigInt(atUnixNano);
      if (at < from || (to !== undefined && at >= to)) continue;
      clock.after(Number(at - from) / 1e6, () => {
        const told = { id: ++messages, type, data: relabelled(data, recording.identity, caller, shiftNano) };
        tell(caller.session, told as FeedMessage);
      });
    }
  }

  function remember(run: string, replay: Replay): void {
    replays.set(run, replay);
    const [oldest] = replays.keys();
    if (replays.size > MAX_REPLAYS && oldest !== undefined) replays.delete(oldest);
  }

  return {
    mode: 'recorded',
    request(path, init = {}) {
      const { signal } = init;
      if (!signal) return answer(path, init);
      return new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason);
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        answer(path, init)
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', abort));
      });
    },
    async feed(session, listener) {
      // A function added twice must be heard twice, and removed once.
      const own: FeedListener = (event) => listener(event);
      const all = listeners.get(session) ?? new Set();
      listeners.set(session, all.add(own));
      return () => {
        all.delete(own);
        if (all.size === 0) listeners.delete(session);
      };
    },
  };
}

const runKey = ({ session, runId }: RecordedIdentity) => `${session} ${runId}`;

/** OTLP writes every time as `...UnixNano`, a decimal string. */
function relabelled<Data>(data: Data, was: RecordedIdentity, is: RecordedIdentity, shiftNano: bigint): Data {
  const ids = (['session', 'traceId', 'rootSpanId', 'runId'] as const).reduce(
    (text, name) => text.replaceAll(was[name], is[name]),
    JSON.stringify(data),
  );
  return JSON.parse(ids, (key: string, value: unknown) =>
    key.endsWith('UnixNano') && typeof value === 'string' && /^[1-9]\d*$/.test(value)
      ? String(BigInt(value) + shiftNano)
      : value,
  ) as Data;
}

function responseOf({ status, contentType, body }: RecordedExchange): Response {
  return new Response(body === '' ? null : body, {
    status,
    headers: contentType === '' ? {} : { 'content-type': contentType },
  });
}

function recordedOnly(key: string): Response {
  const body: ErrorBody = {
    error: {
      code: 'recorded-only',
      message:
        'This page is showing recordings, and this request was not recorded: only what each exercise sends as it starts was',
      hint: 'Press Reset to replay the recording, or start a demo server with npm start: what you set needs one.',
    },
  };
  return Response.json(body, {
    status: 501,
    statusText: `No recording of ${key.slice(0, 80)}`.replace(/[^ -~]/g, '?'),
  });
}
