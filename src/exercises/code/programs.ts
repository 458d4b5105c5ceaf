/**
 * Learners' programs in a worker of their own: the same bundle as the demo server in the browser, kept warm between
 * edits, replaced when it was stopped, crashed, or was silent for five seconds.
 *
 *   open --compile (page)--> install (worker) --> ready: a DemoServer        ping <--> pong, once a second
 *     '--> problems                '--> problems           thrown --> onProblem       silence --> ended
 *
 * Only one program is installed; opening the next takes the one before out. Knows no platform: the worker, the compiler
 * and the clock are handed in.
 */
import {
  AS_SHIPPED,
  AS_SHIPPED_HEADER,
  type ProgramProblem,
  type WorkerMessage,
} from '../../../demo-server/protocol.ts';
import { type InBrowserOptions, inBrowserServer, type WorkerLine } from '../../server-client/in-browser.ts';
import { type DemoServer, ServerEnded } from '../../server-client/port.ts';
import type { Clock } from '../run/clock.ts';
import type { Compiled } from './compile.ts';
import type { CodeProblem, OpenedProgram, Program, Programs } from './program.ts';
import { watchdog } from './watchdog.ts';

export interface ProgramsOptions {
  readonly openWorker: InBrowserOptions['open'];
  readonly origin: string;
  readonly compile: (program: Program) => Promise<Compiled>;
  readonly clock: Pick<Clock, 'after'>;
}

export function createPrograms({ openWorker, origin, compile, clock }: ProgramsOptions): Programs {
  const listeners = new Set<(problem: CodeProblem) => void>();
  const installing = new Map<number, Installing>();
  const asShipped = new Map<string, Response>();
  let line: WorkerLine | undefined;
  let installs = 0;
  let opens = 0;
  /** Why the newest worker that was ended was ended. */
  let lastEnd: ServerEnded | undefined;
  /** What is thrown while the next one is opened is of the one before, and of no interest any more. */
  let isInstalled = false;

  const tell = (problem: CodeProblem) => {
    for (const listener of [...listeners]) listener(problem);
  };
  const hear = (message: WorkerMessage): boolean => {
    dog.heard();
    switch (message.type) {
      case 'installed':
        installing.get(message.installId)?.resolve(message.problems);
        installing.delete(message.installId);
        return true;
      case 'thrown':
        if (isInstalled) tell(message.problem);
        return true;
      case 'pong':
        return true;
      default:
        return false;
    }
  };
  const server = inBrowserServer({
    origin,
    async open(events) {
      const opened = await openWorker({
        message: (message) => hear(message) || events.message(message),
        fetching: events.fetching,
        broken: (reason) => events.broken(reason),
      });
      line = opened.line;
      return opened;
    },
  });
  const end = (ended: ServerEnded) => {
    dog.rest();
    lastEnd = ended;
    line = undefined;
    for (const { reject } of installing.values()) reject(ended);
    installing.clear();
    server.end(ended);
  };
  const dog = watchdog(
    clock,
    () => line?.post({ type: 'ping' }),
    () => {
      const ended = new ServerEnded(SILENT, SILENT_HINT);
      end(ended);
      tell({ type: 'ended', line: 1, column: 1, message: SILENT, hint: SILENT_HINT });
    },
  );

  const running: DemoServer = {
    mode: 'in-browser',
    prepare: server.prepare,
    request: server.request,
    async requestAsShipped(path, init = {}) {
      // The database is as seeded before each run, so what is only read is read once.
      const isRead = (init.method ?? 'GET') === 'GET';
      const known = isRead ? asShipped.get(path) : undefined;
      if (known !== undefined) return known.clone();
      const headers = new Headers(init.headers);
      headers.set(AS_SHIPPED_HEADER, AS_SHIPPED);
      const response = await server.request(path, { ...init, headers });
      if (isRead && response.ok) asShipped.set(path, response.clone());
      return response;
    },
    feed: server.feed,
  };

  async function open(program: Program): Promise<OpenedProgram> {
    isInstalled = false;
    const own = ++opens;
    const before = lastEnd;
    // Both take their time when they are new; neither needs the other.
    const booted = server.prepare();
    booted.catch(() => undefined);
    const compiled = await compile(program);
    if (compiled.type === 'problems') return compiled;
    await booted;
    // Ended while it was compiled.
    if (lastEnd !== undefined && lastEnd !== before) throw lastEnd;
    // Another was opened meanwhile: whichever took longer to compile, the one opened last is installed last.
    if (own !== opens) throw new ServerEnded(OVERTAKEN, 'Run it again when the other one is done.');
    const problems = await new Promise<readonly ProgramProblem[]>((resolve, reject) => {
      const installId = ++installs;
      installing.set(installId, { resolve, reject });
      dog.watch();
      line?.post({ type: 'install', installId, program: compiled.program });
    });
    if (problems.length > 0) return { type: 'problems', problems };
    isInstalled = own === opens;
    return { type: 'ready', server: running };
  }

  return {
    async open(program) {
      try {
        return await open(program);
      } catch (error) {
        if (!(error instanceof ServerEnded)) throw error;
        const { message, hint } = error;
        return { type: 'problems', problems: [{ type: 'ended', line: 1, column: 1, message, hint }] };
      }
    },
    onProblem(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    subscribeBoot: server.subscribeBoot,
    stop: () => end(new ServerEnded('The program was stopped.', 'Run it again when you are ready.')),
  };
}

interface Installing {
  resolve(problems: readonly ProgramProblem[]): void;
  reject(reason: Error): void;
}

const OVERTAKEN = 'Another program was opened before this one was ready.';
const SILENT = 'The program did not come back for five seconds, so it was ended.';
const SILENT_HINT =
  'Look for a loop that never ends, or for a list that grows until the memory is full. A fresh demo server is started with the next run.';
