/**
 * Logs and metrics of the demo server's own services on their way to where received ones are kept. Logs are gathered and
 * encoded together; metrics are read when somebody asks for them, at most once a second, and each reading is kept, so
 * that a chart has a past.
 */
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { OtlpMetrics } from '../../src/trace/model/otlp-json.ts';
import type { Clock } from '../clock.ts';
import { ExemplarReservoir } from '../telemetry/exemplars.ts';
import { encodeLogs, encodeMetrics } from '../telemetry/otlp-encode.ts';
import { OnDemandReader } from '../telemetry/run-metrics.ts';
import type { RecentSignals } from './recent-requests.ts';

const DELAY_MS = 50;
const BATCH = 512;
const READ_MS = 1_000;

export interface OwnSignals {
  readonly logProcessor: LogRecordProcessor;
  /** Measurements with the spans in which they were made. */
  readonly exemplars: ExemplarReservoir;
  /** A fresh one for each service. */
  metricReader(): OnDemandReader;
  /** Puts what is gathered, and what the instruments say now, where it can be read. */
  collect(): Promise<void>;
  /** What the instruments of all services say now; it is not kept. */
  readMetrics(): Promise<readonly ResourceMetrics[]>;
  /** The same as OTLP. */
  metricsNow(): Promise<OtlpMetrics>;
  flushLogs(): void;
}

export function ownSignals(
  recent: RecentSignals,
  clock: Clock,
  report: (error: unknown) => void,
): OwnSignals {
  const readers: OnDemandReader[] = [];
  const exemplars = new ExemplarReservoir(() => clock.wallMs());
  let gathered: ReadableLogRecord[] = [];
  let cancel: (() => void) | undefined;
  let readMs = Number.NEGATIVE_INFINITY;
  const flushLogs = () => {
    cancel?.();
    cancel = undefined;
    const records = gathered;
    gathered = [];
    if (records.length === 0) return;
    const json = encodeLogs(records);
    recent.logs.add(JSON.parse(json), records.length, json.length, 'own').catch(report);
  };
  const readMetrics = async () => {
    const collected = await Promise.all(readers.map((reader) => reader.collect()));
    return collected
      .map(({ resourceMetrics }) => resourceMetrics)
      .filter(({ scopeMetrics }) => scopeMetrics.length > 0);
  };
  return {
    exemplars,
    readMetrics,
    metricsNow: async () => JSON.parse(encodeMetrics(await readMetrics(), exemplars)),
    logProcessor: {
      onEmit(record) {
        gathered.push(record);
        if (gathered.length >= BATCH) flushLogs();
        else cancel ??= clock.after(DELAY_MS, flushLogs);
      },
      forceFlush: async () => flushLogs(),
      shutdown: async () => flushLogs(),
    },
    metricReader() {
      const reader = new OnDemandReader();
      readers.push(reader);
      return reader;
    },
    flushLogs,
    async collect() {
      if (clock.now() - readMs < READ_MS) return;
      readMs = clock.now();
      const services = await readMetrics();
      if (services.length === 0) return;
      const json = encodeMetrics(services, exemplars);
      const points = services
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        .reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
      recent.metrics.add(JSON.parse(json), points, json.length, 'own').catch(report);
    },
  };
}
