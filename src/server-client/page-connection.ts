/**
 * The connection that everything on one page shares: the header that names it and the exercises that use it.
 * Invariant: at most one question is under way, and while nothing is connected a new one follows within 5 s.
 */
import { type Connection, connect } from './connect.ts';
import { pageLiveServer } from './live.ts';

export type ConnectionState = Connection | { readonly type: 'connecting' };

const ASK_AGAIN_MS = 5_000;
const server = pageLiveServer();
const listeners = new Set<(state: ConnectionState) => void>();
let state: ConnectionState = { type: 'connecting' };
let asking = false;

/** Calls back at once with what is known, and with each change. The first subscriber starts the asking. */
export function subscribeConnection(listener: (state: ConnectionState) => void): () => void {
  listeners.add(listener);
  listener(state);
  if (state.type === 'connecting') void ask();
  return () => void listeners.delete(listener);
}

/** To be called when a request failed or the feed was lost: what was known may be stale. */
export function doubtConnection(): void {
  void ask();
}

async function ask(): Promise<void> {
  if (asking) return;
  asking = true;
  const next = await connect(server);
  asking = false;
  if (next.type !== state.type) {
    state = next;
    for (const listener of [...listeners]) listener(state);
  }
  if (next.type !== 'connected' && listeners.size > 0) setTimeout(() => void ask(), ASK_AGAIN_MS);
}

let session: string | undefined;
/** One session a page load: two tabs never see each other's telemetry. */
export function pageSession(): string {
  session ??= crypto.randomUUID();
  return session;
}
