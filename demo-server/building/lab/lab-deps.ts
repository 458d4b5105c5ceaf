/** What the laboratories work with. */
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Clock } from '../../clock.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import type { RunRef } from '../../telemetry/run-baggage.ts';
import type { RunMeters } from '../../telemetry/run-metrics.ts';
import type { ServiceTelemetry, TelemetrySinks } from '../../telemetry/service-telemetry.ts';
import type { Database } from '../database.ts';
import type { DoorDeskDeps } from './door-desk.ts';
import type { FanOutDeps } from './fan-out.ts';
import type { MeterJobDeps } from './meter-job.ts';
import type { NightRoundDeps } from './night-round.ts';
import type { TestRunDeps } from './test-case.ts';

export interface EnvironmentsDeps {
  readonly programs: ProgramHost;
  /** Not traced: the build traces it as it is configured. */
  readonly database: Database;
}

export interface LabDeps {
  /** Traced, as building-api. */
  readonly database: Database;
  readonly clock: Clock;
  readonly runMeters: RunMeters;
  /** Sends spans that a laboratory kept to the feed of its run and to the store. */
  readonly publishSpans: (run: RunRef | undefined, spans: readonly ReadableSpan[]) => void;
  readonly publishMetrics: (run: RunRef | undefined, metrics: readonly ResourceMetrics[]) => void;
  /** Where the signals of services go that a laboratory makes for one request. */
  readonly sinks: TelemetrySinks;
  readonly programs: ProgramHost;
  /** Of event-worker. */
  readonly worker: ServiceTelemetry;
  readonly tests: TestRunDeps;
  /** For the laboratory that crosses a boundary between services. */
  readonly fanOut: FanOutDeps;
  /** For the laboratory that runs a build in several places. */
  readonly environments: EnvironmentsDeps;
  readonly nightRound: NightRoundDeps;
  /** For the laboratory that sends its spans to this server's own receiver. */
  readonly meterJob: MeterJobDeps;
  /** For the laboratory of names. */
  readonly doorDesk: DoorDeskDeps;
  readonly report: (error: unknown) => void;
}
