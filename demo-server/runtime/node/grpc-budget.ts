/**
 * What all calls of the gRPC receiver hold together, bounded. The library gathers each message by itself before anybody
 * here sees it, so the bytes are counted as they come in:
 *
 *   a frame arrives --charged--> message whole, inflated --charged as it is--> answered, the stream closes --given back
 *                      '-- over the budget: RESOURCE_EXHAUSTED, and when to come again
 *
 * Bytes that are compressed are charged by the most that they can become, for the library inflates before it tells how
 * large a message is.
 */
import type { ServerHttp2Stream } from 'node:http2';
import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { PbfWriter } from 'pbf';
import type { Budget } from '../../otlp/request-body.ts';

/** Deflate makes no more of a byte: https://www.zlib.net/zlib_tech.html */
const MOST_INFLATED = 1_032;
const RETRY_SECONDS = 1;
const OVERLOADED = 'More is arriving than can be read now. Send this again in a moment.';

/** `onRefused` hears of each call that found no room: its path, its sender, and what the sender is told. */
export function budgetedCalls(
  budget: Budget,
  maxMessageBytes: number,
  onRefused: (path: string, sender: string, code: status, message: string) => void,
): ServerInterceptor {
  return ({ path }, call) => {
    let held = 0;
    let sender = '';
    let isRefused = false;
    const hold = (bytes: number) => {
      if (isRefused) return;
      if (bytes > held && !budget.take(bytes - held)) {
        isRefused = true;
        onRefused(path, sender, status.RESOURCE_EXHAUSTED, OVERLOADED);
        call.sendStatus({
          code: status.RESOURCE_EXHAUSTED,
          details: OVERLOADED,
          metadata: comingAgain(OVERLOADED),
        });
        return;
      }
      if (bytes < held) budget.give(held - bytes);
      held = bytes;
    };
    const stream = streamOf(call);
    let arrived = 0;
    let factor = 0;
    // Before the library's own listener, which takes the message on at once when this was its end.
    stream.prependListener('data', (chunk: Buffer) => {
      // The first byte of a message says whether the rest is compressed.
      if (arrived === 0) factor = chunk[0] === 1 ? MOST_INFLATED : 1;
      arrived += chunk.length;
      hold(factor === 1 ? arrived : Math.min(arrived * factor, arrived + maxMessageBytes));
    });
    stream.once('close', () => {
      isRefused = true;
      budget.give(held);
      held = 0;
    });
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, pass) {
            sender = String(metadata.get('user-agent')[0] ?? '');
            pass(metadata);
          },
          onReceiveMessage(message: Uint8Array, pass) {
            hold(message.length);
            if (!isRefused) pass(message);
          },
        }),
    });
  };
}

/** Not told by the library's types: there is no other way to hear of bytes before the message is whole. */
function streamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream {
  return Reflect.get(call, 'stream');
}

/**
 * A `google.rpc.Status` with `RetryInfo`, without which senders take this code for final.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-throttling
 */
function comingAgain(message: string): Metadata {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, status.RESOURCE_EXHAUSTED);
  pbf.writeStringField(2, message);
  pbf.writeMessage(
    3,
    (_, any) => {
      any.writeStringField(1, 'type.googleapis.com/google.rpc.RetryInfo');
      any.writeMessage(
        2,
        (__, info) =>
          info.writeMessage(1, (___, delay) => delay.writeVarintField(1, RETRY_SECONDS), undefined),
        undefined,
      );
    },
    undefined,
  );
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(pbf.finish()));
  return metadata;
}
