import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findClockSkew } from '../../../src/trace/analysis/clock-skew.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import { traceTable } from '../../support/trace-text.ts';

/** `caller > callee low..high = offset` in milliseconds, then the offsets of the services that differ. */
function skewIn(text: string) {
  const table = traceTable(text);
  const { skews, offsetNs } = findClockSkew(table, buildTraceTree(table));
  const serviceOf = new Map<number, string>();
  for (let span = 0; span < table.spanCount; span++) {
    const { resource, service } = table.columns;
    serviceOf.set(resource[span] ?? 0, table.strings.get(service[span] ?? 0));
  }
  return {
    skews: skews.map(
      (skew) =>
        `${serviceOf.get(skew.caller)} > ${serviceOf.get(skew.callee)} ${skew.lowNs / 1e6}..${skew.highNs / 1e6} = ${
          skew.offsetNs === undefined ? 'none' : skew.offsetNs / 1e6
        }`,
    ),
    offsets: Object.fromEntries([...offsetNs].map(([of, ns]) => [serviceOf.get(of), ns / 1e6])),
  };
}

describe('clock skew', () => {
  it('is not there while every server span lies within its client span', () => {
    expect(skewIn('web  GET  |0-100ms|  @kind=client\n  api  GET  |10-90ms|  @kind=server')).toEqual({
      skews: [],
      offsets: {},
    });
  });

  it('is bounded by what sticks out, and estimated as the middle', () => {
    expect(skewIn('web  GET  |12-112ms|  @kind=client\n  api  GET  |0-60ms|  @kind=server')).toEqual({
      skews: ['web > api 12..52 = 32'],
      offsets: { api: 32 },
    });
  });

  it('is bounded more tightly by every further call', () => {
    expect(
      skewIn(`
        web  click            |0-300ms|
          web  GET /a         |20-120ms|   @kind=client
            api  GET /a       |0-60ms|     @kind=server
          web  GET /b         |200-210ms|  @kind=client
            api  GET /b       |170-178ms|  @kind=server
      `),
    ).toEqual({ skews: ['web > api 30..32 = 31'], offsets: { api: 31 } });
  });

  it('adds up along the calls', () => {
    expect(
      skewIn(`
        web  GET          |100-200ms|  @kind=client
          api  GET        |0-80ms|     @kind=server
            api  hub      |10-50ms|    @kind=client
              hub  hub    |60-100ms|   @kind=server
      `).offsets,
    ).toEqual({ api: 110, hub: 60 });
  });

  it('is told but not estimated where calls contradict each other', () => {
    expect(
      skewIn(`
        web  click            |0-300ms|
          web  GET /a         |20-120ms|   @kind=client
            api  GET /a       |0-100ms|    @kind=server
          web  GET /b         |200-210ms|  @kind=client
            api  GET /b       |230-240ms|  @kind=server
      `),
    ).toEqual({ skews: ['web > api 20..-30 = none'], offsets: {} });
  });

  it('is not read from one process, from other kinds, from open spans, or from a server that outlasts its caller', () => {
    expect(
      skewIn(`
        web  GET          |10-100ms|  @kind=client
          web  GET        |0-50ms|    @kind=server
        web  other        |10-100ms|
          api  other      |0-50ms|    @kind=server
        web  open         |10-100ms|  @kind=client
          api  open       |0ms-|      @kind=server
        web  gave up      |10-20ms|   @kind=client
          api  went on    |0-50ms|    @kind=server
      `),
    ).toEqual({ skews: [], offsets: {} });
  });

  it('lies between the bounds, whatever it is, when every call fits the same offset', () => {
    const call = fc.record({
      startMs: fc.nat(500),
      sendMs: fc.nat(20),
      workMs: fc.nat(50),
      answerMs: fc.nat(20),
    });
    fc.assert(
      fc.property(
        fc.array(call, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: -400, max: 400 }),
        (calls, aheadMs) => {
          const from = 1_000;
          const lines = calls.map(({ startMs, sendMs, workMs, answerMs }) => {
            const begin = from + startMs;
            const served = begin + sendMs + aheadMs;
            return `  web  GET  |${begin}-${begin + sendMs + workMs + answerMs}ms|  @kind=client\n    api  GET  |${served}-${served + workMs}ms|  @kind=server`;
          });
          const table = traceTable(`web  click  |0-3000ms|\n${lines.join('\n')}`);
          for (const { lowNs, highNs } of findClockSkew(table, buildTraceTree(table)).skews) {
            expect(lowNs).toBeLessThanOrEqual(-aheadMs * 1e6);
            expect(highNs).toBeGreaterThanOrEqual(-aheadMs * 1e6);
          }
        },
      ),
    );
  });
});
