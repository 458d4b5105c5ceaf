/**
 * What paired spans say differently: status, status message, attributes.
 *
 * Attributes that cannot but differ are no changes: those that name one call ({@link CALL_IDS}), and those that have one
 * value all over a and another all over b, such as the id of a run. The latter are told once, as the context.
 */
import { equalValues } from '../../checks/equal-values.ts';
import { type AttributeValue, type SpanIndex, STATUS_CODES, type TraceReader } from '../../model/types.ts';
import { NOBODY } from './align-children.ts';
import type { AlignedForest } from './align-trees.ts';

/** Names of one call, connection or process in OpenTelemetry's semantic conventions 1.44.0. */
export const CALL_IDS: readonly string[] = [
  'client.port',
  'messaging.message.conversation_id',
  'messaging.message.id',
  'network.local.port',
  'network.peer.port',
  'process.pid',
  'session.id',
  'session.previous_id',
  'thread.id',
];

export interface AttributeChange {
  readonly key: string;
  /** Undefined where the span has no such attribute. */
  readonly a: AttributeValue | undefined;
  readonly b: AttributeValue | undefined;
}

export class AttributeChanges {
  readonly context: readonly AttributeChange[];
  readonly #before: TraceReader;
  readonly #after: TraceReader;
  readonly #forest: AlignedForest;
  readonly #ignored: Set<string>;

  constructor(
    before: TraceReader,
    after: TraceReader,
    forest: AlignedForest,
    ignoreAttributes: readonly string[],
  ) {
    this.#before = before;
    this.#after = after;
    this.#forest = forest;
    this.#ignored = new Set([...CALL_IDS, ...ignoreAttributes]);
    this.context = this.#runWide();
    for (const { key } of this.context) this.#ignored.add(key);
  }

  /** Of a span that stands alone, nothing. */
  of(node: number): readonly AttributeChange[] {
    const spans = this.#pair(node);
    if (spans === undefined) return NOTHING;
    const [inA, inB] = spans;
    const found: AttributeChange[] = [];
    const tell = (key: string, a: AttributeValue | undefined, b: AttributeValue | undefined) => {
      if (!equalValues(a, b)) found.push({ key, a, b });
    };
    tell('status', statusOf(this.#before, inA), statusOf(this.#after, inB));
    tell('status message', messageOf(this.#before, inA), messageOf(this.#after, inB));
    const a = this.#before.attributes(inA);
    const b = this.#after.attributes(inB);
    for (const [key, value] of a) if (!this.#ignored.has(key)) tell(key, value, b.get(key));
    for (const [key, value] of b) if (!this.#ignored.has(key) && !a.has(key)) tell(key, undefined, value);
    return found;
  }

  /** Keys that two pairs or more have, with one value in all of a and another in all of b. */
  #runWide(): readonly AttributeChange[] {
    const seen = new Map<string, { readonly a: AttributeValue; readonly b: AttributeValue; pairs: number }>();
    const ruledOut = new Set<string>();
    for (let node = 0; node < this.#forest.count; node++) {
      const spans = this.#pair(node);
      if (spans === undefined) continue;
      const inB = this.#after.attributes(spans[1]);
      for (const [key, a] of this.#before.attributes(spans[0])) {
        const b = inB.get(key);
        if (b === undefined || ruledOut.has(key) || this.#ignored.has(key)) continue;
        const known = seen.get(key);
        if (known === undefined ? equalValues(a, b) : !equalValues(a, known.a) || !equalValues(b, known.b)) {
          ruledOut.add(key);
          seen.delete(key);
        } else if (known === undefined) seen.set(key, { a, b, pairs: 1 });
        else known.pairs++;
      }
    }
    return [...seen].filter(([, { pairs }]) => pairs > 1).map(([key, { a, b }]) => ({ key, a, b }));
  }

  #pair(node: number): readonly [SpanIndex, SpanIndex] | undefined {
    const a = this.#forest.a[node] ?? NOBODY;
    const b = this.#forest.b[node] ?? NOBODY;
    return a === NOBODY || b === NOBODY ? undefined : [a as SpanIndex, b as SpanIndex];
  }
}

const NOTHING: readonly AttributeChange[] = [];

function statusOf({ columns }: TraceReader, span: number): string {
  return STATUS_CODES[columns.status[span] ?? 0] ?? 'unset';
}
function messageOf({ columns, strings }: TraceReader, span: number): string {
  return strings.get(columns.statusMessage[span] ?? 0);
}
