import { expect, it } from 'vitest';
import { findOrphans, isOrphan } from '../../../src/trace/analysis/orphans.ts';
import { spanNamed, traceTable, traceText } from '../../support/trace-text.ts';

it('are spans whose parent is named but absent, until it arrives', () => {
  const table = traceTable('api  found  |1-2ms|  @parent=00c1\napi  root  |0-3ms|\n  api  child  |1-2ms|');
  expect(findOrphans(table)).toEqual([spanNamed(table, 'found')]);
  const parentSpanId = table.strings.get(table.columns.parentSpanId[spanNamed(table, 'found')] ?? 0);
  const [resource] = traceText('api  late parent  |0-3ms|').resourceSpans ?? [];
  const [span] = resource?.scopeSpans?.[0]?.spans ?? [];
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, spanId: parentSpanId }] }] }] });
  expect(isOrphan(table, spanNamed(table, 'found'))).toBe(false);
  expect(findOrphans(table)).toEqual([]);
});
