/**
 * Which demo server a page uses: the live one while it answers, else the one in the browser, which needs nobody; the
 * learner may insist on the latter. No page in it, so that every way is tested.
 *
 *   live answers --> live --lost, doubted, answers no more--> in-browser --answers again--> live
 *   in-browser could not boot --> unreachable, with the reason, until somebody asks again
 *
 * Invariant: at most one question is under way; while the live server is missing and may come back, a new one follows
 * within 5 s.
 */
import type { Connection } from './connect.ts';
import type { BootState, InBrowserServer } from './in-browser.ts';

export type ConnectionState = Connection | { readonly type: 'connecting' };
/** What the learner wants: what works best, or the browser in any case. */
export type Preference = 'automatic' | 'in-browser';

export interface ChoosePorts {
  readonly ask: () => Promise<Connection>;
  readonly inBrowser: InBrowserServer;
  readonly after: (delayMs: number, task: () => void) => void;
  readonly preference: Preference;
}
export interface ServerChoice {
  /** Calls back at once with what is known, and with each change. The first subscriber starts the asking. */
  subscribe(listener: (state: ConnectionState) => void): () => void;
  /** To be called when a request failed or the feed was lost: what was known may be stale. */
  doubt(): void;
  preference(): Preference;
  prefer(preference: Preference): void;
}

const ASK_AGAIN_MS = 5_000;

export function chooseServer({ ask, inBrowser, after, preference: preferred }: ChoosePorts): ServerChoice {
  const listeners = new Set<(state: ConnectionState) => void>();
  const browserConnection = { type: 'connected', server: inBrowser } as const;
  let preference = preferred;
  let live: ConnectionState = { type: 'connecting' };
  let bootFailure: string | undefined;
  let asking = false;
  let asked = false;
  let state: ConnectionState = choice();

  function choice(): ConnectionState {
    const wanted = preference === 'in-browser' || live.type === 'unreachable';
    if (!wanted) return live;
    if (bootFailure === undefined) return browserConnection;
    if (live.type === 'connected') return live;
    const message = `No demo server answers on this address, and it could not run in this browser either: ${bootFailure}`;
    return { type: 'unreachable', message };
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
    const mayCome = live.type === 'waiting' || (live.type === 'unreachable' && !live.forGood);
    if (mayCome && listeners.size > 0) after(ASK_AGAIN_MS, () => void askLive());
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
  if (a.type === 'connected') return b.type === 'connected' && a.server === b.server;
  if (a.type === 'connecting') return b.type === 'connecting';
  return b.type === a.type && a.message === b.message;
}
