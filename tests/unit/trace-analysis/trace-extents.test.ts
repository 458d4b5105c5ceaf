import { describe, expect, test } from 'vitest';
import { traceExtents } from '../../../src/trace/analysis/trace-extents.ts';
import { spanNamed, traceTable } from '../../support/trace-text.ts';

const EVERY = { has: () => true };
function topOf(text: string) {
  const table = traceTable(text);
  const [extent] = traceExtents(table, EVERY).values();
  if (extent === undefined) throw new Error('no trace');
  return { table, extent };
}

describe('the span at the top of a trace', () => {
  test('is its root, whenever that begins', () => {
    const { table, extent } = topOf('api  GET /units |5-9ms|\n  db  SELECT |1-2ms|');
    expect(extent.root).toBe(spanNamed(table, 'GET /units'));
    expect(extent.top).toBe(extent.root);
  });

  test('without a root is the earliest whose parent was not received, not the earliest of all', () => {
    const { table, extent } = topOf(
      'api  later half |7-9ms| @parent=gone\napi  GET /units |5-9ms| @parent=gone\n  db  SELECT on a slow clock |1-2ms|',
    );
    expect(extent.root).toBeUndefined();
    expect(extent.top).toBe(spanNamed(table, 'GET /units'));
  });

  test('where parents go round in a circle is some span of it', () => {
    const { extent } = topOf('api  hen |0-2ms| @id=hen @parent=egg\napi  egg |1-3ms| @id=egg @parent=hen');
    expect(extent.root).toBeUndefined();
    expect([0, 1]).toContain(extent.top);
  });
});
