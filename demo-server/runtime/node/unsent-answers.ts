/**
 * Answers that were made and not yet taken. Whoever asks for much and reads none of it leaves the answer in this process's
 * memory; so no new request is answered while too much of that waits, until a connection reads on or is cut off
 * (`listen.ts`).
 */
import type { Server, Socket } from 'node:net';
import { errorAnswer } from '../../error-answer.ts';

const MAX_UNSENT_BYTES = 512 * 1024 * 1024;
/** Whoever would start the server anew is told that it lives: it is busy, not dead. */
const STILL_ALIVE = '/api/health/live';
/** Summing takes a step a connection. */
const COUNTED_FOR_MS = 100;

export interface UnsentAnswers {
  /** The refusal, or undefined when there is room for another answer. */
  refusal(path?: string): Response | undefined;
}

export function unsentAnswers(server: Server, maxBytes: number = MAX_UNSENT_BYTES): UnsentAnswers {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  let bytes = 0;
  let countedMs = Number.NEGATIVE_INFINITY;
  const count = () => {
    const nowMs = performance.now();
    if (nowMs - countedMs < COUNTED_FOR_MS) return bytes;
    countedMs = nowMs;
    bytes = 0;
    for (const { writableLength } of sockets) bytes += writableLength;
    return bytes;
  };
  return {
    refusal(path) {
      if (path === STILL_ALIVE || count() < maxBytes) return undefined;
      const answer = errorAnswer(
        503,
        'answers-unread',
        'Too many answers of this server wait for somebody to read them.',
        'Come again in a moment: connections that do not read are cut off.',
      );
      answer.headers.set('retry-after', '10');
      return answer;
    },
  };
}
