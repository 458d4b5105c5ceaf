/**
 * What became of one trace in another: before and after a change, a run and its solution, yesterday and today.
 *
 *   a (before)                        b (after)                     relation    length, self time
 *   GET /units        |=========|     GET /units        |=====|     same        −40 ms, +2 ms
 *     SELECT units     |=|              SELECT units     |=|        changed     db.response.returned_rows 12 -> 3
 *     SELECT devices     |=|                                        removed
 *                                       audit              |=|      added
 *
 * Spans pair by what they are (service, name, kind) and where they are (below paired parents, among their siblings in order),
 * never by id or time: ids are made anew each run, and time is what is to be compared. `same` and `changed` say nothing of
 * time either, for no two runs take equally long; lengths are told as figures.
 *
 * Comparing b with a is the mirror of comparing a with b: what was added is removed, and nothing else changes.
 */
import type { SpanIndex, TraceReader } from '../../model/types.ts';
import { knownEndNs } from '../known-end.ts';
import { NOBODY } from './align-children.ts';
import { type AlignedForest, alignForests } from './align-trees.ts';
import { type AttributeChange, AttributeChanges } from './attribute-changes.ts';
import { type DiffSide, Likeness } from './diff-side.ts';

export const SAME = 0;
export const CHANGED = 1;
export const ADDED = 2;
export const REMOVED = 3;
export const RELATIONS = ['same', 'changed', 'added', 'removed'] as const;
export type Relation = (typeof RELATIONS)[number];

export interface DiffOptions {
  /** Attributes that name one call in this system, besides those of the semantic conventions. */
  readonly ignoreAttributes?: readonly string[];
}

export interface TraceDiff extends AlignedForest {
  readonly before: TraceReader;
  readonly after: TraceReader;
  /** By node: nodes of one service, name and kind have one label. */
  readonly label: Int32Array;
  /** By node, an index into {@link RELATIONS}. */
  readonly relation: Uint8Array;
  /** How many nodes have each relation. */
  readonly counts: { readonly [relation in Relation]: number };
  /** Attributes that differ because the runs do; told once. */
  readonly context: readonly AttributeChange[];
  /** Lengths of the whole, from the first start to the last known end. */
  readonly lengthNs: { readonly a: number; readonly b: number };
  /** b's less a's; of a span that stands alone its whole length, negative when it was removed. */
  durationDeltaNs(node: number): number;
  selfDeltaNs(node: number): number;
  changes(node: number): readonly AttributeChange[];
}

export function diffTraces(before: TraceReader, after: TraceReader, options: DiffOptions = {}): TraceDiff {
  const likeness = new Likeness();
  const a = likeness.side(before);
  const b = likeness.side(after);
  const forest = alignForests(a, b);
  const attributes = new AttributeChanges(before, after, forest, options.ignoreAttributes ?? []);
  const relation = new Uint8Array(forest.count);
  const label = new Int32Array(forest.count);
  const counts = { same: 0, changed: 0, added: 0, removed: 0 };
  for (let node = 0; node < forest.count; node++) {
    const found = relationOf(forest, attributes, node);
    relation[node] = found;
    const inA = forest.a[node] ?? NOBODY;
    label[node] = (inA === NOBODY ? b.label[forest.b[node] ?? 0] : a.label[inA]) ?? 0;
    counts[RELATIONS[found] ?? 'same']++;
  }
  const delta = (node: number, of: (side: DiffSide, span: number) => number): number => {
    const value = (side: DiffSide, span = NOBODY) => (span === NOBODY ? 0 : of(side, span));
    return value(b, forest.b[node]) - value(a, forest.a[node]);
  };
  return {
    ...forest,
    before,
    after,
    label,
    relation,
    counts,
    context: attributes.context,
    lengthNs: { a: wholeNs(before), b: wholeNs(after) },
    durationDeltaNs: (node) => delta(node, ({ table }, span) => lengthNs(table, span)),
    selfDeltaNs: (node) => delta(node, ({ selfNs }, span) => selfNs[span] ?? 0),
    changes: (node) => attributes.of(node),
  };
}

function relationOf(forest: AlignedForest, attributes: AttributeChanges, node: number) {
  if (forest.a[node] === NOBODY) return ADDED;
  if (forest.b[node] === NOBODY) return REMOVED;
  return attributes.of(node).length > 0 ? CHANGED : SAME;
}

function lengthNs(table: TraceReader, span: number): number {
  return knownEndNs(table, span as SpanIndex) - (table.columns.startNs[span] ?? 0);
}

function wholeNs(table: TraceReader): number {
  const { startNs, endNs } = table.bounds();
  return endNs - startNs;
}
