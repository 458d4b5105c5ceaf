/**
 * What each laboratory is given. One that needs something new gets its entry here, and in `lab-deps.ts`; its route is in
 * `routes/`.
 */
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { Database } from '../database.ts';
import type { Surroundings } from '../surroundings.ts';
import type { LabDeps } from './lab-deps.ts';
import { traceAgent } from './trace-agent.ts';

/** A service of the building that laboratories work as. */
export interface LentService {
  readonly telemetry: ServiceTelemetry;
  /** Traced, as this service. */
  readonly database: Database;
}
export interface LentServices {
  readonly api: LentService;
  readonly worker: LentService;
  /** Resolves when the outbox is empty. */
  readonly drain: () => Promise<void>;
}

export function laboratories(surroundings: Surroundings, { api, worker, drain }: LentServices): LabDeps {
  const { database, clock, sinks, services, programs, events, recorder, self, mcp } = surroundings;
  const { telemetry } = api;
  return {
    database: api.database,
    clock,
    runMeters: sinks.runMeters,
    publishSpans: surroundings.publishSpans,
    publishMetrics: surroundings.publishMetrics,
    sinks,
    programs,
    worker: worker.telemetry,
    tests: { programs, telemetry: services.add('building-tests'), events, recorder, drain, clock },
    fanOut: { programs, sender: telemetry, worker: worker.telemetry, database: worker.database },
    environments: { programs, database },
    nightRound: {
      programs,
      telemetry,
      agent: traceAgent({ telemetry: services.add('trace-agent'), mcp }),
    },
    meterJob: { programs, telemetry, receive: self },
    doorDesk: { programs, sinks, database, telemetry },
    report: surroundings.report,
  };
}
