/** One press of Run against an app: a session, its feed, requests with baggage, and everything until it settles. */
import type { DemoApp } from '../../demo-server/app.ts';
import type { FeedMessage, Settled } from '../../demo-server/protocol.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';

export interface RunRequest {
  readonly method?: string;
  /** Below `/api/building`, or from `/api/` on. */
  readonly path: string;
  readonly body?: unknown;
}
export interface RunResult {
  readonly table: TraceTable;
  readonly messages: readonly FeedMessage[];
  readonly settled: Settled;
  readonly answers: readonly { readonly status: number; readonly body: unknown }[];
  readonly sessionId: string;
}

let runs = 0;

export async function run(app: DemoApp, ...requests: readonly RunRequest[]): Promise<RunResult> {
  const runId = `run-${++runs}`;
  const sessionId = `session-${runs}-of-tests`;
  const feed = watch(app, sessionId, requests.length);
  const answers = [];
  for (const { method = 'POST', path, body = {} } of requests) {
    const response = await app.fetch(
      new Request(`http://demo${path.startsWith('/api/') ? '' : '/api/building'}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          baggage: `session.id=${sessionId},bldg.run.id=${runId},stranger=1`,
        },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      }),
    );
    answers.push({ status: response.status, body: await response.json() });
  }
  const settled = await feed.settled;
  feed.stop();
  const table = new TraceTable();
  for (const { type, data } of feed.messages) {
    if (type === 'spans-started') table.appendStarted(data);
    if (type === 'traces') table.appendTraces(data);
    if (type === 'logs') table.appendLogs(data);
    if (type === 'metrics') table.appendMetrics(data);
  }
  return { table, messages: feed.messages, settled, answers, sessionId };
}

/**
 * Subscribes to a session without HTTP; the SSE form has its own tests. Its run has settled when it is quiet after so
 * many requests: on a slow machine it may be quiet between two of them.
 */
export function watch(app: DemoApp, sessionId: string, requests = 1) {
  const messages: FeedMessage[] = [];
  let resolve: (settled: Settled) => void = () => {};
  const settled = new Promise<Settled>((done) => {
    resolve = done;
  });
  const session = app.sessions.open(sessionId);
  if (session === undefined) throw new Error('no room for a session');
  const stop = session.subscribe(({ id, type, json }) => {
    const message = { id, type, data: JSON.parse(json) } as FeedMessage;
    messages.push(message);
    if (message.type === 'settled' && (message.data.requests ?? requests) >= requests) resolve(message.data);
  });
  return { messages, settled, stop };
}
