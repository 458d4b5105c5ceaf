/**
 * The names that a program sees, besides what it imports. What could reach out of the system is shadowed by a function
 * that says no; timers are its own, so that they end with it.
 *
 * This keeps honest programs from harm by accident. It is no security boundary: a program that wants out finds a way
 * (`[].constructor.constructor`), and then it can do what the page's own scripts can do, for the worker is of the same
 * origin. That is the learner's own code in the learner's own browser; code of others never runs by itself.
 */
import { markAwait, ProgramError } from './problem.ts';

const REFUSED = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebTransport',
  'EventSource',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'importScripts',
  'postMessage',
  'close',
  'addEventListener',
  'removeEventListener',
];
/** Objects that lead to the above. */
const HIDDEN = [
  'self',
  'window',
  'globalThis',
  'global',
  'process',
  'navigator',
  'indexedDB',
  'caches',
  'location',
];

export interface ProgramScope {
  readonly names: Readonly<Record<string, unknown>>;
  /** How many timers it has started so far. */
  timersStarted(): number;
  /** Ends its timers; none starts afterwards. */
  end(): void;
}

export function programScope(onThrown: (error: unknown) => void): ProgramScope {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let ended = false;
  let started = 0;
  const refuse = (name: string) =>
    function refused(): never {
      throw new ProgramError(
        `A program has no \`${name}\`: it works inside the building only.`,
        'Use what the function is given, and what it imports.',
      );
    };
  const timer =
    (start: typeof setTimeout | typeof setInterval, once: boolean) =>
    (task: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) => {
      if (ended) return undefined;
      started += 1;
      const id = start(() => {
        if (once) timers.delete(id);
        try {
          task(...given);
        } catch (error) {
          onThrown(error);
        }
      }, delayMs);
      timers.add(id);
      return id;
    };
  const stop = (id: ReturnType<typeof setTimeout>) => {
    timers.delete(id);
    clearTimeout(id);
  };
  return {
    names: {
      ...Object.fromEntries(REFUSED.map((name) => [name, refuse(name)])),
      ...Object.fromEntries(HIDDEN.map((name) => [name, undefined])),
      setTimeout: timer(setTimeout, true),
      setInterval: timer(setInterval, false),
      clearTimeout: stop,
      clearInterval: stop,
      __awaited: awaited,
    },
    timersStarted: () => started,
    end() {
      ended = true;
      for (const id of timers) clearTimeout(id);
      timers.clear();
    },
  };
}

/** `await x` is compiled to `await __awaited(x, line, column)`, so that a rejection is known by its place. */
function awaited(value: unknown, line: number, column: number): unknown {
  if (!isThenable(value)) return value;
  return {
    // biome-ignore lint/suspicious/noThenProperty: it stands for the promise, in the one await that gets it
    then: (resolve: (result: unknown) => void, reject: (error: unknown) => void) =>
      value.then(resolve, (error: unknown) => {
        markAwait(error, line, column);
        reject(error);
      }),
  };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
