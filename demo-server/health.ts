/**
 * How the server is.
 *
 * - `GET /api/health`: can it do its work? 200, or 503 with the reason while something it needs is away. A load balancer
 *   asks this one.
 * - `GET /api/health/live`: does it answer at all? Whoever starts it anew when it does not asks this one: a new process
 *   brings no database back.
 */
import type { Database } from './building/database.ts';
import { type Clock, delay } from './clock.ts';
import type { Exchange } from './exchange/exchange.ts';
import { VERSION } from './version.ts';

/** Those who ask wait no longer themselves. */
const PATIENCE_MS = 2_000;
const headers = { 'cache-control': 'no-store' };

/**
 * A server whose exchange is interrupted is well: it answers, and what it has to tell its replicas waits. If a load
 * balancer sent everybody away, there would be no server left.
 */
export async function healthAnswer(
  database: Database,
  clock: Clock,
  startedMs: number,
  exchange: Exchange,
): Promise<Response> {
  const answers = await Promise.race([
    database.query('SELECT 1').then(
      () => true,
      () => false,
    ),
    delay(clock, PATIENCE_MS).then(() => false),
  ]);
  const about = {
    version: VERSION,
    database: database.system,
    uptimeSeconds: Math.round((clock.now() - startedMs) / 1000),
    // A server without replicas has nothing to say about them.
    ...(exchange.kind !== 'memory' && { replica: exchange.replica, exchange: stateIn(exchange) }),
  };
  if (!answers) return failingAnswer('The database does not answer.', about);
  return Response.json({ status: 'ok', ...about }, { headers });
}

function stateIn({ kind, state }: Exchange) {
  const { type, ...more } = state;
  return { kind, state: type, ...more };
}

export const failingAnswer = (reason: string, about: object = {}): Response =>
  Response.json(
    { status: 'failing', reason, ...about },
    { status: 503, headers: { ...headers, 'retry-after': '2' } },
  );

export const startingAnswer = (): Response =>
  Response.json(
    { status: 'starting', reason: 'The database is being opened.' },
    { status: 503, headers: { ...headers, 'retry-after': '1' } },
  );

export const aliveAnswer = (): Response => Response.json({ status: 'ok', version: VERSION }, { headers });
