/** What a page asks for when it compares the trace on show with another one. */
import type { TraceReader } from '../../trace/model/types.ts';

export interface Comparison {
  readonly table: TraceReader;
  /** What the other trace is called: `Run 1`, `The solution`. */
  readonly label: string;
  /** What the trace on show is called. */
  readonly ownLabel: string;
  /** Whether the other one came before the trace on show (the run before), or is what it could become (a solution). */
  readonly as: 'before' | 'after';
  /** Attributes that name one call in this system: they differ in every run, and are no difference. */
  readonly ignoreAttributes: readonly string[];
}
export type CompareOptions = Partial<Omit<Comparison, 'table'>>;

export function comparisonWith(table: TraceReader, options: CompareOptions): Comparison {
  const as = options.as ?? 'before';
  return {
    table,
    as,
    label: options.label ?? (as === 'before' ? 'before' : 'after'),
    ownLabel: options.ownLabel ?? 'this trace',
    ignoreAttributes: options.ignoreAttributes ?? [],
  };
}
