/**
 * Server-sent events for one subscriber, driven by its reading: the stream is only written to when the reader asks,
 * and everything waiting goes out in one chunk. While the reader is slow, messages wait in a bounded queue; what does
 * not fit is counted and reported as `dropped` as soon as there is room again.
 *
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { Clock } from '../clock.ts';
import type { Dropped } from '../protocol.ts';
import type { EncodedMessage, Subscriber } from './feed-session.ts';

export const HEARTBEAT_MS = 15_000;
const QUEUE_MESSAGES = 1_000;
const QUEUE_CHARS = 4_000_000;

const encoder = new TextEncoder();

export function formatEvent({ id, type, json }: Pick<EncodedMessage, 'id' | 'type' | 'json'>): string {
  // JSON.stringify and the OTLP serializers write no line breaks, so one `data:` line holds it.
  return `id: ${id}\nevent: ${type}\ndata: ${json}\n\n`;
}

/** Opens a stream over `subscribe`; cancelling the stream (the page went away) unsubscribes. */
export function sseStream(
  subscribe: (subscriber: Subscriber) => () => void,
  clock: Clock,
  bounds: { readonly messages: number; readonly chars: number } = {
    messages: QUEUE_MESSAGES,
    chars: QUEUE_CHARS,
  },
): ReadableStream<Uint8Array> {
  // The opening comment makes the browser fire `open` at once; retry is how soon it comes back by itself.
  let waiting: string[] = ['retry: 1000\n: open\n\n'];
  let waitingChars = 0;
  let lost: { messages: number; spans: number; lastId: number } | undefined;
  let wake: (() => void) | undefined;
  let stopFeed = () => {};
  let stopHeartbeat = () => {};
  let closed = false;

  const offer = (text: string): boolean => {
    if (waiting.length >= bounds.messages || waitingChars + text.length > bounds.chars) return false;
    waiting.push(text);
    waitingChars += text.length;
    wake?.();
    return true;
  };
  const reportLost = (): boolean => {
    if (lost === undefined) return true;
    const data: Dropped = { messages: lost.messages, spans: lost.spans, reason: 'slow-subscriber' };
    if (!offer(formatEvent({ id: lost.lastId, type: 'dropped', json: JSON.stringify(data) }))) return false;
    lost = undefined;
    return true;
  };
  const onMessage: Subscriber = (message) => {
    if (reportLost() && offer(formatEvent(message))) return;
    lost ??= { messages: 0, spans: 0, lastId: 0 };
    lost.messages++;
    lost.spans += message.spans;
    lost.lastId = message.id;
  };
  const heartbeat = () => {
    stopHeartbeat = clock.after(HEARTBEAT_MS, () => {
      offer(': heartbeat\n\n');
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
        const text = waiting.join('');
        waiting = [];
        waitingChars = 0;
        if (text !== '' && !closed) controller.enqueue(encoder.encode(text));
        reportLost();
      },
      cancel() {
        closed = true;
        stopFeed();
        stopHeartbeat();
        wake?.();
      },
    },
    { highWaterMark: 0 },
  );
}
