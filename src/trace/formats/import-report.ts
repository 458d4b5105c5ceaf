/**
 * What became of a file: how much was read, and everything that was not, counted by kind so that a file with a million
 * faults still makes a short list. Nothing is left out without being counted here.
 */
import type { Problem } from '../model/problems.ts';

export interface ImportIssue {
  readonly type: string;
  /** Whether the records concerned are in the table all the same. */
  readonly kept: boolean;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly { readonly place: string; readonly message: string }[];
}
export interface ImportReport {
  readonly file: string;
  /** In the order in which they were met; a file of lines may hold several. */
  readonly formats: readonly TelemetryFormat[];
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
  readonly issues: readonly ImportIssue[];
}
export type TelemetryFormat = 'OTLP JSON' | 'Jaeger JSON' | 'Zipkin JSON' | 'Tempo JSON';

export const KNOWN_FORMATS = 'OTLP JSON, OTLP JSON lines, Jaeger JSON, Zipkin JSON or the answer of Tempo';

const MAX_EXAMPLES = 5;

export class IssueLog {
  readonly #byType = new Map<string, { type: string; kept: boolean; count: number; examples: Example[] }>();

  /** The place in the file of a place in the part that is being read. */
  placeOf: (place: string) => string = (place) => place;

  add(type: string, kept: boolean, place: string, message: string): void {
    const key = `${type} ${kept}`;
    let issue = this.#byType.get(key);
    if (issue === undefined) {
      issue = { type, kept, count: 0, examples: [] };
      this.#byType.set(key, issue);
    }
    issue.count++;
    if (issue.examples.length < MAX_EXAMPLES) issue.examples.push({ place: this.placeOf(place), message });
  }

  addProblems(problems: readonly Problem[], placeOf: (path: string) => string): void {
    for (const { type, kept, path, message } of problems) this.add(type, kept, placeOf(path), message);
  }

  get issues(): readonly ImportIssue[] {
    return [...this.#byType.values()];
  }
}

interface Example {
  readonly place: string;
  readonly message: string;
}

/** `line 3, resourceSpans[0]`: a place within a place. */
export function within(place: string, inner: string): string {
  return place === '' ? inner : inner === '' ? place : `${place}, ${inner}`;
}
