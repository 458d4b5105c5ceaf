/** The tools there are. Each is loaded when it is first chosen. */
import type { ToolEntry } from './trace-tool.ts';

/** In the order in which the menu shows them. */
const entries: ToolEntry[] = [
  {
    name: 'replay',
    label: 'Replay',
    title: 'The trace as it happened: play it, scrub through it',
    load: async () => (await import('./replay/replay-tool.ts')).openReplay,
  },
  {
    name: 'copy-link',
    label: 'Copy link',
    title: 'A link to this place: trace, span, window of time, view, search',
    load: async () => (await import('./copy-link/copy-link.ts')).openCopyLink,
  },
  {
    name: 'open-file',
    label: 'Open file',
    title: 'Show a file of spans: OTLP, Jaeger, Zipkin or Tempo JSON',
    takes: true,
    load: async () => (await import('./open-file/open-file.ts')).openFileTool,
  },
  {
    name: 'align-clocks',
    label: 'Align clocks',
    title: 'Where clocks differ: see the trace by one clock, by an estimate',
    load: async () => (await import('./align-clocks/align-clocks.ts')).openAlignClocks,
  },
  {
    name: 'export',
    label: 'Export',
    title: 'Copy or download: OTLP JSON, Jaeger JSON, a picture',
    load: async () => (await import('./export/export-file.ts')).exportTool,
  },
];

export const tools: readonly ToolEntry[] = entries;

/** A page's own tool; elements made from now on offer it. */
export function registerTool(entry: ToolEntry): void {
  if (entries.some(({ name }) => name === entry.name)) {
    throw new Error(`There is a tool called "${entry.name}" already. Give it another name.`);
  }
  entries.push(entry);
}
