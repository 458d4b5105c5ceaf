/**
 * Holds the feed of a live server open from the moment the learner turns to a card, so that a run does not begin by
 * waiting for it. Only a live server's: opening the feed of one in the browser would start its download.
 */
import type { DemoServer } from '../../server-client/port.ts';

export interface WarmFeed {
  hold(server: DemoServer): void;
  release(): void;
}

export function createWarmFeed(session: () => string): WarmFeed {
  let held: { readonly server: DemoServer; release(): void } | undefined;

  function release(): void {
    held?.release();
    held = undefined;
  }

  function hold(server: DemoServer): void {
    if (held?.server === server) return;
    release();
    if (server.mode !== 'live') return;
    // A feed that cannot be opened is the run's to report; here it only means that nothing is held.
    const stop = server.feed(session(), () => {}).catch(() => () => {});
    held = { server, release: () => void stop.then((close) => close()) };
  }

  return { hold, release };
}
