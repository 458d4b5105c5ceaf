/**
 * `POST /v1/traces`, `/v1/metrics`, `/v1/logs`: OTLP/HTTP 1.11 in both encodings, from the page, its services, or any
 * program of the learner's.
 *
 *   bytes --inflate, bounded--> body --protobuf or JSON--> records --accept, one by one--> store, and feed of a session
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import type { Sessions } from '../feed/sessions.ts';
import type { RecentSignals } from '../store/recent-requests.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { type Accepted, acceptLogs, acceptMetrics, acceptTraces } from './accept.ts';
import {
  type Encoding,
  encodingOf,
  exported,
  INVALID_ARGUMENT,
  RESOURCE_EXHAUSTED,
  refused,
  UNAVAILABLE,
  UNIMPLEMENTED,
} from './answer.ts';
import { deliverSpans } from './deliver.ts';
import { Findings } from './findings.ts';
import { readLogs, readMetrics, readTraces } from './json/requests.ts';
import { decodeLogs } from './protobuf/logs.ts';
import { decodeMetrics } from './protobuf/metrics.ts';
import { decodeTraces } from './protobuf/traces.ts';
import { Budget, readBody } from './request-body.ts';
import { Undecodable } from './undecodable.ts';

/** What the specification recommends. */
const MAX_OTLP_BYTES = 64 * 1024 * 1024;

export interface ReceiverOptions {
  /** Of one request, before and after decompression. */
  readonly maxBytes?: number;
  /** Of all requests that are being read; beyond it senders are asked to come again. */
  readonly maxBytesInFlight?: number;
  /** Origins whose pages may send; `*` is all. A page of this server needs none. */
  readonly allowedOrigins?: readonly string[];
}
export interface ReceiverSinks {
  readonly sessions: Sessions;
  readonly store: TraceStore;
  readonly recent: RecentSignals;
}

interface Signal<T> {
  readonly rejectedField: Parameters<typeof exported>[1];
  readonly readJson: (body: Uint8Array, findings: Findings) => T;
  readonly decode: (body: Uint8Array) => T;
  readonly accept: (body: T, findings: Findings) => Accepted<T>;
  readonly keep: (accepted: Accepted<T>, bytes: number, findings: Findings) => void;
}

const RETRY_AFTER_SECONDS = '1';

export function otlpRoutes({ sessions, store, recent }: ReceiverSinks, options: ReceiverOptions = {}): Hono {
  const { maxBytes = MAX_OTLP_BYTES, allowedOrigins = [] } = options;
  const budget = new Budget(options.maxBytesInFlight ?? 2 * maxBytes);
  const traces: Signal<OtlpTraces> = {
    rejectedField: 'rejectedSpans',
    readJson: readTraces,
    decode: decodeTraces,
    accept: acceptTraces,
    keep({ body }, bytes, findings) {
      store.add(body, bytes, 'received');
      deliverSpans(sessions, body, findings);
    },
  };
  const metrics: Signal<OtlpMetrics> = {
    rejectedField: 'rejectedDataPoints',
    readJson: readMetrics,
    decode: decodeMetrics,
    accept: acceptMetrics,
    keep: ({ body, records }, bytes) => recent.metrics.add(body, records, bytes),
  };
  const logs: Signal<OtlpLogs> = {
    rejectedField: 'rejectedLogRecords',
    readJson: readLogs,
    decode: decodeLogs,
    accept: acceptLogs,
    keep: ({ body, records }, bytes) => recent.logs.add(body, records, bytes),
  };

  const receive =
    <T>(signal: Signal<T>) =>
    async ({ req }: { readonly req: { readonly raw: Request } }): Promise<Response> => {
      const { headers } = req.raw;
      const encoding = encodingOf(headers.get('content-type'));
      if (encoding === undefined) return unknownType();
      if (!isKnownCompression(headers.get('content-encoding'))) return unknownCompression(encoding);
      try {
        const body = await readBody(req.raw, maxBytes, budget);
        if (body.type === 'too-large') return tooLarge(encoding, maxBytes);
        if (body.type === 'overloaded') return overloaded(encoding);
        try {
          return take(signal, encoding, body.bytes);
        } finally {
          budget.give(body.bytes.length);
        }
      } catch (error) {
        if (!(error instanceof Undecodable)) throw error;
        return refused(400, encoding, INVALID_ARGUMENT, error.message, {}, error);
      }
    };

  return new Hono()
    .use(
      cors({
        origin: (origin) => (allowedOrigins.includes('*') || allowedOrigins.includes(origin) ? origin : null),
        allowMethods: ['POST'],
        // sendBeacon always sends credentials, and browsers then want to hear that they are allowed.
        credentials: true,
        exposeHeaders: ['Retry-After'],
        maxAge: 7_200,
      }),
    )
    .post('/traces', receive(traces))
    .post('/metrics', receive(metrics))
    .post('/logs', receive(logs))
    .on(['GET', 'PUT', 'PATCH', 'DELETE'], ['/traces', '/metrics', '/logs'], ({ req }) =>
      refused(
        405,
        encodingOf(req.header('content-type') ?? null) ?? 'application/json',
        UNIMPLEMENTED,
        'Telemetry is sent here with POST.',
        { allow: 'POST' },
      ),
    );
}

function take<T>(signal: Signal<T>, encoding: Encoding, bytes: Uint8Array): Response {
  const findings = new Findings();
  const request =
    encoding === 'application/json' ? signal.readJson(bytes, findings) : decodeProtobuf(signal, bytes);
  const accepted = signal.accept(request, findings);
  signal.keep(accepted, bytes.length, findings);
  return exported(encoding, signal.rejectedField, findings);
}

function decodeProtobuf<T>({ decode }: Signal<T>, bytes: Uint8Array): T {
  try {
    return decode(bytes);
  } catch (error) {
    throw new Undecodable(
      `The body is not this signal's protobuf request: ${error instanceof Error ? error.message : 'unreadable'}.`,
    );
  }
}

const isKnownCompression = (given: string | null): boolean =>
  ['', 'identity', 'gzip'].includes((given ?? '').trim().toLowerCase());

const unknownType = (): Response =>
  refused(
    415,
    'application/json',
    INVALID_ARGUMENT,
    'The content type must be application/x-protobuf or application/json.',
  );
const unknownCompression = (encoding: Encoding): Response =>
  refused(415, encoding, INVALID_ARGUMENT, 'The only content encoding that is understood here is gzip.', {
    'accept-encoding': 'gzip',
  });
const tooLarge = (encoding: Encoding, maxBytes: number): Response =>
  refused(
    413,
    encoding,
    RESOURCE_EXHAUSTED,
    `The request is larger than ${maxBytes} bytes (after decompression): send smaller batches.`,
  );
const overloaded = (encoding: Encoding): Response =>
  refused(503, encoding, UNAVAILABLE, 'More is arriving than can be read now. Send this again in a moment.', {
    'retry-after': RETRY_AFTER_SECONDS,
  });

/** What a sender is told while the server is not ready. */
export const receiverStarting = (request: Request): Response =>
  refused(
    503,
    encodingOf(request.headers.get('content-type')) ?? 'application/json',
    UNAVAILABLE,
    'The server is starting.',
    { 'retry-after': RETRY_AFTER_SECONDS },
  );
