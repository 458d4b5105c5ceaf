import { expect, it } from 'vitest';
import { selfTimeNs, selfTimes } from '../../../src/trace/analysis/self-time.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import { spanNamed, traceTable } from '../../support/trace-text.ts';

it('is the span less the time in which a child ran, overlaps once, and what sticks out not at all', () => {
  const table = traceTable(`
    api  root        |10-32ms|
      api  before    |2-12ms|
      api  a         |13-19ms|
      api  b         |16-22ms|
      api  within b  |17-18ms|
      api  outlasts  |26-40ms|
      api  after     |50-60ms|
  `);
  expect(selfTimeNs(table, buildTraceTree(table), spanNamed(table, 'root'))).toBe(5e6);
});

it('of an open span runs on, and of one that ends before it starts is none', () => {
  const table = traceTable('api  open  |0ms-|\n  api  child  |2-5ms|\napi  backwards  |9-7ms|', 'expected');
  const times = selfTimes(table, buildTraceTree(table));
  expect(times[spanNamed(table, 'open')]).toBe(6e6);
  expect(times[spanNamed(table, 'backwards')]).toBe(0);
});
