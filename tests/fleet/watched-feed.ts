/** A page that watches one session over the balancer, by the client that pages use; its feed comes back by itself. */
import type { Settled } from '../../demo-server/protocol.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';

export interface WatchedFeed {
  /** What it was shown. */
  readonly table: TraceTable;
  /** How often its line broke. */
  readonly losses: () => number;
  /** Resolves with the verdict of the run, when that speaks of so many requests. */
  settled(runId: string, requests: number): Promise<Settled>;
  stop(): void;
}

export async function watchFeed(url: string, session: string): Promise<WatchedFeed> {
  const table = new TraceTable();
  const verdicts: Settled[] = [];
  let waiting: { isSo(settled: Settled): boolean; go(settled: Settled): void }[] = [];
  let losses = 0;
  const server = streamingLiveServer((request) => fetch(request), url);
  const stop = await server.feed(session, (event) => {
    switch (event.type) {
      case 'spans-started':
        return void table.appendStarted(event.data);
      case 'traces':
        return void table.appendTraces(event.data);
      case 'lost':
        losses++;
        return;
      case 'settled':
        verdicts.push(event.data);
        waiting = waiting.filter(({ isSo, go }) => {
          if (isSo(event.data)) go(event.data);
          return !isSo(event.data);
        });
    }
  });
  return {
    table,
    losses: () => losses,
    stop,
    settled(runId, requests) {
      const isSo = (settled: Settled) => settled.runId === runId && (settled.requests ?? 0) >= requests;
      const before = verdicts.find(isSo);
      if (before !== undefined) return Promise.resolve(before);
      return new Promise((go) => {
        waiting.push({ isSo, go });
      });
    },
  };
}
