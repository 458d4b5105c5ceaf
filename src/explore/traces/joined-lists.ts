/** The newest traces with older ones behind them, each once. Pure. */
import type { TraceList } from '../source/telemetry-source.ts';

/** `further` began where `newest` once stopped; news may since have moved the newest on. */
export function joinedLists({ older: _, ...newest }: TraceList, further: TraceList): TraceList {
  const known = new Set(newest.traces.map(({ traceId }) => traceId));
  const behind = further.traces.filter(({ traceId }) => !known.has(traceId));
  return {
    ...newest,
    traces: [...newest.traces, ...behind],
    matched: newest.matched + behind.length,
    kept: newest.kept + further.kept,
    ...(further.older !== undefined && { older: further.older }),
  };
}
