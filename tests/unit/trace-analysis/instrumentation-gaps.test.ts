import { describe, expect, it } from 'vitest';
import { findGaps } from '../../../src/trace/analysis/instrumentation-gaps.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import { traceTable } from '../../support/trace-text.ts';

/** `name a-b` in milliseconds from the first span. */
function gapsIn(text: string): readonly string[] {
  const table = traceTable(text);
  const { startNs } = table.bounds();
  const ms = (timeNs: number) => (timeNs - startNs) / 1e6;
  return findGaps(table, buildTraceTree(table)).map(
    (gap) => `${table.strings.get(table.columns.name[gap.span] ?? 0)} ${ms(gap.startNs)}-${ms(gap.endNs)}`,
  );
}

describe('an instrumentation gap', () => {
  it('is a stretch without a child, of a quarter of the span or more', () => {
    expect(
      gapsIn(`
        api  GET /units     |0-100ms|
          api  parse        |0-20ms|
          api  SELECT       |60-76ms|
          api  render       |90-100ms|
      `),
    ).toEqual(['GET /units 20-60']);
  });

  it('may lie before the first child and after the last', () => {
    expect(gapsIn('api  GET  |0-100ms|\n  api  SELECT  |40-60ms|')).toEqual(['GET 0-40', 'GET 60-100']);
  });

  it('is no gap below a millisecond, however much of the span it is', () => {
    expect(gapsIn('api  GET  |0-1000us|\n  api  SELECT  |900-1000us|')).toEqual([]);
  });

  it('is none in a span without children, an open one, or one whose time is the network', () => {
    expect(
      gapsIn(`
        api  alone        |0-100ms|
        api  open         |0ms-|
          api  begun      |1-2ms|
        web  POST         |0-100ms|  @kind=client
          api  POST       |45-55ms|  @kind=server
      `),
    ).toEqual([]);
  });

  it('ends with the span, and children that outlast it or overlap leave none', () => {
    expect(
      gapsIn(`
        api  GET            |0-100ms|
          api  a            |0-90ms|
          api  within a     |10-20ms|
          api  outlasts     |95-300ms|
      `),
    ).toEqual([]);
  });

  it('is found behind two thousand children', () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => `  api  work  |${at * 2}-${at * 2 + 1}ms|`);
    expect(gapsIn(`api  all  |0-10000ms|\n${lines.join('\n')}`)).toEqual(['all 3999-10000']);
  });
});
