/** The newest traces with older ones behind them, each once. Pure. */
import type { TraceList } from '../source/telemetry-source.ts';

/**
 * `further` began where `newest` stopped, and the newest were asked for since then. Where they do not reach back as far, because
 * so much arrived, looking further begins between the two.
 */
export function joinedLists(newest: TraceList, further: TraceList): TraceList {
  const known = new Set(newest.traces.map(({ traceId }) => traceId));
  const behind = further.traces.filter(({ traceId }) => !known.has(traceId));
  const older = newest.older ?? further.older;
  return {
    ...newest,
    traces: [...newest.traces, ...behind],
    matched: newest.matched + behind.length,
    kept: newest.kept + further.kept,
    ...(older !== undefined && { older }),
  };
}

/** What is further back than that was already. Begins where the later of the two does. */
export function furtherLists(before: TraceList | undefined, found: TraceList): TraceList {
  if (before === undefined) return found;
  const { older: _, ...known } = before;
  const since = Math.max(Number(known.since ?? 0), Number(found.since ?? 0));
  return { ...joinedLists(known, found), since: String(since) };
}

/** What comes after it is there already. */
export const withoutOlder = ({ older: _, ...list }: TraceList): TraceList => list;
