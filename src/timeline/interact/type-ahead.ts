/**
 * Letters typed one soon after the other are the beginning of a name: which row they lead to. Pure but for the letters kept.
 *
 *   c          the next row whose name begins with c; c again: the one after it
 *   c h e      the row the reader is at, as long as its name begins so, else the next that does
 */
import type { TraceReader } from '../../trace/model/types.ts';
import type { Rows } from '../layout/rows.ts';

/** After a longer pause the next letter begins a name anew. */
export const TYPING_MS = 1_000;

export class TypedName {
  #text = '';
  #untilMs = Number.NEGATIVE_INFINITY;

  get text(): string {
    return this.#text;
  }
  isTyping(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }
  /** Without a letter: what comes next is one, even if it is a key of its own. */
  begin(nowMs: number): void {
    this.#text = '';
    this.#untilMs = nowMs + TYPING_MS;
  }
  add(letter: string, nowMs: number): void {
    if (!this.isTyping(nowMs)) this.#text = '';
    this.#text += letter.toLowerCase();
    this.#untilMs = nowMs + TYPING_MS;
  }
  end(): void {
    this.#untilMs = Number.NEGATIVE_INFINITY;
  }
}

/** -1 when no name of a row begins so. O(rows), and each name is looked at once however many rows have it. */
export function rowNamed(
  rows: Pick<Rows, 'count' | 'span'>,
  table: Pick<TraceReader, 'columns' | 'strings'>,
  from: number,
  text: string,
): number {
  const found = search(rows, table, text.length > 1 ? from : from + 1, text);
  const isOneLetter = text.length > 1 && text === text.charAt(0).repeat(text.length);
  return found < 0 && isOneLetter ? search(rows, table, from + 1, text.charAt(0)) : found;
}

function search(
  rows: Pick<Rows, 'count' | 'span'>,
  { columns, strings }: Pick<TraceReader, 'columns' | 'strings'>,
  from: number,
  text: string,
): number {
  const begins = new Map<number, boolean>();
  for (let step = 0; step < rows.count; step++) {
    const row = (from + step) % rows.count;
    const name = columns.name[rows.span[row] ?? 0] ?? 0;
    let matches = begins.get(name);
    if (matches === undefined) {
      matches = strings.get(name).toLowerCase().startsWith(text);
      begins.set(name, matches);
    }
    if (matches) return row;
  }
  return -1;
}
