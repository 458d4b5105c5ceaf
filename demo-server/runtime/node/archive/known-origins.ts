/**
 * Resources and scopes that spans name by a number: the ones that were written last, by their text and by their number,
 * in a bounded amount of memory, whatever senders make up. One that is not here is written once more under another
 * number, and read from its table when a span of it is.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { OtlpResource, OtlpScope } from '../../../../src/trace/model/otlp-json.ts';

export interface Origin {
  readonly resource?: OtlpResource;
  readonly scope?: OtlpScope;
}
export type OriginReader = (origin: number) => Origin;

/** Of their texts. */
export const MAX_ORIGIN_CHARS = 32 * 1024 * 1024;

interface Known {
  readonly number: number;
  readonly text: string;
  readonly origin: Origin;
}

export class KnownOrigins {
  readonly #maxChars: number;
  /** The one that was named longest ago first. */
  readonly #byText = new Map<string, Known>();
  readonly #byNumber = new Map<number, Known>();
  #chars = 0;
  /** Of the next one to be written. */
  next = 0;

  private constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  static async read(connection: DuckDBConnection, maxChars: number): Promise<KnownOrigins> {
    const known = new KnownOrigins(maxChars);
    const newest = await connection.runAndReadAll(
      `SELECT Origin, Otlp FROM (SELECT *, sum(strlen(Otlp)) OVER (ORDER BY Origin DESC) AS Chars FROM origins)
       WHERE Chars <= ${maxChars} ORDER BY Origin`,
    );
    for (const [number, text] of newest.getRows() as [number, string][]) known.add(text, number);
    const last = await connection.runAndReadAll('SELECT coalesce(max(Origin), -1) FROM origins');
    known.next = Number(last.getRows()[0]?.[0] ?? -1) + 1;
    return known;
  }

  numberOf(text: string): number | undefined {
    const known = this.#byText.get(text);
    if (known === undefined) return undefined;
    this.#byText.delete(text);
    this.#byText.set(text, known);
    return known.number;
  }

  add(text: string, number: number): void {
    const known: Known = { number, text, origin: JSON.parse(text) };
    this.#byText.set(text, known);
    this.#byNumber.set(number, known);
    this.#chars += text.length;
    for (const oldest of this.#byText.values()) {
      if (this.#chars <= this.#maxChars || oldest === known) return;
      this.#byText.delete(oldest.text);
      this.#byNumber.delete(oldest.number);
      this.#chars -= oldest.text.length;
    }
  }

  resources(): readonly OtlpResource[] {
    return Array.from(this.#byNumber.values()).flatMap(({ origin: { resource } }) => resource ?? []);
  }

  /** Gives each of these; an empty one for what has left since. */
  async reader(connection: DuckDBConnection, wanted: Iterable<number>): Promise<OriginReader> {
    const found = new Map<number, Origin>();
    const missing: number[] = [];
    for (const number of new Set(wanted)) {
      const known = this.#byNumber.get(number);
      if (known === undefined) missing.push(number);
      else found.set(number, known.origin);
    }
    if (missing.length > 0) {
      const read = await connection.runAndReadAll(
        `SELECT Origin, Otlp FROM origins WHERE Origin IN (${missing.join(',')})`,
      );
      for (const [number, text] of read.getRows() as [number, string][]) found.set(number, JSON.parse(text));
    }
    return (number) => found.get(number) ?? {};
  }
}
