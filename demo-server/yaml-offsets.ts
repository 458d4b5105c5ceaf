/** Where in a YAML text a value stands that was found wrong after the text had been read: by its path. */
import { type Document, isCollection, isMap, isNode, isScalar } from 'yaml';

/** Where the key stands that leads to this path, or the item of a list; else its nearest parent. */
export function keyOffset(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node);
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) return offset;
      offset = offsetOf(pair.key);
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.get(Number(step), true);
      offset = offsetOf(node);
    } else return offset;
  }
  return offset;
}

export const offsetOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
