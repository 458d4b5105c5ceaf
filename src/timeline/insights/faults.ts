/**
 * What is odd about the shape of a trace, as it was sent: in a word for the header, in a sentence on request, in a note on
 * each row concerned. Nothing is left out for it and nothing is put right.
 *
 * One pass over the roots and one over the spans, once a version of the table.
 */
import { isOrphan } from '../../trace/analysis/orphans.ts';
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import type { Faults, Note } from './insights-slot.ts';

export function faultsIn(table: TraceReader, tree: TraceTree): Faults {
  const { traceId, parent, startNs, endNs, startIsGuess } = table.columns;
  const [roots, orphans, ownParents, cycles]: number[][] = [[], [], [], []];
  const traces = new Map<number, number>();
  for (const root of tree.roots) {
    const trace = traceId[root] ?? 0;
    if (!traces.has(trace)) traces.set(trace, root);
    if (isOrphan(table, root as SpanIndex)) orphans?.push(root);
    else if (parent[root] === root) ownParents?.push(root);
    else if (tree.cycleCuts.has(root as SpanIndex)) cycles?.push(root);
    else roots?.push(root);
  }
  const backwards: number[] = [];
  const startless: number[] = [];
  const ids = new SharedIds(table);
  for (let span = 0; span < tree.spanCount; span++) {
    if ((endNs[span] ?? 0) < (startNs[span] ?? 0)) backwards.push(span);
    if (startIsGuess?.[span] === 1) startless.push(span);
    ids.add(span);
  }
  return {
    traces: [...traces.values()],
    roots: roots ?? [],
    orphans: orphans ?? [],
    ownParents: ownParents ?? [],
    cycles: cycles ?? [],
    namesakes: ids.namesakes,
    backwards,
    startless,
  };
}

/** Finds spans that share trace and id with another one. Ids are numbers here, so one look at an array passes over nearly all. */
class SharedIds {
  readonly namesakes = new Set<number>();
  readonly #columns: TraceReader['columns'];
  /** By id: the first span that has it, plus one. */
  #first = new Int32Array(1_024);
  /** The first span of an id that another trace has, too. */
  readonly #elsewhere = new Map<string, number>();

  constructor({ columns }: TraceReader) {
    this.#columns = columns;
  }

  add(span: number): void {
    const { spanId, traceId } = this.#columns;
    const id = spanId[span] ?? 0;
    if (id >= this.#first.length) {
      const longer = new Int32Array(2 * id);
      longer.set(this.#first);
      this.#first = longer;
    }
    const first = (this.#first[id] ?? 0) - 1;
    if (first < 0) this.#first[id] = span + 1;
    else if (traceId[first] === traceId[span]) this.namesakes.add(first).add(span);
    else {
      const key = `${traceId[span]} ${id}`;
      const other = this.#elsewhere.get(key);
      if (other === undefined) this.#elsewhere.set(key, span);
      else this.namesakes.add(other).add(span);
    }
  }
}

export function faultNotes(table: TraceReader, faults: Faults): readonly Note[] {
  const notes: Note[] = [];
  const say = (
    type: string,
    spans: readonly number[],
    one: string,
    many: string,
    title: string,
    count = spans.length,
  ) => {
    if (count > 0)
      notes.push({
        type,
        text: `${count.toLocaleString('en')} ${count === 1 ? one : many}`,
        title,
        spans: () => spans,
      });
  };
  const { traces, roots, orphans, ownParents, cycles, namesakes: shared, backwards, startless } = faults;
  if (traces.length > 1)
    say('traces', traces, 'trace', 'traces', 'Spans of several traces, one below the other');
  if (roots.length > traces.length) {
    say('roots', roots, 'root', 'roots', 'Spans without a parent; a trace has one, as a rule');
  }
  say(
    'orphans',
    orphans,
    'parent missing',
    'parents missing',
    'Spans name a parent that is not here: it has not arrived, was not kept, or the context was lost. They stand as roots',
  );
  say(
    'cycles',
    cycles,
    'cycle cut',
    'cycles cut',
    'Spans name each other as parents in a circle. Each circle is cut at its earliest span, which stands as a root',
  );
  say(
    'ownParents',
    ownParents,
    'is its own parent',
    'are their own parents',
    'Spans name themselves as their parents. They stand as roots',
  );
  const twice = new Set(
    [...shared].map((span) => `${table.columns.traceId[span]} ${table.columns.spanId[span]}`),
  );
  say(
    'namesakes',
    [...shared].sort((a, b) => a - b),
    'id used twice',
    'ids used twice',
    'Different spans of a trace have the same id. All are shown; children stand below the one that came first',
    twice.size,
  );
  say(
    'backwards',
    backwards,
    'ends before it starts',
    'end before they start',
    'Spans with a negative duration, as sent',
  );
  say(
    'startless',
    startless,
    'without a start',
    'without a start',
    'Spans were sent without a start time. They stand at their end, or else where their parents start',
  );
  return notes;
}

/** For a row. While a run goes on, a parent may still arrive. */
export function faultWords(
  table: TraceReader,
  tree: TraceTree,
  faults: Faults | undefined,
  span: number,
  live: boolean,
): readonly string[] {
  const index = span as SpanIndex;
  const words: string[] = [];
  if (table.columns.parent[span] === span) words.push('its own parent');
  else if (tree.cycleCuts.has(index)) words.push('parents in a circle');
  else if (isOrphan(table, index)) words.push(live ? 'its parent has not arrived' : 'parent not here');
  if (faults?.namesakes.has(span)) words.push('its id is used twice');
  if (table.columns.startIsGuess?.[span] === 1) words.push('start not sent');
  return words;
}
