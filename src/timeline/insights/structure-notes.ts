/** What the header says of a trace beyond counts: what is odd about it, in a word, and in a sentence on request. */
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import { NO_SPAN, type TraceReader } from '../../trace/model/types.ts';
import type { Note } from './insights-slot.ts';

/** O(n): once a version of the table. */
export function structureNotes(table: TraceReader, tree: TraceTree): readonly Note[] {
  const { parent, parentSpanId, traceId, startNs, endNs } = table.columns;
  const { roots, cycleCuts } = tree;
  const traces = new Set<number>();
  for (const root of roots) traces.add(traceId[root] ?? 0);
  let orphans = 0;
  for (const root of roots) {
    if (parent[root] === NO_SPAN && (parentSpanId[root] ?? 0) !== 0) orphans++;
  }
  let backwards = 0;
  for (let span = 0; span < table.spanCount; span++)
    if ((endNs[span] ?? 0) < (startNs[span] ?? 0)) backwards++;
  const notes: Note[] = [];
  const say = (count: number, one: string, many: string, title: string) => {
    if (count > 0) notes.push({ text: `${count.toLocaleString('en')} ${count === 1 ? one : many}`, title });
  };
  if (traces.size > 1) say(traces.size, 'trace', 'traces', 'Spans of several traces, one below the other');
  const ownRoots = roots.length - orphans - cycleCuts.size;
  if (ownRoots > traces.size) {
    say(ownRoots, 'root', 'roots', 'Spans without a parent; a trace has one, as a rule');
  }
  say(
    orphans,
    'parent missing',
    'parents missing',
    'Spans name a parent that is not here: it has not arrived, was not kept, or the context was lost. They stand as roots',
  );
  say(
    cycleCuts.size,
    'cycle cut',
    'cycles cut',
    'Spans name each other as parents in a circle. Each circle is cut at its earliest span, which stands as a root',
  );
  say(backwards, 'ends before it starts', 'end before they start', 'Spans with a negative duration, as sent');
  return notes;
}
