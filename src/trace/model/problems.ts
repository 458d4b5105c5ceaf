/**
 * What was wrong with what arrived, record by record. A bad record never throws and never harms its neighbours; it is
 * either kept with what could be read of it, or left out, and in both cases it is named here with its place and reason.
 */
export type ProblemType =
  | 'not-a-record'
  | 'bad-trace-id'
  | 'bad-span-id'
  | 'bad-parent-id'
  | 'bad-link'
  | 'bad-time'
  | 'missing-start'
  | 'missing-end'
  | 'missing-time'
  | 'ends-before-start'
  | 'id-used-twice'
  | 'bad-attribute'
  | 'bad-field'
  | 'bad-metric';

export interface Problem {
  readonly type: ProblemType;
  /** Where it stands in the request, such as `resourceSpans[0].scopeSpans[0].spans[3]`. */
  readonly path: string;
  /** What is wrong, why it matters, and what was done about it. */
  readonly message: string;
  /** Whether the record is in the table all the same. */
  readonly kept: boolean;
}

export interface AppendReport {
  readonly added: number;
  readonly updated: number;
  readonly problems: readonly Problem[];
}

/** Collects problems; the path is put into words only when one occurs. */
export class ProblemLog {
  readonly problems: Problem[] = [];
  /** The record being read now. */
  path: () => string = () => '';

  kept(type: ProblemType, message: string): void {
    this.problems.push({ type, path: this.path(), message, kept: true });
  }

  leftOut(type: ProblemType, message: string): void {
    this.problems.push({ type, path: this.path(), message, kept: false });
  }
}

/** A value of unknown shape, shortened for a message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
const MAX_SHOWN = 60;
