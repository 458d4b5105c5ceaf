/** The connection that everything on one page shares: the header that names it and the exercises that use it. */
import { thisBrowser, thisTab } from '../storage/browser-storage.ts';
import { browserObstacle } from './browser-obstacle.ts';
import { type ConnectionState, chooseServer, type Preference } from './choose-server.ts';
import { connect } from './connect.ts';
import type { BootState } from './in-browser.ts';
import { pageLiveServer } from './live.ts';
import { pageRecordedServer } from './page-recorded.ts';
import { pageInBrowserServer } from './page-worker.ts';

export type { ConnectionState, Preference };

const PREFERENCE_KEY = 'demo-server';
/** Below the site's own path, where a host of files has its answer. */
const live = pageLiveServer(import.meta.env.BASE_URL.replace(/\/$/, ''), () => choice.doubt());
const inBrowser = pageInBrowserServer(import.meta.env.BASE_URL);
const choice = chooseServer({
  ask: () => connect(live),
  inBrowser,
  recorded: pageRecordedServer(),
  obstacle: browserObstacle(globalThis),
  after: (delayMs, task) => void setTimeout(task, delayMs),
  preference: savedPreference(),
});

/** Calls back at once with what is known, and with each change. The first subscriber starts the asking. */
export const subscribeConnection = choice.subscribe;

/** To be called when a request failed or the feed was lost: what was known may be stale. */
export const doubtConnection = choice.doubt;

/** Asks anew, and lets the browser try again what it could not do. */
export const retryConnection = choice.retry;

export const preferredServer = choice.preference;

/** The learner's choice, kept for this tab. Whoever asks for the browser's server wants it now. */
export function preferServer(preference: Preference): void {
  choice.prefer(preference);
  // Where storage is refused, the choice holds for this page.
  thisTab.write(PREFERENCE_KEY, preference);
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
  const saved = thisTab.read(PREFERENCE_KEY);
  return saved === 'in-browser' || saved === 'recorded' ? saved : 'automatic';
}

let session: string | undefined;
/** One session a page load: two tabs never see each other's telemetry. */
export function pageSession(): string {
  if (session === undefined) {
    // `randomUUID` is missing where the address is not a secure one, such as that of a machine in the same room.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    session = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    // Where storage is refused, a page sees its own session only.
    thisBrowser.write(SESSIONS_KEY, JSON.stringify(browserSessions()));
  }
  return session;
}

const SESSIONS_KEY = 'demo-server-sessions';
const MAX_SESSIONS = 20;

/** The newest sessions of this browser, this page's first: what a shared demo server shows to nobody else. */
export function browserSessions(): readonly string[] {
  const own = pageSession();
  try {
    const saved: unknown = JSON.parse(thisBrowser.read(SESSIONS_KEY) ?? '[]');
    const earlier = Array.isArray(saved) ? saved.filter((id): id is string => typeof id === 'string') : [];
    return [own, ...earlier.filter((id) => id !== own)].slice(0, MAX_SESSIONS);
  } catch {
    return [own];
  }
}
