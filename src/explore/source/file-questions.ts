/**
 * What is asked of a file, as work in steps: done in the worker that has read the file, or, where there is none, between the
 * frames of the page. An answer is a value, also when the question makes no sense.
 */
import { type TraceExtent, traceExtents } from '../../trace/analysis/trace-extents.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import {
  evaluateMetricsInSteps,
  evaluateTraceQLInSteps,
  type MetricsResult,
  parseAnyTraceQL,
  type Steps,
} from '../../trace/traceql/traceql.ts';
import type { ListedTrace, MeasuredSeries, TraceList } from './telemetry-source.ts';

export interface FileQuestion {
  readonly type: 'search' | 'measure';
  readonly query: string;
}
export type FileAnswer =
  | { readonly type: 'list'; readonly list: TraceList }
  | { readonly type: 'series'; readonly measured: MeasuredSeries }
  | { readonly type: 'wrong'; readonly message: string };

export function* answerOf({ type, query }: FileQuestion, table: TraceReader): Steps<FileAnswer> {
  const parsed = parseAnyTraceQL(query.trim() === '' ? '{ }' : query);
  if (!parsed.ok) return { type: 'wrong', message: parsed.error.message };
  if (type === 'search') {
    if (parsed.type === 'metrics') return { type: 'wrong', message: 'This query makes a metric.' };
    const { spansets } = yield* evaluateTraceQLInSteps(parsed.query, table);
    const matched = new Map<string, number>();
    for (const { traceId, spans } of spansets) {
      matched.set(traceId, (matched.get(traceId) ?? 0) + spans.length);
    }
    yield;
    return { type: 'list', list: listOf(matched, table) };
  }
  if (parsed.type === 'search') return { type: 'wrong', message: 'This query makes no metric.' };
  return { type: 'series', measured: seriesOf(yield* evaluateMetricsInSteps(parsed.query, table), table) };
}

/** `matched`: how many spans, by trace. */
function listOf(matched: ReadonlyMap<string, number>, table: TraceReader): TraceList {
  const extents = extentsOf(table);
  const traces: ListedTrace[] = [];
  for (const [traceId, count] of matched) {
    const extent = extents.get(traceId);
    if (extent !== undefined) traces.push(listed(traceId, extent, count, table));
  }
  traces.sort((a, b) => b.startUnixMs - a.startUnixMs);
  return { traces, matched: traces.length, kept: extents.size, scope: 'everything' };
}

const known = new WeakMap<TraceReader, ReadonlyMap<string, TraceExtent>>();

/** A file does not grow, so they are found once. */
function extentsOf(table: TraceReader): ReadonlyMap<string, TraceExtent> {
  let extents = known.get(table);
  if (extents === undefined) {
    extents = traceExtents(table, { has: () => true });
    known.set(table, extents);
  }
  return extents;
}

function listed(
  traceId: string,
  { root, top, startNs, endNs, services: stats }: TraceExtent,
  matched: number,
  { columns, strings, originUnixNano }: TraceReader,
): ListedTrace {
  const services = [...stats];
  return {
    traceId,
    service: strings.get(columns.service[top] ?? 0),
    name: strings.get(columns.name[top] ?? 0),
    isRooted: root !== undefined,
    startUnixMs: unixMs(originUnixNano) + startNs / 1e6,
    durationNs: endNs - startNs,
    spans: services.reduce((sum, [, { spanCount }]) => sum + spanCount, 0),
    errors: services.reduce((sum, [, { errorCount }]) => sum + errorCount, 0),
    matched,
    services: services.map(([service]) => service),
  };
}

function seriesOf(
  { bins, unit, series, leftOut }: MetricsResult,
  { originUnixNano }: TraceReader,
): MeasuredSeries {
  return {
    times: Array.from(
      { length: bins.count },
      (_, bin) => (unixMs(originUnixNano) + (bins.startNs + bin * bins.stepNs) / 1e6) / 1e3,
    ),
    stepMs: bins.stepNs / 1e6,
    unit,
    leftOut,
    series: series.map(({ labels, points, exemplars }) => ({
      label: labels.map(({ name, value }) => `${name}=${String(value ?? 'nil')}`).join(', '),
      points: Array.from(points, (point) => (Number.isNaN(point) ? null : point)),
      exemplars,
    })),
  };
}

function unixMs(unixNano: bigint): number {
  return Number(unixNano / 1_000n) / 1e3;
}
