/**
 * `POST /v1/traces`, `/v1/metrics`, `/v1/logs`: OTLP/HTTP 1.11 in both encodings, from the page, its services, or any
 * program of the learner's.
 *
 *   bytes --inflate, bounded--> body --receiver.ts--> answer in the encoding of the request
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { OtlpSignal } from '../protocol.ts';
import { NotKept, TooLargeToKeep } from '../store/not-kept.ts';
import {
  type Encoding,
  encodingOf,
  exported,
  INVALID_ARGUMENT,
  MAX_OTLP_BYTES,
  RESOURCE_EXHAUSTED,
  refused,
  UNAVAILABLE,
  UNIMPLEMENTED,
} from './answer.ts';
import { FORWARDED_HEADER } from './forwarder.ts';
import type { Delivery, Receiver } from './receiver.ts';
import { Budget, compressionOf, readBody } from './request-body.ts';
import { Undecodable } from './undecodable.ts';

export interface ReceiverOptions {
  /** Of one request, before and after decompression. */
  readonly maxBytes?: number;
  /** Of all requests that are being read; beyond it senders are asked to come again. */
  readonly maxBytesInFlight?: number;
  /** Origins whose pages may send; `*` is all. A page of this server needs none. */
  readonly allowedOrigins?: readonly string[];
}

/** How JSON names the count of refused records. */
const REJECTED_FIELDS = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
} as const satisfies Record<OtlpSignal, Parameters<typeof exported>[1]>;
const RETRY_AFTER_SECONDS = '1';
/** A disk does not empty itself within a second. */
const NOT_KEPT_RETRY_SECONDS = '5';

export function otlpRoutes(receiver: Receiver, options: ReceiverOptions = {}): Hono {
  const { maxBytes = MAX_OTLP_BYTES, allowedOrigins = [] } = options;
  const budget = new Budget(options.maxBytesInFlight ?? 2 * maxBytes);

  const receive =
    (signal: OtlpSignal) =>
    async ({ req }: { readonly req: { readonly raw: Request } }): Promise<Response> => {
      const { headers } = req.raw;
      const encoding = encodingOf(headers.get('content-type'));
      const arrival: Delivery = {
        signal,
        transport: 'http',
        contentType: headers.get('content-type') ?? '',
        compression: headers.get('content-encoding') ?? '',
        wireBytes: undefined,
        sender: headers.get('user-agent') ?? '',
        isForwarded: headers.has(FORWARDED_HEADER),
      };
      const refuse = (response: Response, message: string) => {
        receiver.refused(arrival, response.status, message);
        return response;
      };
      if (encoding === undefined) return refuse(unknownType(), UNKNOWN_TYPE);
      const compression = compressionOf(headers.get('content-encoding'));
      if (compression === undefined) return refuse(unknownCompression(encoding), UNKNOWN_COMPRESSION);
      try {
        const body = await readBody(req.raw, compression, maxBytes, budget);
        if (body.type === 'too-large')
          return refuse(tooLarge(encoding, maxBytes), `More than ${maxBytes} bytes.`);
        if (body.type === 'overloaded') return refuse(overloaded(encoding), OVERLOADED);
        try {
          const delivery = { ...arrival, wireBytes: body.wireBytes };
          const findings = await receiver.receive(encoding, body.bytes, delivery);
          return exported(encoding, REJECTED_FIELDS[signal], findings);
        } finally {
          budget.give(body.bytes.length);
        }
      } catch (error) {
        if (error instanceof NotKept) return refuse(notKept(encoding, error), error.message);
        if (!(error instanceof Undecodable)) throw error;
        const { message } = error;
        return refuse(refused(400, encoding, INVALID_ARGUMENT, message, {}, error), message);
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
    .post('/traces', receive('traces'))
    .post('/metrics', receive('metrics'))
    .post('/logs', receive('logs'))
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

const UNKNOWN_TYPE = 'The content type must be application/x-protobuf or application/json.';
const unknownType = (): Response => refused(415, 'application/json', INVALID_ARGUMENT, UNKNOWN_TYPE);
const UNKNOWN_COMPRESSION = 'The only content encoding that is understood here is gzip.';
const unknownCompression = (encoding: Encoding): Response =>
  refused(415, encoding, INVALID_ARGUMENT, UNKNOWN_COMPRESSION, { 'accept-encoding': 'gzip' });
const tooLarge = (encoding: Encoding, maxBytes: number): Response =>
  refused(
    413,
    encoding,
    RESOURCE_EXHAUSTED,
    `The request is larger than ${maxBytes} bytes (after decompression): send smaller batches.`,
  );
const OVERLOADED = 'More is arriving than can be read now. Send this again in a moment.';
const overloaded = (encoding: Encoding): Response =>
  refused(503, encoding, UNAVAILABLE, OVERLOADED, { 'retry-after': RETRY_AFTER_SECONDS });

const notKept = (encoding: Encoding, error: NotKept): Response =>
  error instanceof TooLargeToKeep
    ? refused(413, encoding, RESOURCE_EXHAUSTED, error.message)
    : refused(503, encoding, UNAVAILABLE, error.message, { 'retry-after': NOT_KEPT_RETRY_SECONDS });

/** What a sender is told while the server is not ready. */
export const receiverStarting = (request: Request): Response =>
  refused(
    503,
    encodingOf(request.headers.get('content-type')) ?? 'application/json',
    UNAVAILABLE,
    'The server is starting.',
    { 'retry-after': RETRY_AFTER_SECONDS },
  );
