/** Small forests of a few names, as fast-check draws them, and as tables: for properties that brute force can check. */
import fc from 'fast-check';
import { TraceTable } from '../../src/trace/model/trace-table.ts';

export interface SmallTree {
  readonly name: string;
  readonly children: readonly SmallTree[];
}

const NAMES = ['a', 'b', 'c'];

/** Trees of at most `levels` levels. */
function tree(levels: number): fc.Arbitrary<SmallTree> {
  return fc.record({
    name: fc.constantFrom(...NAMES),
    children: levels > 1 ? fc.array(tree(levels - 1), { maxLength: 3 }) : fc.constant([]),
  });
}

export const smallForest: fc.Arbitrary<readonly SmallTree[]> = fc.array(tree(3), { maxLength: 3 });

/** One trace; siblings start in order, children within their parents. Times are shifted and stretched by `msASpan`. */
export function tableOf(forest: readonly SmallTree[], msASpan = 1, originMs = 0): TraceTable {
  const table = new TraceTable();
  const spans: object[] = [];
  let clock = originMs;
  const lay = (tree: SmallTree, parent: string | undefined): void => {
    const id = (spans.length + 1).toString(16).padStart(16, '0');
    const span = {
      traceId: '1'.padStart(32, '0'),
      spanId: id,
      ...(parent === undefined ? {} : { parentSpanId: parent }),
      name: tree.name,
      kind: 1,
      startTimeUnixNano: String(1_750_000_000_000_000_000n + BigInt(Math.round(clock * 1e6))),
      endTimeUnixNano: '',
    };
    spans.push(span);
    clock += msASpan;
    for (const child of tree.children) lay(child, id);
    clock += msASpan;
    span.endTimeUnixNano = String(1_750_000_000_000_000_000n + BigInt(Math.round(clock * 1e6)));
  };
  for (const tree of forest) lay(tree, undefined);
  table.appendTraces({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'api' } }] },
        scopeSpans: [{ spans: spans as never }],
      },
    ],
  });
  return table;
}

export function sizeOf(forest: readonly SmallTree[]): number {
  return forest.reduce((sum, tree) => sum + 1 + sizeOf(tree.children), 0);
}
