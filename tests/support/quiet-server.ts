/** A demo server, or its app alone, for one test file: it ends with the file, and whatever it reports fails the file. */
import { afterAll, expect } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import { createNodeApp, type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';

type ServerOptions = Parameters<typeof startNodeServer>[0];
type AppOptions = NonNullable<Parameters<typeof createNodeApp>[0]>;

/** Over a socket, at a port of its own. */
export const quietServer = (options: Omit<ServerOptions, 'port' | 'report'> = {}): Promise<NodeServer> =>
  quiet((report) => startNodeServer({ port: 0, ...options, report }));

/** Without a socket. */
export const quietApp = (options: Omit<AppOptions, 'report'> = {}): Promise<DemoApp> =>
  quiet((report) => createNodeApp({ ...options, report }));

async function quiet<Started extends { close(): Promise<void> }>(
  start: (report: (error: unknown) => void) => Promise<Started>,
): Promise<Started> {
  const failures: unknown[] = [];
  const started = await start((error) => failures.push(error));
  afterAll(async () => {
    await started.close();
    expect(failures).toEqual([]);
  });
  return started;
}
