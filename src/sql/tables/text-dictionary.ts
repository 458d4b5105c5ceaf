/** Each text of a table once, by number; columns and attributes of a table share it. */
import type { AttributeValue } from '../../trace/model/types.ts';

export class TextDictionary {
  readonly texts: string[] = [];
  readonly #ids = new Map<string, number>();

  id(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.texts.length;
    this.texts.push(text);
    this.#ids.set(text, id);
    return id;
  }

  /** As the Collector's exporter writes a value into a map of texts. */
  value(value: AttributeValue): number {
    return this.id(attributeText(value));
  }
}

export function attributeText(value: AttributeValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return JSON.stringify(value, plain);
  return String(value);
}

function plain(_: string, part: unknown): unknown {
  if (typeof part === 'bigint') return String(part);
  return part instanceof Uint8Array ? Array.from(part) : part;
}
