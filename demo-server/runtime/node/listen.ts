/** Listening and closing as promises. */
import { Server } from 'node:http';
import type { ServerType } from '@hono/node-server';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Longer than any client or proxy waits by itself: with Node's five seconds, a request on a machine that was busy for as
 * long meets a connection that this end has just closed.
 */
const KEEP_ALIVE_MS = 65_000;

/** Rejects with the system's error (such as EADDRINUSE) when the port cannot be had. */
export function listen(server: ServerType, port: number, host: string): Promise<Listening> {
  return new Promise((resolve, reject) => {
    if (server instanceof Server) server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // Feeds never end by themselves, and idle keep-alive connections hold a server open.
            if (server instanceof Server) server.closeAllConnections();
          }),
      });
    });
  });
}
