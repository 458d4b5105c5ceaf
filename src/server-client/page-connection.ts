/** The connection that everything on one page shares: the header that names it and the exercises that use it. */
import { type ConnectionState, chooseServer, type Preference } from './choose-server.ts';
import { connect } from './connect.ts';
import type { BootState } from './in-browser.ts';
import { pageLiveServer } from './live.ts';
import { pageInBrowserServer } from './page-worker.ts';

export type { ConnectionState, Preference };

const PREFERENCE_KEY = 'demo-server';
const live = pageLiveServer();
const inBrowser = pageInBrowserServer(import.meta.env.BASE_URL);
const choice = chooseServer({
  ask: () => connect(live),
  inBrowser,
  after: (delayMs, task) => void setTimeout(task, delayMs),
  preference: savedPreference(),
});

/** Calls back at once with what is known, and with each change. The first subscriber starts the asking. */
export const subscribeConnection = choice.subscribe;

/** To be called when a request failed or the feed was lost: what was known may be stale. */
export const doubtConnection = choice.doubt;

export const preferredServer = choice.preference;

/** The learner's choice, kept for this tab. Whoever asks for the browser's server wants it now. */
export function preferServer(preference: Preference): void {
  choice.prefer(preference);
  try {
    sessionStorage.setItem(PREFERENCE_KEY, preference);
  } catch {
    // Without storage the choice holds for this page.
  }
  if (preference === 'in-browser') wakeInBrowserServer();
}

/** Starts the download, if it is not under way; how it goes is told to the subscribers of its boot. */
export function wakeInBrowserServer(): void {
  inBrowser.prepare().catch(() => undefined);
}

export function subscribeBoot(listener: (state: BootState) => void): () => void {
  return inBrowser.subscribeBoot(listener);
}

function savedPreference(): Preference {
  try {
    return sessionStorage.getItem(PREFERENCE_KEY) === 'in-browser' ? 'in-browser' : 'automatic';
  } catch {
    return 'automatic';
  }
}

let session: string | undefined;
/** One session a page load: two tabs never see each other's telemetry. */
export function pageSession(): string {
  session ??= crypto.randomUUID();
  return session;
}
