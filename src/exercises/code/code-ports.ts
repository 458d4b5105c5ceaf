/** What a code exercise needs of the world around it; `page-code-ports.ts` is the page's, tests hand in their own. */
import type { EditStore } from './edits/edit-store.ts';
import type { ProgramSlot } from './program-slot.ts';

export interface CodePorts {
  readonly slot: ProgramSlot;
  edits(): EditStore;
  /** Why no program can run in this browser, or undefined when one can. */
  unsupported(): string | undefined;
  /** The fragment of the page's address now, and at each change; the answer ends the listening. */
  subscribeHash(listener: (hash: string) => void): () => void;
  /** Takes the fragment out of the address without a new entry in the history. */
  clearHash(): void;
  /** The page's address with another fragment. */
  linkTo(hash: string): string;
  /** Puts it on the clipboard. Rejects where that is refused. */
  copy(text: string): Promise<void>;
  /** The learner is about to run a program: what the first one needs may be fetched. */
  warm(): void;
}
