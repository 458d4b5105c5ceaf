/**
 * The service that knows who is on call, one roster for each trade. Now and then a roster is slow, and half-way
 * through the run the shift changes: whoever remembers an old answer sends out people who have gone home.
 */
import { trace } from '@opentelemetry/api';
import { Hono } from 'hono';
import { type Clock, delay } from '../../clock.ts';
import { onError, onNotFound } from '../../error-answer.ts';
import { instrumentHttpServer } from '../../telemetry/http-server.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import { type CallPeer, tracedFetch } from '../../telemetry/traced-fetch.ts';

export const TRADES = ['plumber', 'electrician', 'caretaker'] as const;
export type Trade = (typeof TRADES)[number];

const QUICK_MS = 15;
/**
 * Three in a row are over the target of a second, and one is not, by so much that a machine which stands still for half a
 * second decides nothing.
 */
const SLOW_MS = 400;

export interface Rosters {
  /** Who is on call, without asking the service: what is true. */
  onCall(trade: Trade): string;
  changeShift(): void;
  /** A client of the service, as `caller`. */
  clientOf(caller: ServiceTelemetry): CallPeer;
}

export function rosters(
  telemetry: ServiceTelemetry,
  clock: Clock,
  isSlow: (leak: number) => boolean,
  report: (error: unknown) => void,
): Rosters {
  let shift: 'day' | 'night' = 'day';
  const onCall = (trade: Trade) => `${trade} of the ${shift} shift`;
  const app = new Hono();
  instrumentHttpServer(app, telemetry);
  app.onError(onError(report)).notFound(onNotFound);
  app.get('/leaks/:id/on-call/:trade', async (c) => {
    const trade = TRADES.find((name) => name === c.req.param('trade'));
    if (trade === undefined) return c.notFound();
    const delayMs = isSlow(Number(c.req.param('id'))) ? SLOW_MS : QUICK_MS;
    trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.injected_delay_ms': delayMs }));
    await delay(clock, delayMs);
    return c.json({ onCall: onCall(trade) });
  });
  return {
    onCall,
    changeShift() {
      shift = 'night';
    },
    clientOf: (caller) =>
      tracedFetch({ baseUrl: 'http://rosters', fetch: (request) => app.fetch(request) }, caller),
  };
}
