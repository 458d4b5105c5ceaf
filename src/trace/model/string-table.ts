/**
 * Each distinct text once, by number. Spans repeat the same few names, services, keys and SQL texts thousands of times;
 * as numbers they fit in typed arrays and compare in one instruction. Id 0 is the empty string; ids are never reused.
 */
import type { StringId } from './types.ts';

export class StringTable {
  readonly #texts: string[] = [''];
  readonly #ids = new Map<string, StringId>([['', 0]]);

  get size(): number {
    return this.#texts.length;
  }

  get(id: StringId): string {
    return this.#texts[id] ?? '';
  }

  find(text: string): StringId | undefined {
    return this.#ids.get(text);
  }

  intern(text: string): StringId {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }
}
