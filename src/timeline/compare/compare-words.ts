/** Rows of a comparison in words: for the eye, and in full for the ear. Nothing is said by colour alone. */
import { NOBODY } from '../../trace/analysis/diff/align-children.ts';
import { namesOf } from '../../trace/analysis/diff/count-changes.ts';
import { ADDED, CHANGED, REMOVED, SAME, type TraceDiff } from '../../trace/analysis/diff/trace-diff.ts';
import { durationText } from '../layout/duration-text.ts';
import { isFold, membersOf, type Rows } from '../layout/rows.ts';
import { valueText } from '../layout/span-details.ts';

export type RowRelation = 'same' | 'changed' | 'added' | 'removed' | 'mixed';

export interface CompareWords {
  readonly relation: RowRelation;
  /** Its mark in one character. */
  readonly mark: string;
  readonly name: string;
  readonly service: string;
  /** `removed`, `changed: rows 12 → 3`; empty when there is nothing to say. */
  readonly note: string;
  /** `−40 ms`. */
  readonly duration: string;
  readonly self: string;
  readonly spoken: string;
}

const MARKS: { readonly [relation in RowRelation]: string } = {
  same: '',
  changed: '≠',
  added: '+',
  removed: '−',
  mixed: '±',
};
/** Long values are cut here; the panel has them whole. */
const MAX_VALUE = 24;

export function compareWords(diff: TraceDiff, rows: Rows, row: number): CompareWords {
  return isFold(rows, row) ? foldWords(diff, membersOf(rows, row)) : nodeWords(diff, rows.span[row] ?? 0);
}

function nodeWords(diff: TraceDiff, node: number): CompareWords {
  const { service, name } = namesOf(diff, node);
  const relation = relationOf(diff, node);
  const deltaNs = diff.durationDeltaNs(node);
  const note = noteOf(diff, node, relation);
  const length = durationText(Math.abs(deltaNs));
  const heard =
    relation === 'added' || relation === 'removed'
      ? `${relation}, ${length}`
      : `${note === '' ? 'in both' : note}, ${slowerText(deltaNs)}`;
  return {
    relation,
    mark: MARKS[relation],
    name,
    service,
    note,
    duration: deltaText(deltaNs),
    self: deltaText(diff.selfDeltaNs(node)),
    spoken: `${service}, ${name}, ${heard}`,
  };
}

function foldWords(diff: TraceDiff, members: Int32Array): CompareWords {
  const { service, name } = namesOf(diff, members[0] ?? 0);
  let a = 0;
  let b = 0;
  let deltaNs = 0;
  let selfNs = 0;
  let changed = 0;
  for (const node of members) {
    if (diff.a[node] !== NOBODY) a++;
    if (diff.b[node] !== NOBODY) b++;
    if (diff.relation[node] === CHANGED) changed++;
    deltaNs += diff.durationDeltaNs(node);
    selfNs += diff.selfDeltaNs(node);
  }
  const relation: RowRelation =
    a === 0 ? 'added' : b === 0 ? 'removed' : a !== b ? 'mixed' : changed > 0 ? 'changed' : 'same';
  const times = a === b ? `×${a}` : `×${a} → ×${b}`;
  const notes = [
    ...(a === b ? [] : [a === 0 ? 'added' : b === 0 ? 'removed' : moreText(b - a)]),
    ...(changed > 0 ? [`${changed} changed`] : []),
  ];
  const note = notes.join(', ');
  return {
    relation,
    mark: MARKS[relation],
    name: `${name} ${times}`,
    service,
    note,
    duration: deltaText(deltaNs),
    self: deltaText(selfNs),
    spoken: `${service}, ${name}, ${timesText(a)}, then ${timesText(b)}, ${note === '' ? 'unchanged' : note}, ${slowerText(deltaNs)} in all`,
  };
}

function relationOf(diff: TraceDiff, node: number): RowRelation {
  switch (diff.relation[node]) {
    case ADDED:
      return 'added';
    case REMOVED:
      return 'removed';
    case SAME:
      return 'same';
    default:
      return 'changed';
  }
}

function noteOf(diff: TraceDiff, node: number, relation: RowRelation): string {
  if (relation === 'added' || relation === 'removed') return relation;
  const moved = diff.moved[node] === 1 ? ['in another order'] : [];
  if (relation === 'same') return moved.join('');
  const [first, ...rest] = diff.changes(node);
  if (first === undefined) return moved.join('');
  const more = rest.length > 0 ? `, and ${rest.length} more` : '';
  const what = `changed: ${first.key} ${valueWords(first.a)} → ${valueWords(first.b)}${more}`;
  return [what, ...moved].join(', ');
}

export function valueWords(value: Parameters<typeof valueText>[0] | undefined, most = MAX_VALUE): string {
  if (value === undefined) return 'not there';
  const text = valueText(value);
  if (text === '') return 'empty';
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function timesText(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

function moreText(by: number): string {
  return by > 0 ? `${by} more` : `${-by} fewer`;
}

/** `+34 ms`, `−2.1 ms`, `±0`. */
export function deltaText(deltaNs: number): string {
  if (Math.abs(deltaNs) < 0.5) return '±0';
  return deltaNs > 0 ? `+${durationText(deltaNs)}` : durationText(deltaNs);
}

export function slowerText(deltaNs: number): string {
  if (Math.abs(deltaNs) < 0.5) return 'equally long';
  return `${durationText(Math.abs(deltaNs))} ${deltaNs > 0 ? 'slower' : 'faster'}`;
}
