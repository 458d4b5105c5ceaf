/**
 * Who gets into a laboratory. Places are each replica's own, for they stand for its processor; and a session has two of
 * them at most, over all replicas, so that nobody who presses Run all the time keeps the others out.
 *
 *   request --whose?--> two places a session --> places of this replica, or its line --> laboratory
 *                        '--taken: 429            '--taken, and the line full: 503
 *
 * A session is a name that whoever asks has made up. One that no page watches has no places of its own: all of those share
 * two. So whoever wants more has to hold feeds open, and these are bounded too.
 */
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import type { Exchange } from '../exchange/exchange.ts';
import type { Places } from '../places.ts';
import { runOf } from '../telemetry/run-baggage.ts';
import { laboratoriesBusy, ownLaboratoriesBusy } from './building-limits.ts';

/** Which sessions pages watch, at any replica. */
export interface SessionWatch {
  isWatched(sessionId: string): Promise<boolean>;
}
export interface LaboratoryDoorDeps {
  readonly exchange: Exchange;
  readonly watch: SessionWatch;
  readonly places: Places;
  /** Of one session. */
  readonly each: number;
}

export const laboratoryDoor =
  ({ exchange, watch, places, each }: LaboratoryDoorDeps): MiddlewareHandler =>
  async (c, next) => {
    const session = runOf(
      propagation.extract(ROOT_CONTEXT, { baggage: c.req.header('baggage') ?? '' }),
    )?.sessionId;
    const isOwn = session !== undefined && (await watch.isWatched(session));
    const giveBack = await exchange.hold(isOwn ? `laboratories:${session}` : 'laboratories', each);
    if (giveBack === undefined) return ownLaboratoriesBusy(isOwn);
    try {
      const leave = await places.enter();
      if (leave === undefined) return laboratoriesBusy();
      await next().finally(leave);
    } finally {
      giveBack();
    }
    return undefined;
  };
