/**
 * Asks whether a live demo server answers. A host of files has a file at the same address (`src/pages/api/health.ts`), which
 * says that there is none: a question that is answered 404 would stand in the console as an error of the page.
 */
import { pageLiveServer } from './live.ts';
import type { DemoServer } from './port.ts';

export type Connection =
  | {
      readonly type: 'connected';
      readonly server: DemoServer;
      /** It has replicas, and they cannot speak to each other: telemetry comes later. */
      readonly isInterrupted?: boolean;
    }
  | { readonly type: 'waiting'; readonly message: string }
  | {
      readonly type: 'unreachable';
      readonly message: string;
      /** Something else answers there, such as a static host: nobody is about to come back. */
      readonly forGood?: boolean;
    };

/** The status in that file. */
export const FILES_ONLY = 'files';
const HEALTH_TIMEOUT_MS = 3_000;

interface Health {
  readonly status?: string;
  readonly reason?: string;
  readonly exchange?: { readonly state?: string };
}

/** One question, one answer; whoever gets `waiting` asks again. */
export async function connect(server: DemoServer = pageLiveServer()): Promise<Connection> {
  let forGood = false;
  try {
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
    const response = await server.request('/api/health', { cache: 'no-store', signal });
    forGood = true;
    const health = (await response.json()) as Health;
    if (health.status === FILES_ONLY) return unreachable(forGood);
    if (response.ok && health.status === 'ok') {
      const isInterrupted = health.exchange?.state === 'interrupted';
      return { type: 'connected', server, ...(isInterrupted && { isInterrupted }) };
    }
    // Errors of a server that will be well again; any other answer is that of another program.
    if (response.status < 500 && response.status !== 429) return unreachable(forGood);
    const reason = health.reason ? ` (${health.reason})` : '';
    return {
      type: 'waiting',
      message: `The demo server is there but not ready${reason}. This page asks again.`,
    };
  } catch {
    return unreachable(forGood);
  }
}

const unreachable = (forGood: boolean): Connection => ({
  type: 'unreachable',
  forGood,
  message: 'No demo server answers on this address. Start it with npm start; this page finds it by itself.',
});
