/** The tools of this project, in the order in which the menu shows them: loaded with the menu, each itself when first chosen. */
import { addedTools, type OwnTool } from './tools.ts';
import type { ToolEntry } from './trace-tool.ts';

const OWN: readonly (ToolEntry & { readonly name: OwnTool })[] = [
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
  {
    name: 'keys',
    label: 'Keys',
    title: 'What each key does (?)',
    load: async () => (await import('./keys/keys-tool.ts')).openKeys,
  },
];

export function allTools(): readonly ToolEntry[] {
  return [...OWN, ...addedTools];
}
