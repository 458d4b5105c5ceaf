/** What the header says is wrong leads to the spans concerned: all of them, in the order of the rows, and no others. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spansConcerned } from '../../../src/timeline/dom/fault-bar.ts';
import { faultNotes, faultsIn, faultWords } from '../../../src/timeline/insights/faults.ts';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../../../src/trace/model/types.ts';
import { traces } from '../../support/otlp-arbitrary.ts';
import { spanNamed, traceTable } from '../../support/trace-text.ts';

function concerned(table: TraceReader, type: string): readonly string[] {
  const rows = layoutRows(table, { collapsed: new Set(), openFolds: new Set() });
  const note = faultNotes(table, faultsIn(table, rows.tree)).find((candidate) => candidate.type === type);
  const fault = { type, isBad: false, text: '', title: '', ...(note && { spans: () => note.spans() }) };
  return spansConcerned({ table, rows }, fault).map((span) =>
    table.strings.get(table.columns.name[span] ?? 0),
  );
}

describe('faults lead', () => {
  const odd = traceTable(
    `
    web  root         |0-100ms|
      api  failed     |10-20ms|   @status=error
      api  backwards  |30-25ms|
      api  open       |40ms-|
      api  late       |-60ms|
    api  own          |5-6ms|     @id=o @parent=o
    api  lost child   |7-8ms|     @parent=absent
    hub  ring a       |50-60ms|   @id=a @parent=b
    hub  ring b       |51-60ms|   @id=b @parent=a
    ---
    web  other        |1-2ms|     @status=error
  `,
    'expected',
  );

  test.each([
    ['errors', ['failed', 'other']],
    ['lost', ['open']],
    ['orphans', ['lost child']],
    ['ownParents', ['own']],
    ['cycles', ['ring a']],
    ['backwards', ['backwards']],
    ['startless', ['late']],
  ])('from %s to their spans', (type, names) => {
    expect([...concerned(odd, type)].sort()).toEqual([...names].sort());
  });

  test('from several traces to the first root of each', () => {
    expect(concerned(odd, 'traces')).toHaveLength(2);
  });

  test('and each row concerned says so', () => {
    const tree = buildTraceTree(odd);
    const words = (name: string, live = false) =>
      faultWords(odd, tree, faultsIn(odd, tree), spanNamed(odd, name), live);
    expect(words('own')).toEqual(['its own parent']);
    expect(words('ring a')).toEqual(['parents in a circle']);
    expect(words('lost child')).toEqual(['parent not here']);
    expect(words('lost child', true)).toEqual(['its parent has not arrived']);
    expect(words('late')).toEqual(['start not sent']);
    expect(words('root')).toEqual([]);
  });
});

test('of any trace, notes and rows agree, and ids used twice are those that are', () => {
  fc.assert(
    fc.property(traces, traces, (first, second) => {
      const table = new TraceTable();
      table.appendTraces(first);
      table.appendTraces(second);
      const tree = buildTraceTree(table);
      const faults = faultsIn(table, tree);
      const notes = new Map(faultNotes(table, faults).map(({ type, spans }) => [type, new Set(spans())]));
      const { traceId, spanId } = table.columns;
      for (let span = 0; span < table.spanCount; span++) {
        const words = faultWords(table, tree, faults, span as SpanIndex, false);
        const isTwice = Array.from({ length: table.spanCount }, (_, other) => other).some(
          (other) => other !== span && traceId[other] === traceId[span] && spanId[other] === spanId[span],
        );
        expect(words.includes('its id is used twice')).toBe(isTwice);
        expect(notes.get('namesakes')?.has(span) ?? false).toBe(isTwice);
        expect(notes.get('orphans')?.has(span) ?? false).toBe(words.includes('parent not here'));
        expect(notes.get('ownParents')?.has(span) ?? false).toBe(words.includes('its own parent'));
        expect(notes.get('startless')?.has(span) ?? false).toBe(words.includes('start not sent'));
      }
    }),
  );
});
