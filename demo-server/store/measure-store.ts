/**
 * TraceQL metrics over the whole store: what is in memory, measured each time, and what is in the archive, newest first,
 * as far as was asked. What was not looked at is said, and asking again goes on there.
 */
import {
  evaluateTraceQL,
  type MeasuredSpans,
  Measurement,
  type MetricsQuery,
  type MetricsRange,
} from '../../src/trace/traceql/traceql.ts';
import { MeasuredPast } from './measured-past.ts';
import { type MetricsAnswer, metricsAnswer } from './metrics-answer.ts';
import { both, narrowingOf, startsWithin } from './narrowing.ts';
import { withinBounds } from './query-bounds.ts';
import type { SearchedTraces } from './search.ts';
import { MAX_OLDER_SPANS, tableOf } from './search-store.ts';
import type { TraceStore } from './trace-store.ts';
import type { Viewer } from './viewer.ts';

export interface StoreMeasure {
  readonly query: MetricsQuery;
  /** Unix seconds. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly stepMs?: number | undefined;
  /** At least as many older spans are looked at, in this answer or a later one: what an answer before this one said. */
  readonly older?: number | undefined;
  readonly viewer: Viewer;
  /** Answers are kept apart by who asks. */
  readonly session: string;
}

export interface StoreMeasurer {
  /** Undefined when the query would cost too much. */
  measure(asked: StoreMeasure): Promise<MetricsAnswer | undefined>;
}

const MAX_KEPT = 8;
/** Of all that is kept together, rows and traces: some hundred bytes each. */
const MAX_SIZE = 1_000_000;

interface Kept {
  readonly measurement: Measurement;
  readonly past: MeasuredPast;
}

/** `lookSpans`: as many older spans are looked at for one answer. */
export function storeMeasurer(
  store: TraceStore,
  lookSpans: number = MAX_OLDER_SPANS,
  maxSize: number = MAX_SIZE,
): StoreMeasurer {
  /** The one that was asked longest ago first. */
  const kept = new Map<string, Kept>();

  const keptOf = (key: string, asked: StoreMeasure): Kept => {
    let one = kept.get(key);
    // What arrives is measured too, for as long as the question is asked: at some time it is begun anew.
    const isWorn = one !== undefined && one.past.size > 2 * maxSize;
    if (one === undefined || isWorn || one.past.departures !== store.departures) {
      const narrowing = both(narrowingOf(asked.query.pipeline), startsWithin(...boundsMs(asked)));
      const origin = store.table().originUnixNano;
      one = { measurement: new Measurement(asked.query, origin), past: new MeasuredPast(store, narrowing) };
    }
    kept.delete(key);
    kept.set(key, one);
    return one;
  };
  const letGo = () => {
    let size = 0;
    for (const { past } of kept.values()) size += past.size;
    for (const [key, { past }] of kept) {
      if (kept.size <= MAX_KEPT && (size <= maxSize || kept.size === 1)) return;
      kept.delete(key);
      size -= past.size;
    }
  };

  const answer = async (
    asked: StoreMeasure,
    { measurement, past }: Kept,
  ): Promise<MetricsAnswer | undefined> => {
    const { viewer, older = 0 } = asked;
    const [fromMs, toMs] = boundsMs(asked);
    const read = ({ table, provenance }: SearchedTraces): MeasuredSpans | undefined => {
      const { columns, strings } = table;
      const originMs = unixMs(table.originUnixNano);
      const sees = new Map<number, boolean>();
      const isSeen = (trace: number) => {
        let known = sees.get(trace);
        if (known === undefined) {
          const from = provenance(strings.get(trace));
          known = from !== undefined && viewer.sees(from);
          sees.set(trace, known);
        }
        return known;
      };
      return withinBounds(() => {
        const { spans } = evaluateTraceQL(asked.query, table);
        const found = spans.filter((span) => {
          const startMs = originMs + (columns.startNs[span] as number) / 1e6;
          return startMs >= fromMs && startMs <= toMs && isSeen(columns.traceId[span] as number);
        });
        return measurement.read(table, found);
      });
    };
    const inMemory = store.newestTraces();
    const newest = read({ table: store.table(), provenance: (traceId) => store.provenance(traceId) });
    if (newest === undefined) return undefined;
    if (store.olderTraces > 0) {
      const readPortion = (portion: Parameters<typeof tableOf>[0]) => read(tableOf(portion));
      if (!(await past.catchUp(inMemory, readPortion))) return undefined;
      const wanted = Math.max(older, lookSpans) - past.lookedAtSpans;
      if (past.hasMore && wanted > 0 && past.size < maxSize)
        if (!(await past.lookBack(Math.min(wanted, lookSpans), inMemory, readPortion))) return undefined;
    }
    const parts = [newest, ...past.parts];
    const result = measurement.result(
      parts,
      rangeSince(asked, measurement.originUnixNano),
      (traceId, part) => part === newest || past.counts(traceId, part, inMemory),
    );
    const hasMore = store.olderTraces > 0 && past.hasMore;
    return {
      ...metricsAnswer(result, measurement.originUnixNano),
      ...(hasMore && {
        older: past.size < maxSize ? String(past.lookedAtSpans + lookSpans) : 'never',
      }),
    };
  };

  return {
    measure(asked) {
      const { query, start, end, stepMs, session, viewer } = asked;
      const key = JSON.stringify([query.text, start, end, stepMs, viewer.scope === 'own' && session]);
      const one = keptOf(key, asked);
      const answered = one.past.turn.then(async () => {
        const given = await answer(asked, one);
        if (given === undefined && kept.get(key) === one) kept.delete(key);
        letGo();
        return given;
      });
      one.past.turn = answered.catch(() => {
        if (kept.get(key) === one) kept.delete(key);
      });
      return answered;
    },
  };
}

const unixMs = (unixNano: bigint): number => Number(unixNano / 1_000n) / 1e3;

function rangeSince({ start, end, stepMs }: StoreMeasure, originUnixNano: bigint): MetricsRange {
  const sinceOrigin = (seconds: number) => (seconds * 1e3 - unixMs(originUnixNano)) * 1e6;
  return {
    ...(start !== undefined && { startNs: sinceOrigin(start) }),
    ...(end !== undefined && { endNs: sinceOrigin(end) }),
    ...(stepMs !== undefined && { stepNs: stepMs * 1e6 }),
  };
}

/** The bins of a range begin before it and end after it, by less than one of them. */
function marginMs({ start, end, stepMs = 0 }: StoreMeasure): number {
  const longMs = start === undefined || end === undefined ? 86_400_000 : Math.abs(end - start) * 1e3;
  return Math.max(stepMs, longMs, 1_000);
}

function boundsMs(asked: StoreMeasure): readonly [from: number, to: number] {
  const { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = asked;
  const margin = marginMs(asked);
  return [start * 1e3 - margin, end * 1e3 + margin];
}
