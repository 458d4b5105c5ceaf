/**
 * Where log records stand in time, whichever answer they came with. Each answer is a table with an origin of its own, from which its
 * times count; what is read from one answer and looked for in the next must not depend on it.
 */
import type { LogRecord } from '../../trace/model/types.ts';

export interface PlacedLog {
  readonly log: LogRecord;
  readonly unixMs: number;
  /** Records have no id: time and place among those of the same time, which stay while newer ones arrive above. */
  readonly key: string;
}

export function placedLogs(logs: readonly LogRecord[], originUnixNano: bigint): readonly PlacedLog[] {
  const originMs = Number(originUnixNano / 1_000n) / 1e3;
  const seen = new Map<number, number>();
  return logs.map((log) => {
    const { timeNs } = log;
    const count = (seen.get(timeNs) ?? 0) + 1;
    seen.set(timeNs, count);
    const key = `${originUnixNano + BigInt(Math.round(timeNs))} ${count}`;
    return { log, unixMs: originMs + timeNs / 1e6, key };
  });
}
