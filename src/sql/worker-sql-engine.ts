/**
 * The engine in a worker: fetched and started when it is first asked, ended when a question takes too long or is
 * stopped, started again by the next. Knows no platform: worker and clock are handed in.
 *
 *   asleep --> fetching (bytes) --> starting --> ready --ask--> rows, or a problem
 *     ^-------------- stopped, too slow, broken ----------------'
 *
 * Invariant: one question at a time; tables are handed over again only when the telemetry is another, or has grown.
 */
import type { Clock } from '../exercises/run/clock.ts';
import type { TableAnswer } from '../trace/checks/types.ts';
import type { TraceReader } from '../trace/model/types.ts';
import type { FromSqlWorker, ToSqlWorker } from './engine/worker-messages.ts';
import { type SqlBoot, SqlEnded, type SqlEngine } from './sql-port.ts';
import { buffersOf } from './tables/column-table.ts';
import { telemetryTables } from './tables/telemetry-tables.ts';

export interface SqlLine {
  post(message: ToSqlWorker, transfer?: readonly ArrayBuffer[]): void;
  end(): void;
}
export interface SqlLineEvents {
  message(message: FromSqlWorker): void;
  fetching(bytes: number, totalBytes: number): void;
  broken(reason: string): void;
}
export interface WorkerSqlOptions {
  /** Starts the worker and fetches the engine; rejects with what stands in the way. */
  readonly open: (events: SqlLineEvents) => Promise<{ line: SqlLine; engine: WebAssembly.Module }>;
  readonly clock: Pick<Clock, 'after'>;
}
export interface WorkerSqlEngine extends SqlEngine {
  /** Calls back at once with the state, and with each change. */
  subscribeBoot(listener: (state: SqlBoot) => void): () => void;
}

export const MAX_ASK_MS = 10_000;

export function workerSqlEngine({ open, clock }: WorkerSqlOptions): WorkerSqlEngine {
  const listeners = new Set<(state: SqlBoot) => void>();
  let state: SqlBoot = { type: 'asleep' };
  let session: Session | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const become = (next: SqlBoot) => {
    state = next;
    for (const listener of [...listeners]) listener(next);
  };
  const end = (of: Session | undefined, why: SqlEnded) => {
    if (of === undefined || session !== of) return;
    session = undefined;
    of.line?.end();
    of.reject(why);
    become({ type: 'asleep' });
  };

  function start(): Session {
    const { promise: ready, resolve, reject } = waiting<void>();
    ready.catch(() => undefined);
    const own: Session = { ready, reject, loaded: undefined };
    const events: SqlLineEvents = {
      message(message) {
        if (session !== own) return;
        if (message.type === 'failed') end(own, broken(message.reason));
        else if (message.type === 'ready') {
          become({ type: 'ready' });
          resolve();
        } else own.answer?.(message.answer);
      },
      fetching(bytes, totalBytes) {
        if (session === own) become({ type: 'fetching', bytes, totalBytes });
      },
      broken: (reason) => end(own, broken(reason)),
    };
    session = own;
    become({ type: 'fetching', bytes: 0, totalBytes: 0 });
    open(events).then(
      ({ line, engine }) => {
        if (session !== own) return line.end();
        own.line = line;
        become({ type: 'starting' });
        line.post({ type: 'open', engine });
      },
      (reason: unknown) => end(own, broken(reason instanceof Error ? reason.message : String(reason))),
    );
    return own;
  }

  async function askNow(statement: string, telemetry: TraceReader): Promise<TableAnswer> {
    const own = session ?? start();
    await own.ready;
    const isLoaded = own.loaded?.telemetry === telemetry && own.loaded.version === telemetry.version;
    const tables = isLoaded ? undefined : telemetryTables(telemetry);
    own.loaded = { telemetry, version: telemetry.version };
    const answer = waiting<TableAnswer>();
    own.answer = answer.resolve;
    // Whoever ends the session ends the question.
    own.reject = answer.reject;
    const stopClock = clock.after(MAX_ASK_MS, () => end(own, SLOW));
    own.line?.post(
      { type: 'ask', statement, ...(tables && { tables }) },
      tables?.flatMap((table) => buffersOf(table)),
    );
    return answer.promise.finally(stopClock);
  }

  return {
    prepare: () => (session ?? start()).ready,
    ask(statement, telemetry) {
      const answer = last.then(() => askNow(statement, telemetry));
      last = answer.catch(() => undefined);
      return answer;
    },
    stop: () => end(session, STOPPED),
    subscribeBoot(listener) {
      listeners.add(listener);
      listener(state);
      return () => void listeners.delete(listener);
    },
  };
}

interface Waiting<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(reason: Error): void;
}
/** One worker, from its start to its end. */
interface Session {
  readonly ready: Promise<void>;
  /** Tells whoever waits that it ended: for the start at first, then for an answer. */
  reject: (why: SqlEnded) => void;
  line?: SqlLine;
  answer?: (answer: TableAnswer) => void;
  loaded: { readonly telemetry: TraceReader; readonly version: number } | undefined;
}

function waiting<Value>(): Waiting<Value> {
  let resolve: (value: Value) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<Value>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}

const STOPPED = new SqlEnded('The question was stopped.', 'Ask again when you are ready.');
const SLOW = new SqlEnded(
  `The database did not answer within ${MAX_ASK_MS / 1_000} seconds, so the question was ended.`,
  'Look for a join without a condition, or ask for less. A fresh database is started with the next question.',
);
const broken = (reason: string): SqlEnded =>
  new SqlEnded(
    `DuckDB could not run in this browser: ${reason}`,
    'Ask again to try once more. If it stays so, reload the page; TraceQL works without it.',
  );
