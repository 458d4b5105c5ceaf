/** Tools that a page adds. Those of the project are in `own-tools.ts`, which is loaded with the menu. */
import type { ToolEntry } from './trace-tool.ts';

const OWN_TOOLS = ['replay', 'copy-link', 'open-file', 'align-clocks', 'export', 'keys'] as const;
export type OwnTool = (typeof OWN_TOOLS)[number];
/** It gets what is dropped onto the timeline or pasted into it. */
export const TAKER: OwnTool = 'open-file';

const entries: ToolEntry[] = [];
export const addedTools: readonly ToolEntry[] = entries;

/** A page's own tool: every timeline on it offers it when its menu is next opened. */
export function registerTool(entry: ToolEntry): void {
  if ([...OWN_TOOLS, ...entries.map(({ name }) => name)].includes(entry.name)) {
    throw new Error(`There is a tool called "${entry.name}" already. Give it another name.`);
  }
  entries.push(entry);
}
