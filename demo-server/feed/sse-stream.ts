/**
 * Server-sent events for one subscriber, driven by its reading: the stream is only written to when the reader asks,
 * and everything waiting goes out in one chunk. While the reader is slow, messages wait in a bounded queue; what does
 * not fit is counted and reported as `dropped` as soon as there is room again.
 *
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { Clock } from '../clock.ts';
import type { Dropped } from '../protocol.ts';
import { Backlog } from './backlog.ts';

/** One message, encoded. */
export interface StreamedMessage {
  readonly id: number;
  readonly type: string;
  /** JSON of the message's data. */
  readonly json: string;
  /** Spans in it, started or ended. */
  readonly spans: number;
}

export const HEARTBEAT_MS = 15_000;
const QUEUE_MESSAGES = 1_000;
const QUEUE_BYTES = 16_000_000;
/** Of all feeds of this process: five hundred slow ones would take eight gigabytes. */
export const backlogOfAll = new Backlog(256_000_000);

const encoder = new TextEncoder();

export function formatEvent({ id, type, json }: Pick<StreamedMessage, 'id' | 'type' | 'json'>): string {
  // JSON.stringify and the OTLP serializers write no line breaks, so one `data:` line holds it.
  return `id: ${id}\nevent: ${type}\ndata: ${json}\n\n`;
}

/**
 * A message as bytes, made once however many pages are sent it: with 200 subscribers that is the difference between
 * copying bytes and encoding text 200 times.
 */
const frames = new WeakMap<StreamedMessage, Uint8Array>();
function frameOf(message: StreamedMessage): Uint8Array {
  let frame = frames.get(message);
  if (frame === undefined) {
    frame = encoder.encode(formatEvent(message));
    frames.set(message, frame);
  }
  return frame;
}

/** Of what waits for a page that reads slowly. */
export interface StreamBounds {
  readonly messages: number;
  readonly bytes: number;
  /** Shared with other pages. */
  readonly backlog?: Backlog;
}

/** Opens a stream over `subscribe`; cancelling the stream (the page went away) unsubscribes. */
export function sseStream(
  subscribe: (subscriber: (message: StreamedMessage) => void) => () => void,
  clock: Clock,
  bounds: StreamBounds = { messages: QUEUE_MESSAGES, bytes: QUEUE_BYTES },
): ReadableStream<Uint8Array> {
  // The opening comment makes the browser fire `open` at once; retry is how soon it comes back by itself.
  const { backlog = backlogOfAll } = bounds;
  let waiting: Uint8Array[] = [encoder.encode('retry: 1000\n: open\n\n')];
  let waitingBytes = 0;
  let lost: { messages: number; spans: number; lastId: number } | undefined;
  let wake: (() => void) | undefined;
  let stopFeed = () => {};
  let stopHeartbeat = () => {};
  let closed = false;

  const offer = (frame: Uint8Array): boolean => {
    if (waiting.length >= bounds.messages || waitingBytes + frame.length > bounds.bytes) return false;
    // Whoever reads what there is takes part, however much waits for others.
    if (waiting.length > 0 && backlog.isFull) return false;
    waiting.push(frame);
    backlog.hold(frame);
    waitingBytes += frame.length;
    wake?.();
    return true;
  };
  const letGo = () => {
    for (const frame of waiting) backlog.release(frame);
    waiting = [];
    waitingBytes = 0;
  };
  const reportLost = (): boolean => {
    if (lost === undefined) return true;
    const data: Dropped = { messages: lost.messages, spans: lost.spans, reason: 'slow-subscriber' };
    const frame = formatEvent({ id: lost.lastId, type: 'dropped', json: JSON.stringify(data) });
    if (!offer(encoder.encode(frame))) return false;
    lost = undefined;
    return true;
  };
  const onMessage = (message: StreamedMessage) => {
    if (reportLost() && offer(frameOf(message))) return;
    lost ??= { messages: 0, spans: 0, lastId: 0 };
    lost.messages++;
    backlog.dropped++;
    lost.spans += message.spans;
    lost.lastId = message.id;
  };
  const heartbeat = () => {
    stopHeartbeat = clock.after(HEARTBEAT_MS, () => {
      offer(encoder.encode(': heartbeat\n\n'));
      heartbeat();
    });
  };

  return new ReadableStream<Uint8Array>(
    {
      start() {
        stopFeed = subscribe(onMessage);
        heartbeat();
      },
      async pull(controller) {
        if (waiting.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
        const chunk = joined(waiting);
        letGo();
        if (chunk.length > 0 && !closed) controller.enqueue(chunk);
        reportLost();
      },
      cancel() {
        closed = true;
        stopFeed();
        stopHeartbeat();
        letGo();
        wake?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
