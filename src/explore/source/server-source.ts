/** A demo server, live or in this browser, as a source: every question is a request to it, and its news make new ones. */
import {
  type ErrorBody,
  type IngestAnswer,
  STORE_FEED,
  type StoreFigures,
} from '../../../demo-server/protocol.ts';
import type { DemoServer } from '../../server-client/port.ts';
import { bearer, keptPresenterToken } from '../../server-client/presenter-token.ts';
import { logsOfTrace } from '../../trace/analysis/around-trace.ts';
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from '../../trace/model/otlp-json.ts';
import { TraceTable } from '../../trace/model/trace-table.ts';
import { MetricHistory } from '../metrics/metric-history.ts';
import {
  type ListedTrace,
  type MeasuredSeries,
  type SearchWhere,
  SourceError,
  type TelemetrySource,
  type TraceList,
} from './telemetry-source.ts';

const LIMIT = 5_000;
/** Of the newest traces, for questions in SQL: a few megabytes on the way. */
const SPANS = 20_000;

/** `sessions` are those of this browser: on a server that others reach, they are what it may see. */
export function serverSource(server: DemoServer, sessions: readonly string[]): TelemetrySource {
  const session = sessions.join(',');
  const ask = async <T>(
    path: string,
    query: Record<string, string>,
    { signal, ...init }: { readonly signal?: AbortSignal | undefined; readonly headers?: HeadersInit } = {},
  ): Promise<T> => {
    const address = `${path}?${new URLSearchParams({ ...query, session })}`;
    const asked = signal === undefined ? init : { ...init, signal };
    const response = await server.request(address, asked).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new SourceError('The demo server does not answer.');
    });
    if (response.ok) return (await response.json()) as T;
    const body = (await response.json().catch(() => undefined)) as ErrorBody | undefined;
    throw new SourceError(body?.error.message ?? `The demo server answered ${response.status}.`);
  };
  const seenLogs = new WeakMap<TraceTable, Set<string>>();
  return {
    type: 'server',
    async search(query, signal, where = {}) {
      const q = query.trim() === '' ? '{ }' : query;
      const more = given(where);
      return listOf(
        await ask<SearchAnswer>('/api/traces', { q, limit: String(LIMIT), spss: '0', ...more }, { signal }),
      );
    },
    async measure(query, signal, where = {}) {
      const asked = { q: query, ...given(where) };
      return seriesOf(await ask<MetricsAnswer>('/api/metrics/query_range', asked, { signal }));
    },
    async trace(traceId, known) {
      const [response, logs, metrics] = await Promise.all([
        server.request(`/api/traces/${traceId}`),
        ask<OtlpLogs>('/api/logs', { trace: traceId }).catch((): OtlpLogs => ({})),
        ask<OtlpMetrics>('/api/metrics', { trace: traceId }).catch((): OtlpMetrics => ({})),
      ]);
      if (response.status === 404) return undefined;
      if (!response.ok) throw new SourceError(`The demo server answered ${response.status}.`);
      const table = known ?? new TraceTable();
      const seen = seenLogs.get(table) ?? new Set<string>();
      seenLogs.set(table, seen);
      // Spans that are known are updated, exemplars too; a log record has no id.
      const isNew = (record: object) => seen.size < seen.add(JSON.stringify(record)).size;
      table.appendTraces((await response.json()) as OtlpTraces);
      table.appendLogs(logsOfTrace(logs, traceId, isNew));
      table.appendMetrics(metrics);
      return table;
    },
    async everything() {
      const [{ keptSpans, isPart, ...traces }, logs, metrics] = await Promise.all([
        ask<NewestTraces>('/api/spans', { limit: String(SPANS) }),
        ask<OtlpLogs>('/api/logs', {}),
        ask<OtlpMetrics>('/api/metrics', {}),
      ]);
      const table = new TraceTable();
      table.appendTraces(traces);
      table.appendLogs(logs);
      table.appendMetrics(metrics);
      return { table, isPart, ...(isPart && keptSpans > table.spanCount && { keptSpans }) };
    },
    async logs() {
      const table = new TraceTable();
      table.appendLogs(await ask<OtlpLogs>('/api/logs', {}));
      return table;
    },
    async metrics() {
      // Those of the server itself are for who runs it, where others can reach it.
      const token = keptPresenterToken();
      const headers = token !== undefined && server.mode === 'live' ? bearer(token) : {};
      return new MetricHistory(await ask<OtlpMetrics>('/api/metrics', {}, { headers }));
    },
    store: () => ask<StoreFigures>('/api/store', {}),
    ingest: () => ask<IngestAnswer>('/api/ingest', {}),
    async fields() {
      return new Map(Object.entries(await ask<Record<string, string[]>>('/api/fields', {})));
    },
    subscribe(changed, reached = () => undefined) {
      let stop: (() => void) | undefined;
      let isOver = false;
      server
        .feed(STORE_FEED, ({ type }) => {
          if (type === 'lost' || type === 'back') reached(type === 'back');
          if (type === 'stored' || type === 'back') changed();
        })
        .then(
          (unsubscribe) => {
            if (isOver) unsubscribe();
            else stop = unsubscribe;
          },
          () => undefined,
        );
      return () => {
        isOver = true;
        stop?.();
      };
    },
  };
}

interface NewestTraces extends OtlpTraces {
  readonly keptSpans: number;
  readonly isPart: boolean;
}

/** Without what was not said. */
const given = (where: SearchWhere): Record<string, string> =>
  Object.fromEntries(
    Object.entries(where).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

interface SearchAnswer {
  readonly matched: number;
  readonly older?: string;
  readonly since?: string;
  readonly scope: TraceList['scope'];
  readonly metrics: { readonly inspectedTraces: number };
  readonly traces: readonly {
    readonly traceID: string;
    readonly topSpan: { readonly serviceName: string; readonly name: string; readonly isRoot: boolean };
    readonly startTimeUnixNano: string;
    readonly durationNanos: string;
    readonly serviceStats: Readonly<
      Record<string, { readonly spanCount: number; readonly errorCount: number }>
    >;
    readonly spanSets: readonly { readonly matched: number }[];
  }[];
}

function listOf({ traces, matched, scope, metrics, older, since }: SearchAnswer): TraceList {
  return {
    traces: traces.map(listed),
    matched,
    scope,
    kept: metrics.inspectedTraces,
    ...(older !== undefined && { older }),
    ...(since !== undefined && { since }),
  };
}

function listed(trace: SearchAnswer['traces'][number]): ListedTrace {
  const stats = Object.values(trace.serviceStats);
  const sum = (of: readonly number[]) => of.reduce((total, value) => total + value, 0);
  return {
    traceId: trace.traceID,
    service: trace.topSpan.serviceName,
    name: trace.topSpan.name,
    isRooted: trace.topSpan.isRoot,
    startUnixMs: Number(BigInt(trace.startTimeUnixNano) / 1_000n) / 1e3,
    durationNs: Number(trace.durationNanos),
    spans: sum(stats.map(({ spanCount }) => spanCount)),
    errors: sum(stats.map(({ errorCount }) => errorCount)),
    matched: sum(trace.spanSets.map(({ matched }) => matched)),
    services: Object.keys(trace.serviceStats),
  };
}

interface MetricsAnswer {
  readonly stepMs: number;
  readonly unit: string;
  readonly older?: string;
  readonly metrics: { readonly leftOutSeries: number };
  readonly series: readonly {
    readonly labels: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
    readonly samples: readonly { readonly timestampMs: string; readonly value: number }[];
    readonly exemplars: readonly {
      readonly timestampMs: string;
      readonly labels: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
    }[];
  }[];
}

function seriesOf({ series, stepMs, unit, metrics, older }: MetricsAnswer): MeasuredSeries {
  const stamps = new Set<number>();
  for (const { samples } of series) for (const { timestampMs } of samples) stamps.add(Number(timestampMs));
  const times = [...stamps].sort((a, b) => a - b);
  const binOf = new Map(times.map((time, bin) => [time, bin] as const));
  return {
    times: times.map((timeMs) => timeMs / 1e3),
    stepMs,
    unit,
    leftOut: metrics.leftOutSeries,
    ...(older !== undefined && { older }),
    series: series.map(({ labels, samples, exemplars }) => {
      const points: (number | null)[] = times.map(() => null);
      for (const { timestampMs, value } of samples) points[binOf.get(Number(timestampMs)) ?? 0] = value;
      return {
        label: labels.map(({ key, value }) => `${key}=${Object.values(value)[0] ?? ''}`).join(', '),
        points,
        exemplars: exemplars.flatMap(({ timestampMs, labels: of }) => {
          const bin = binOf.get(Number(timestampMs));
          const text = (name: string) => of.find(({ key }) => key === name)?.value.stringValue ?? '';
          return bin === undefined ? [] : [{ bin, traceId: text('trace:id'), spanId: text('span:id') }];
        }),
      };
    }),
  };
}
