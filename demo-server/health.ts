/**
 * How the server is.
 *
 * - `GET /api/health`: can it do its work? 200 `ok`; 200 `degraded` while it can, and others do not hear of it; 503 with the
 *   reason while it cannot. A load balancer asks this one.
 * - `GET /api/health/live`: does it answer at all? Whoever starts it anew when it does not asks this one: a new process
 *   brings no database back.
 */
import type { Database } from './building/database.ts';
import { type Clock, delay } from './clock.ts';
import type { Exchange } from './exchange/exchange.ts';
import { VERSION } from './version.ts';

export interface HealthDeps {
  readonly database: Database;
  readonly exchange: Exchange;
  readonly clock: Clock;
}

/** Requests are accepted, so it goes on being asked; pages say so and wait. */
const INTERRUPTED =
  'The exchange between the replicas does not answer: what is accepted is told when it is back.';
/** Those who ask wait no longer themselves. */
const PATIENCE_MS = 2_000;
const headers = { 'cache-control': 'no-store' };

export async function healthAnswer(
  { database, exchange, clock }: HealthDeps,
  startedMs: number,
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
    ...(exchange.kind === 'redis' && { exchange: 'redis' }),
    uptimeSeconds: Math.round((clock.now() - startedMs) / 1000),
  };
  if (!answers) return failingAnswer('The database does not answer.', about);
  if (exchange.state.type === 'interrupted')
    return Response.json({ status: 'degraded', reason: INTERRUPTED, ...about }, { headers });
  return Response.json({ status: 'ok', ...about }, { headers });
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
