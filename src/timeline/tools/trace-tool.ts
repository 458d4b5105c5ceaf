/**
 * Something to do with the trace on show (replay it, import, export, copy a link), offered in the tools menu and loaded when
 * it is first chosen. A tool either does its one thing and is done, or stays open in an element between the header and the
 * minimap until the reader closes it. Several may be open.
 */
import type { TraceTimeline } from '../trace-timeline.ts';
import type { ViewContext } from '../views/trace-view.ts';

/** What was dropped or pasted. Read at once, since the browser empties it when the event is over. */
export interface Given {
  readonly files: readonly File[];
  readonly text: string;
}

export interface ToolSlot {
  /** Empty, in the shadow root, hidden while it stays empty. */
  readonly holder: HTMLElement;
  /** The element and its public interface. */
  readonly timeline: TraceTimeline;
  context(): ViewContext;
  /** A sentence shown below the header for a while and read out: `Link copied.` */
  say(words: string): void;
  close(): void;
}

export interface TraceTool {
  /** At most once a frame while the tool is open. */
  update?(context: ViewContext): void;
  /** Chosen again, or given something, while open. Left out, being chosen again closes it. */
  again?(given: Given | undefined): void;
  dispose(): void;
}

/** Returns nothing when it is done already. */
export type OpenTool = (slot: ToolSlot, given: Given | undefined) => TraceTool | undefined;

export interface ToolEntry {
  readonly name: string;
  /** What the menu says: `Replay`. */
  readonly label: string;
  readonly title: string;
  load(): Promise<OpenTool>;
}
