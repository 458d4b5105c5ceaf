/**
 * Hands what was received on to another backend, as it came: one request after the other, tried again while the backend
 * says so or does not answer, bounded, and counted. What does not fit is dropped, newest first, so that what waits stays
 * whole; nobody who sends to this server ever waits for the other one.
 *
 *   received --queue, at most 32 MiB and 10,000 requests--> POST --2xx--> forwarded
 *                   ^-- 429, 502, 503, 504, no answer: again, later and later --'
 *                       any other answer: dropped, for sending it again will not help
 *
 * https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
import type { Clock } from '../clock.ts';
import type { ForwardingState, OtlpSignal } from '../protocol.ts';
import type { Encoding } from './answer.ts';

export interface ForwarderOptions {
  /** Where each signal goes; one without an address is not forwarded. */
  readonly urls: Readonly<Partial<Record<OtlpSignal, string>>>;
  /** What each signal is sent with: a backend a signal has a key a signal. */
  readonly headers: Readonly<Partial<Record<OtlpSignal, SentHeaders>>>;
  readonly clock: Clock;
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly maxBytes?: number;
}

export type SentHeaders = Readonly<Record<string, string>>;

export interface Forwarder {
  readonly state: ForwardingState;
  forward(signal: OtlpSignal, encoding: Encoding, body: Uint8Array): void;
  close(): void;
}

/** Marks what was forwarded once: two servers that forward to each other would go on for ever. */
export const FORWARDED_HEADER = 'x-otlp-forwarded';

const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Empty ones weigh nothing, and may come for days. */
const MAX_WAITING = 10_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Whatever a backend asks for: longer is as good as never, and a timer beyond 24 days rings at once. */
const LONGEST_WISH_MS = 600_000;
const ANSWER_MS = 10_000;
/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE = new Set([429, 502, 503, 504]);

interface Waiting {
  readonly url: string;
  readonly headers: SentHeaders;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
}

export function createForwarder(options: ForwarderOptions): Forwarder {
  const { urls, headers, clock, maxBytes = MAX_WAITING_BYTES, fetch = globalThis.fetch } = options;
  const queue: Waiting[] = [];
  const state = { forwarded: 0, waiting: 0, dropped: 0, trouble: '' };
  let waitingBytes = 0;
  let isBusy = false;
  let isClosed = false;
  let retryMs = FIRST_RETRY_MS;
  let cancelRetry = () => {};

  const next = async (): Promise<void> => {
    const first = queue[0];
    if (first === undefined || isBusy || isClosed) return;
    isBusy = true;
    const result = await post(fetch, first, clock.wallMs());
    isBusy = false;
    if (isClosed) return;
    if (result.type === 'later') {
      state.trouble = result.reason;
      cancelRetry = clock.after(result.afterMs ?? retryMs, () => void next());
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
      return;
    }
    queue.shift();
    waitingBytes -= first.body.length;
    state.waiting = queue.length;
    retryMs = FIRST_RETRY_MS;
    if (result.type === 'taken') state.forwarded++;
    else state.dropped++;
    state.trouble = result.type === 'taken' ? '' : result.reason;
    void next();
  };

  return {
    state,
    forward(signal, encoding, body) {
      const url = urls[signal];
      if (url === undefined || isClosed) return;
      if (waitingBytes + body.length > maxBytes || queue.length >= MAX_WAITING) {
        state.dropped++;
        return;
      }
      queue.push({ url, headers: headers[signal] ?? {}, encoding, body });
      waitingBytes += body.length;
      state.waiting = queue.length;
      // While a retry is due, it takes what waits behind it too.
      if (queue.length === 1) void next();
    },
    close() {
      isClosed = true;
      cancelRetry();
    },
  };
}

type Result =
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'later'; readonly reason: string; readonly afterMs?: number };

async function post(
  fetch: (request: Request) => Promise<Response>,
  { url, headers, encoding, body }: Waiting,
  nowMs: number,
): Promise<Result> {
  try {
    const response = await fetch(
      new Request(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': encoding, [FORWARDED_HEADER]: '1' },
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(ANSWER_MS),
      }),
    );
    await response.body?.cancel();
    if (response.ok) return { type: 'taken' };
    const reason = `The backend answered ${response.status}.`;
    if (!RETRYABLE.has(response.status)) return { type: 'refused', reason };
    const afterMs = retryAfterMs(response.headers.get('retry-after'), nowMs);
    return { type: 'later', reason, ...(afterMs !== undefined && { afterMs }) };
  } catch {
    return { type: 'later', reason: 'The backend does not answer.' };
  }
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after. Undefined when it is neither. */
function retryAfterMs(given: string | null, nowMs: number): number | undefined {
  if (given === null) return undefined;
  const wishMs = /^\s*\d+\s*$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - nowMs;
  return Number.isNaN(wishMs) ? undefined : Math.min(Math.max(wishMs, FIRST_RETRY_MS), LONGEST_WISH_MS);
}
