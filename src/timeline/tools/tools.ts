/** The tools there are. Each is loaded when it is first chosen. */
import type { ToolEntry } from './trace-tool.ts';

/** In the order in which the menu shows them. */
const entries: ToolEntry[] = [];

export const tools: readonly ToolEntry[] = entries;

/** A page's own tool; elements made from now on offer it. */
export function registerTool(entry: ToolEntry): void {
  if (entries.some(({ name }) => name === entry.name)) {
    throw new Error(`There is a tool called "${entry.name}" already. Give it another name.`);
  }
  entries.push(entry);
}
