/** Growth that is hard to meet by chance; `growing-rows.property.test.ts` has the rest. */
import { expect, test } from 'vitest';
import { GrowingTree } from '../../../src/trace/model/growing-tree.ts';
import { SpanTable } from '../../../src/trace/model/span-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';

const START_NS = 1_790_000_000_000_000_000n;
const id = (number: number) => number.toString(16).padStart(16, '0');

/** `end` tells an open span from one that is sent again because it is over. */
const span = (own: number, parent: number | undefined, endMs?: number) => ({
  traceId: '1'.padStart(32, '0'),
  spanId: id(own),
  ...(parent !== undefined && { parentSpanId: id(parent) }),
  name: 'work',
  kind: 1,
  startTimeUnixNano: String(START_NS + BigInt(own)),
  ...(endMs !== undefined && { endTimeUnixNano: String(START_NS + BigInt(endMs * 1e6)) }),
});
const request = (spans: readonly object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] }) as never;

test('of two spans that leave their parents at once, both are missed', () => {
  const [root, one, other, ofOne, ofOther] = [1, 2, 3, 4, 5] as const;
  const rest = Array.from({ length: 100 }, (_, n) => span(6 + n, root, 1));
  const table = new SpanTable();
  table.appendTraces(
    request([
      span(root, undefined),
      span(one, root),
      span(other, root),
      span(ofOne, one),
      span(ofOther, other),
      ...rest,
    ]),
  );
  const growing = new GrowingTree();
  growing.grow(table);
  table.appendTraces(request([span(ofOne, root, 1), span(ofOther, root, 1)]));
  const { tree, touched } = growing.grow(table);
  expect(touched).toBeDefined();
  expect(tree).toEqual(buildTraceTree(table));
});
