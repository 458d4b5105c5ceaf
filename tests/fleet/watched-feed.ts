/** A page that watches one session over the balancer, by the client that pages use; its feed comes back by itself. */
import { streamingLiveServer } from '../../src/server-client/live.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { until } from '../support/programs.ts';

export interface WatchedFeed {
  /** What it was shown. */
  readonly table: TraceTable;
  /** What it was told of the replicas: that they cannot reach each other, and that they can again. */
  readonly news: () => readonly string[];
  /** How often its line broke. */
  readonly losses: () => number;
  /** Resolves when there is a verdict on the run. */
  verdict(runId: string): Promise<void>;
  stop(): void;
}

export async function watchFeed(url: string, session: string): Promise<WatchedFeed> {
  const table = new TraceTable();
  const verdicts = new Set<string>();
  const news: string[] = [];
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
      case 'exchange':
        return void news.push(event.data.state);
      case 'settled':
        verdicts.add(event.data.runId);
    }
  });
  return {
    table,
    news: () => news,
    losses: () => losses,
    stop,
    verdict: (runId) => until('there is a verdict on the run', () => verdicts.has(runId)),
  };
}
