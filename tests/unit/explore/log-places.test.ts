import { expect, test } from 'vitest';
import { placedLogs } from '../../../src/explore/logs/log-places.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';

/** An answer of the server: records at so many milliseconds. */
function answer(...atMs: readonly number[]): TraceTable {
  const table = new TraceTable();
  const logRecords = atMs.map((ms) => ({ timeUnixNano: `${ms}000000`, body: { stringValue: `at ${ms}` } }));
  table.appendLogs({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  return table;
}
const placed = ({ logs, originUnixNano }: TraceTable) =>
  placedLogs(
    logs.toSorted((a, b) => b.timeNs - a.timeNs),
    originUnixNano,
  );

test('a record is known again in the next answer, which begins with another one', () => {
  const BASE_MS = 1_790_000_000_000;
  const before = placed(answer(BASE_MS, BASE_MS + 5, BASE_MS + 5));
  // The oldest has left the server, and a newer one has come.
  const after = placed(answer(BASE_MS + 5, BASE_MS + 5, BASE_MS + 9));
  expect(after.map(({ unixMs }) => unixMs - BASE_MS)).toEqual([9, 5, 5]);
  expect(after.slice(1).map(({ key }) => key)).toEqual(before.slice(0, 2).map(({ key }) => key));
  expect(new Set(after.map(({ key }) => key)).size).toBe(3);
});
