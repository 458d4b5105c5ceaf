/** Chooses where the page's demo server is, by asking. */
import { pageLiveServer } from './live.ts';
import type { DemoServer } from './port.ts';

export type Connection =
  | { readonly type: 'connected'; readonly server: DemoServer }
  | { readonly type: 'waiting' | 'unreachable'; readonly message: string };

const HEALTH_TIMEOUT_MS = 3_000;

/** One question, one answer; whoever gets `waiting` asks again. */
export async function connect(server: DemoServer = pageLiveServer()): Promise<Connection> {
  try {
    const response = await server.request('/api/health', { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    const health = (await response.json()) as { status?: string; reason?: string };
    if (response.ok && health.status === 'ok') return { type: 'connected', server };
    const reason = health.reason ? ` (${health.reason})` : '';
    return {
      type: 'waiting',
      message: `The demo server is there but not ready${reason}. This page asks again.`,
    };
  } catch {
    return {
      type: 'unreachable',
      message:
        'No demo server answers on this address. Start it with npm start; this page finds it by itself.',
    };
  }
}
