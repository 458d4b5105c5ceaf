/** Listening and closing as promises; and leaving, so that nobody who was let in is shown the door. */
import { Server, type ServerResponse } from 'node:http';
import type { HttpBindings, ServerType } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';

export interface Listening {
  readonly port: number;
  /**
   * Lets nobody in any more, sends those who only listen elsewhere, and resolves when everybody else has their answer, or
   * after `patienceMs`.
   */
  leave(patienceMs: number): Promise<void>;
  /** At once, whoever is there. */
  close(): Promise<void>;
}

/**
 * Longer than any client or proxy waits by itself: with Node's five seconds, a request on a machine that was busy for as
 * long meets a connection that this end has just closed.
 */
const KEEP_ALIVE_MS = 65_000;
/**
 * A connection on which nothing moves for so long is cut off: its other end is gone, or reads nothing of what it asked
 * for. Feeds have a heartbeat, so a page that reads is never quiet.
 */
const STUCK_MS = 120_000;
const MAX_CONNECTIONS = 10_000;
/**
 * Of port 0 the system chooses one when the socket is bound, and another program that was given the same may listen there
 * first: that is no port that somebody asked for, so another one is chosen.
 */
const MAX_CHOICES = 5;
/** Those who come again do not all come at once. */
const COME_AGAIN_MS = [200, 1_500] as const;

const endless = new WeakSet<object>();
/** Marks answers that go on until somebody ends them: event streams. */
export const markEndless: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.headers.get('content-type')?.startsWith('text/event-stream'))
    endless.add((c.env as HttpBindings).outgoing);
};

/** Rejects with the system's error (such as EADDRINUSE) when the port cannot be had. */
export function listen(
  server: ServerType,
  port: number,
  host: string,
  { stuckMs = STUCK_MS }: { readonly stuckMs?: number } = {},
): Promise<Listening> {
  const leave = server instanceof Server ? leaving(server) : async () => {};
  return new Promise((resolve, reject) => {
    if (server instanceof Server) {
      server.keepAliveTimeout = KEEP_ALIVE_MS;
      server.maxConnections = MAX_CONNECTIONS;
      server.timeout = stuckMs;
    }
    let choices = 1;
    const onError = (error: NodeJS.ErrnoException) => {
      if (port !== 0 || error.code !== 'EADDRINUSE' || choices === MAX_CHOICES) return reject(error);
      choices++;
      server.once('error', onError);
      server.listen(port, host);
    };
    server.once('error', onError);
    server.once('listening', () => {
      server.off('error', onError);
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        leave,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // Feeds never end by themselves, and idle keep-alive connections hold a server open.
            if (server instanceof Server) server.closeAllConnections();
          }),
      });
    });
    server.listen(port, host);
  });
}

function leaving(server: Server): Listening['leave'] {
  const underWay = new Set<ServerResponse>();
  let isLeaving = false;
  let onAllDone = () => {};
  server.on('request', (_, response: ServerResponse) => {
    if (isLeaving) response.shouldKeepAlive = false;
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      if (underWay.size === 0) onAllDone();
    });
  });
  return async (patienceMs) => {
    isLeaving = true;
    const allDone = new Promise<void>((resolve) => {
      onAllDone = resolve;
    });
    server.close();
    for (const response of underWay) {
      // Its connection ends with the answer: the next request is for somebody else.
      response.shouldKeepAlive = false;
      if (endless.has(response)) response.end(`retry: ${comeAgainMs()}\n: leaving\n\n`);
    }
    if (underWay.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([allDone, patience]);
    clearTimeout(timer);
  };
}

function comeAgainMs(): number {
  const [least, most] = COME_AGAIN_MS;
  return Math.round(least + Math.random() * (most - least));
}
