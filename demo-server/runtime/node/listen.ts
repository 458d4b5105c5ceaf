/** Listening and closing as promises. */
import { Server } from 'node:http';
import type { ServerType } from '@hono/node-server';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with the system's error (such as EADDRINUSE) when the port cannot be had. */
export function listen(server: ServerType, port: number, host: string): Promise<Listening> {
  return new Promise((resolve, reject) => {
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
