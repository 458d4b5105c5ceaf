/**
 * Lays out subtrees as rows, in preorder. An explicit stack of what is still to come: spans (>= 0) and folds (~number), so
 * depth costs nothing; each span is looked at a bounded number of times.
 */
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import type { SpanColumns } from '../../trace/model/types.ts';
import { likeSiblings } from './like-siblings.ts';
import { type Choice, EXPANDABLE, EXPANDED, FOLD, foldKey, type Rows } from './rows.ts';

/** As much of a table as rows are made of. */
export interface RowSpans {
  readonly spanCount: number;
  readonly columns: Pick<SpanColumns, 'name' | 'service' | 'startNs' | 'traceId'>;
}
export interface RowSource {
  readonly table: RowSpans;
  readonly expansion: Choice;
  readonly tree: TraceTree;
  /** Spans that begin later have no rows: the trace as of this time. */
  readonly untilNs: number;
  /** Writes rows that are known, for a span and all below it, from `at` on; returns how many, 0 when they are not. */
  readonly known?: (columns: Columns, span: number, at: number) => number;
}
export type Columns = Pick<
  Rows,
  'span' | 'depth' | 'flags' | 'parentRow' | 'position' | 'siblings' | 'memberStart' | 'memberCount'
>;

export class RowBuilder {
  readonly #source: RowSource;
  /** The row that the first one built will have. */
  readonly #firstRow: number;
  readonly #rowOfSpan: Int32Array;
  readonly columns: Columns;
  #members: Int32Array;
  #memberEnd: number;
  readonly #stack: number[] = [];
  readonly #foldStart: number[] = [];
  readonly #foldCount: number[] = [];
  #count = 0;

  /** Writes rows of spans into `rowOfSpan`, and members of folds behind the first `memberEnd` of `members`. */
  constructor(
    source: RowSource,
    spans: number,
    into: { readonly rowOfSpan: Int32Array; readonly members: Int32Array; readonly memberEnd: number },
    firstRow = 0,
  ) {
    this.#source = source;
    this.#firstRow = firstRow;
    this.#rowOfSpan = into.rowOfSpan;
    this.#members = into.members;
    this.#memberEnd = into.memberEnd;
    // A fold has at least five members, so rows are at most 1.2 times the spans.
    const capacity = spans + Math.ceil(spans / 5) + 1;
    const column = () => new Int32Array(capacity);
    this.columns = {
      span: column(),
      depth: column(),
      flags: new Uint8Array(capacity),
      parentRow: column(),
      position: column(),
      siblings: column(),
      memberStart: column(),
      memberCount: column(),
    };
  }

  get count(): number {
    return this.#count;
  }
  get members(): Int32Array {
    return this.#members;
  }
  get memberEnd(): number {
    return this.#memberEnd;
  }

  /** Rows for all that was pushed. */
  build(): void {
    const { expansion } = this.#source;
    const { columns } = this;
    while (this.#stack.length > 0) {
      const siblings = this.#stack.pop() ?? 0;
      const position = this.#stack.pop() ?? 0;
      const depth = this.#stack.pop() ?? 0;
      const parentRow = this.#stack.pop() ?? -1;
      const item = this.#stack.pop() ?? 0;
      const at = this.#count++;
      const row = this.#firstRow + at;
      columns.depth[at] = depth;
      columns.parentRow[at] = parentRow;
      columns.position[at] = position;
      columns.siblings[at] = siblings;
      if (item < 0) {
        this.#layOutFold(at, ~item, depth);
        continue;
      }
      const known = this.#source.known?.(columns, item, at) ?? 0;
      if (known > 0) {
        this.#count += known - 1;
        continue;
      }
      columns.span[at] = item;
      this.#rowOfSpan[item] = row;
      const children = this.#childrenOf(item);
      if (children.length === 0) continue;
      const expanded = !expansion.collapsed.has(item);
      columns.flags[at] = EXPANDABLE | (expanded ? EXPANDED : 0);
      if (expanded) this.#pushSiblings(children, row, depth + 1);
    }
  }

  pushChildrenOf(span: number, parentRow: number, depth: number): void {
    this.#pushSiblings(this.#childrenOf(span), parentRow, depth);
  }

  /** Last first, so that the first is popped first. */
  pushItems(items: ArrayLike<number>, parentRow: number, depth: number): void {
    for (let at = items.length - 1; at >= 0; at--) {
      this.#stack.push(items[at] ?? 0, parentRow, depth, at + 1, items.length);
    }
  }

  #childrenOf(span: number): Int32Array {
    const { tree, table, untilNs } = this.#source;
    const from = tree.childStart[span] ?? 0;
    let end = tree.childStart[span + 1] ?? 0;
    // They stand by start.
    while (end > from && (table.columns.startNs[tree.children[end - 1] ?? 0] ?? 0) > untilNs) end--;
    return tree.children.subarray(from, end);
  }

  #layOutFold(at: number, fold: number, depth: number): void {
    const from = this.#foldStart[fold] ?? 0;
    const members = this.#members.subarray(from, from + (this.#foldCount[fold] ?? 0));
    const open = this.#source.expansion.openFolds.has(foldKey(members));
    const row = this.#firstRow + at;
    this.columns.span[at] = members[0] ?? 0;
    this.columns.flags[at] = FOLD | EXPANDABLE | (open ? EXPANDED : 0);
    this.columns.memberStart[at] = from;
    this.columns.memberCount[at] = members.length;
    if (open) this.pushItems(members, row, depth + 1);
    else for (const member of members) this.#rowOfSpan[member] = row;
  }

  #pushSiblings(siblings: Int32Array, parentRow: number, depth: number): void {
    const like = likeSiblings(siblings, this.#source.table.columns);
    if (like === undefined) {
      this.pushItems(siblings, parentRow, depth);
      return;
    }
    const firstFold = this.#foldStart.length;
    const sizes = new Int32Array(like.groups);
    for (const group of like.groupOf) if (group >= 0) sizes[group] = (sizes[group] ?? 0) + 1;
    for (const size of sizes) {
      this.#foldStart.push(this.#memberEnd);
      this.#foldCount.push(size);
      this.#memberEnd += size;
    }
    this.#reserveMembers();
    const placed = new Int32Array(like.groups);
    const items: number[] = [];
    for (let at = 0; at < siblings.length; at++) {
      const group = like.groupOf[at] ?? -1;
      const span = siblings[at] ?? 0;
      if (group < 0) {
        items.push(span);
        continue;
      }
      const before = placed[group] ?? 0;
      if (before === 0) items.push(~(firstFold + group));
      this.#members[(this.#foldStart[firstFold + group] ?? 0) + before] = span;
      placed[group] = before + 1;
    }
    this.pushItems(items, parentRow, depth);
  }

  #reserveMembers(): void {
    if (this.#memberEnd <= this.#members.length) return;
    const grown = new Int32Array(this.#memberEnd * 2);
    grown.set(this.#members);
    this.#members = grown;
  }
}
