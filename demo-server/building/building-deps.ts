/** What the routes of building-api work with. */
import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../clock.ts';
import type { ProgramHost } from '../programs/program-host.ts';
import type { EventPort } from '../telemetry/event-port.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import type { CallPeer } from '../telemetry/traced-fetch.ts';
import type { BuildingLoad } from './building-limits.ts';
import type { Database } from './database.ts';
import type { LeakQueueProgram } from './leak-queue-program.ts';
import type { Outbox } from './outbox.ts';
import type { UpdateBus } from './update-bus.ts';

export interface BuildingDeps {
  readonly telemetry: ServiceTelemetry;
  /** Traced, as this service. */
  readonly database: Database;
  readonly outbox: Outbox;
  readonly gateway: CallPeer;
  readonly events: EventPort;
  readonly programs: ProgramHost;
  readonly leakQueue: LeakQueueProgram;
  readonly updates: UpdateBus;
  readonly clock: Clock;
  readonly load: BuildingLoad;
  readonly laboratoryDoor: MiddlewareHandler;
  /** The session that the current request works for; null when nobody watches. */
  readonly sessionId: () => string | null;
  readonly report: (error: unknown) => void;
}
