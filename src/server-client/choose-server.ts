/**
 * Which demo server a page uses: the live one while it answers, else the one in the browser, which needs nobody, else
 * the recordings; the learner may insist on one of the latter two. No page in it, so that every way is tested.
 *
 *   live answers --> live --lost, doubted, answers no more--> in-browser --answers again--> live
 *   in-browser cannot run, or could not boot --> recorded, with the reason --answers again, asked to try again--> ...
 *
 * Invariants: there is always one that can be asked, once it is known that nobody is about to answer; at most one
 * question is under way; while the live server is missing or interrupted, and may come back, a new one follows within 5 s.
 */
import type { Connection } from './connect.ts';
import type { BootState, InBrowserServer } from './in-browser.ts';
import type { DemoServer } from './port.ts';

export type ConnectionState =
  | { readonly type: 'connecting' }
  | { readonly type: 'waiting'; readonly message: string }
  | {
      readonly type: 'connected';
      readonly server: DemoServer;
      /** Why nothing better could be had. */
      readonly because?: string;
      /** See `Connection`. */
      readonly isInterrupted?: boolean;
    };
/** What the learner wants: what works best, or the browser or the recordings in any case. */
export type Preference = 'automatic' | 'in-browser' | 'recorded';

export interface ChoosePorts {
  readonly ask: () => Promise<Connection>;
  readonly inBrowser: InBrowserServer;
  readonly recorded: DemoServer;
  /** What this browser lacks to run one itself, where that is known beforehand. */
  readonly obstacle?: string | undefined;
  readonly after: (delayMs: number, task: () => void) => void;
  readonly preference: Preference;
}
export interface ServerChoice {
  /** Calls back at once with what is known, and with each change. The first subscriber starts the asking. */
  subscribe(listener: (state: ConnectionState) => void): () => void;
  /** To be called when a request failed or the feed was lost: what was known may be stale. */
  doubt(): void;
  /** Asks anew, and lets the browser try again what it could not do. */
  retry(): void;
  preference(): Preference;
  prefer(preference: Preference): void;
}

const ASK_AGAIN_MS = 5_000;

export function chooseServer(ports: ChoosePorts): ServerChoice {
  const { ask, inBrowser, recorded, after } = ports;
  const listeners = new Set<(state: ConnectionState) => void>();
  const browserConnection = { type: 'connected', server: inBrowser } as const;
  let preference = ports.preference;
  let live: Connection | { readonly type: 'connecting' } = { type: 'connecting' };
  let bootFailure: string | undefined;
  let asking = false;
  let asked = false;
  let isDue = false;
  let state: ConnectionState = choice();

  function choice(): ConnectionState {
    if (preference === 'recorded') return { type: 'connected', server: recorded };
    const failure = ports.obstacle ?? bootFailure;
    if (live.type !== 'unreachable') {
      return preference === 'in-browser' && failure === undefined ? browserConnection : live;
    }
    if (failure === undefined) return browserConnection;
    const because = `No demo server answers on this address, and it could not run in this browser either: ${failure}`;
    return { type: 'connected', server: recorded, because };
  }

  function publish(): void {
    const next = choice();
    if (isSame(next, state)) return;
    state = next;
    for (const listener of [...listeners]) listener(state);
  }

  async function askLive(): Promise<void> {
    if (asking) return;
    asking = asked = true;
    live = await ask();
    asking = false;
    publish();
    const mayCome =
      live.type === 'waiting' ||
      (live.type === 'unreachable' && !live.forGood) ||
      (live.type === 'connected' && live.isInterrupted === true);
    if (mayCome) askAgain();
  }

  /** One appointment, however often somebody doubted meanwhile. */
  function askAgain(): void {
    if (isDue || listeners.size === 0) return;
    isDue = true;
    after(ASK_AGAIN_MS, () => {
      isDue = false;
      void askLive();
    });
  }

  inBrowser.subscribeBoot((boot: BootState) => {
    if (boot.type === 'failed') bootFailure = boot.reason;
    else if (boot.type === 'ready') bootFailure = undefined;
    publish();
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      if (!asked) void askLive();
      return () => void listeners.delete(listener);
    },
    doubt() {
      void askLive();
    },
    retry() {
      bootFailure = undefined;
      publish();
      void askLive();
    },
    preference: () => preference,
    prefer(next) {
      preference = next;
      bootFailure = undefined;
      publish();
      void askLive();
    },
  };
}

function isSame(a: ConnectionState, b: ConnectionState): boolean {
  switch (a.type) {
    case 'connected':
      return (
        b.type === 'connected' &&
        a.server === b.server &&
        a.because === b.because &&
        a.isInterrupted === b.isInterrupted
      );
    case 'waiting':
      return b.type === 'waiting' && a.message === b.message;
    case 'connecting':
      return b.type === 'connecting';
  }
}
