/** What the building stands in: the one process, its database, and where its telemetry goes. */
import type { Clock } from '../clock.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Fetch } from '../fetch.ts';
import type { ProgramHost } from '../programs/program-host.ts';
import type { EventPort } from '../telemetry/event-port.ts';
import type { TelemetrySinks } from '../telemetry/service-telemetry.ts';
import type { Services } from '../telemetry/services.ts';
import type { SpanRecorder } from '../telemetry/span-recorder.ts';
import type { Database } from './database.ts';
import type { LabDeps } from './lab/lab-deps.ts';

export interface Surroundings extends Pick<LabDeps, 'publishSpans' | 'publishMetrics'> {
  /** Not traced: each service traces it as its own. */
  readonly database: Database;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly sinks: TelemetrySinks;
  readonly services: Services;
  readonly programs: ProgramHost;
  readonly events: EventPort;
  readonly recorder: SpanRecorder;
  /** The demo server that the building is part of; callable once that stands. */
  readonly self: Fetch;
  /** Its way in for machines that read. */
  readonly mcp: Fetch;
  readonly report: (error: unknown) => void;
}
