import { expect, it } from 'vitest';
import { groupSpans } from '../../../src/trace/analysis/span-groups.ts';
import { summariseTraces } from '../../../src/trace/analysis/trace-summaries.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import { spansNamed, traceTable } from '../../support/trace-text.ts';

it('gathers the figures of like spans', () => {
  const table = traceTable(`
    api  GET /units      |0-100ms|
      db  SELECT         |0-10ms|
      db  SELECT         |10-30ms|  @status=error
      db  SELECT         |30-33ms|
  `);
  const spans = [...spansNamed(table, 'GET /units'), ...spansNamed(table, 'SELECT')];
  const groups = groupSpans(table, buildTraceTree(table), spans);
  expect(groups).toMatchObject([
    { sumNs: 100e6, selfNs: 67e6, p50Ns: 100e6 },
    { sumNs: 33e6, meanNs: 11e6, p50Ns: 10e6, p95Ns: 20e6, maxNs: 20e6, errors: 1, longest: 2 },
  ]);
});

it('says what traces a table holds, earliest first', () => {
  const table = traceTable(`
    api  later       |50-60ms|
      db  SELECT     |51-70ms|  @status=error
    ---
    web  earlier     |0-9ms|
    web  other root  |1-2ms|
  `);
  expect(summariseTraces(table, buildTraceTree(table))).toMatchObject([
    { name: 'earlier', spanCount: 2, serviceCount: 1, errorCount: 0, durationNs: 9e6 },
    { name: 'later', service: 'api', spanCount: 2, serviceCount: 2, errorCount: 1, durationNs: 20e6 },
  ]);
});

it('calls a trace by its root, though an orphan began before it, and ends it with its last known end', () => {
  const table = traceTable(`
    worker  stray    |0-5ms|    @parent=nobody
    api     request  |10-40ms|
      api   lost     |20ms-|
    ---
    api     an hour later  |3600s-3601s|
  `);
  expect(summariseTraces(table, buildTraceTree(table))).toMatchObject([
    { name: 'request', service: 'api', durationNs: 40e6 },
    { name: 'an hour later', durationNs: 1e9 },
  ]);
});
