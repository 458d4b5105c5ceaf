/** The figures that an exercise names in the answers: of what a pointer leads to, only what is a figure or a word. */
import { pointed } from '../../trace/checks/json-pointer.ts';

export function valueAt(root: unknown, pointer: string): string | number | boolean | undefined {
  const value = pointed(root, pointer);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return undefined;
}
