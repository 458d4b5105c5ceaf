import { expect, it } from 'vitest';
import { alignClocks } from '../../../src/trace/analysis/aligned-clocks.ts';
import { findClockSkew } from '../../../src/trace/analysis/clock-skew.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { spanNamed, TEXT_ORIGIN_NS, traceTable, traceText } from '../../support/trace-text.ts';

const skewed = () =>
  traceTable(`
    web  call    |12-112ms|  @kind=client
      api  serve  |0-60ms|   @kind=server @event=retry:30ms
        api  work |10-20ms|
  `);

it('moves a process as a whole, its events too, and says by how much', () => {
  const table = skewed();
  const aligned = alignClocks(table, findClockSkew(table, buildTraceTree(table)).offsetNs);
  const [call, serve, work] = ['call', 'serve', 'work'].map((name) => spanNamed(table, name));
  const start = (span?: number) =>
    ((aligned.columns.startNs[span ?? -1] ?? 0) - (table.columns.startNs[span ?? -1] ?? 0)) / 1e6;
  expect([call, serve, work].map(start)).toEqual([0, 32, 32]);
  expect([call, serve, work].map((span) => (aligned.shiftNs?.(span ?? -1) ?? 0) / 1e6)).toEqual([0, 32, 32]);
  const [before] = table.events(serve as SpanIndex);
  expect((aligned.events(serve as SpanIndex)[0]?.timeNs ?? 0) - (before?.timeNs ?? 0)).toBe(32e6);
});

it('leaves the table as it was, and nothing sticks out any more', () => {
  const table = skewed();
  const before = [...table.columns.startNs.subarray(0, 3)];
  const aligned = alignClocks(table, findClockSkew(table, buildTraceTree(table)).offsetNs);
  expect(findClockSkew(aligned, buildTraceTree(aligned)).skews).toEqual([]);
  expect([...table.columns.startNs.subarray(0, 3)]).toEqual(before);
});

it('gives its log records as one list, moved with their spans, until the table grows', () => {
  const table = skewed();
  const { offsetNs } = findClockSkew(table, buildTraceTree(table));
  const serve = spanNamed(table, 'serve');
  const id = (column: Uint32Array) => table.strings.get(column[serve] ?? 0);
  const log = () =>
    table.appendLogs({
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: String(TEXT_ORIGIN_NS + 1_000_000n),
                  traceId: id(table.columns.traceId),
                  spanId: id(table.columns.spanId),
                },
              ],
            },
          ],
        },
      ],
    });
  log();
  const aligned = alignClocks(table, offsetNs);
  const { logs } = aligned;
  expect((logs[0]?.timeNs ?? 0) - (table.logs[0]?.timeNs ?? 0)).toBe(32e6);
  expect(aligned.logs).toBe(logs);
  log();
  expect(aligned.logs).toHaveLength(2);
});

it('knows as much of links as the table does', () => {
  const table = skewed();
  const aligned = alignClocks(table, new Map());
  expect(aligned.linkCount).toBe(0);
  table.appendTraces(traceText('web  again  |0-1ms|  @id=x @link=x\n'));
  expect(aligned.linkCount).toBe(1);
});
