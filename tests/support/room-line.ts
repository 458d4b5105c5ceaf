/** A line to a room, read message by message. */
import { expect } from 'vitest';
import type { RoomMessage } from '../../demo-server/protocol.ts';
import { readServerSentEvents } from '../../src/server-client/sse.ts';

export interface Line {
  /** The next message of that type, from those not read yet. */
  next<T extends RoomMessage['type']>(type: T): Promise<Extract<RoomMessage, { type: T }>['data']>;
  /** The next message, whatever it is. */
  any(): Promise<{ readonly type: string; readonly data: unknown }>;
  readonly lastId: () => string;
  close(): void;
}

/** `ask`: the request for the feed, until the signal ends it. */
export async function openLine(ask: (signal: AbortSignal) => Promise<Response>): Promise<Line> {
  const closing = new AbortController();
  const answer = await ask(closing.signal);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  if (answer.body === null) throw new Error('the feed has no body');
  const events = readServerSentEvents(answer.body)[Symbol.asyncIterator]();
  let lastId = '';
  const any = async () => {
    const { value, done } = await events.next();
    if (done) throw new Error('the feed ended');
    lastId = value.lastEventId;
    return { type: value.type, data: JSON.parse(value.data) as unknown };
  };
  return {
    any,
    async next(type) {
      for (;;) {
        const message = await any();
        if (message.type === type) return message.data as never;
      }
    },
    lastId: () => lastId,
    close: () => closing.abort(),
  };
}
