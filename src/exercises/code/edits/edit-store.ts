/**
 * What a learner wrote, in this browser: one entry of `localStorage` an exercise, shared by all tabs.
 *
 * Invariants: nobody's text is overwritten without a word (what another tab wrote is told, not taken); where storage is
 * refused or full, editing goes on and the page says that it lasts no longer than the page.
 */
import type { BrowserStorage, Kept } from '../../../storage/browser-storage.ts';

export const EDIT_KEY = 'telemetry-driven-development/code';

/** `draft` is what is being edited; `before-reset` is what stood there before it was put back to the start;
 * `imported` came with a file when there was a draft already. */
export type EditSlot = 'draft' | 'before-reset' | 'imported';

export type Saved =
  | { readonly type: 'saved' }
  | { readonly type: 'not-saved'; readonly message: string; readonly hint: string };

export interface EditStore {
  read(id: string, slot: EditSlot): string | undefined;
  /** Undefined takes the entry away. */
  write(id: string, slot: EditSlot, source: string | undefined): Saved;
  /** Calls back when another tab, or a file, brought code of this exercise. */
  onElsewhere(id: string, listener: () => void): () => void;
  /** Code from a file: the draft where there is none, else kept beside it. */
  receive(id: string, source: string): void;
  /** Every draft by exercise, for an export. */
  drafts(): Readonly<Record<string, string>>;
}

/** The page's part; tests hand in their own. */
export interface EditHome {
  readonly storage: BrowserStorage;
  /** Calls back with the key that another tab wrote, or null when it cleared everything. */
  onOtherTab(listener: (key: string | null) => void): () => void;
}

const key = (id: string, slot: EditSlot): string => `${EDIT_KEY}/${slot}/${id}`;

export function createEditStore({ storage, onOtherTab }: EditHome): EditStore {
  /** What storage did not take, for as long as the page lives. */
  const unsaved = new Map<string, string>();
  const listeners = new Set<(id: string) => void>();

  const read = (name: string): string | undefined => unsaved.get(name) ?? storage.read(name);

  function write(id: string, slot: EditSlot, source: string | undefined): Saved {
    const name = key(id, slot);
    unsaved.delete(name);
    const kept = storage.write(name, source);
    if (kept !== 'kept' && source !== undefined) unsaved.set(name, source);
    return SAVED[kept];
  }

  function drafts(): Readonly<Record<string, string>> {
    const prefix = key('', 'draft');
    const names = new Set([...unsaved.keys(), ...storage.keys()].filter((name) => name.startsWith(prefix)));
    const entries = [...names].map((name): [string, string] => [name.slice(prefix.length), read(name) ?? '']);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  return {
    read: (id, slot) => read(key(id, slot)),
    write,
    onElsewhere(id, listener) {
      const received = (of: string) => of === id && listener();
      listeners.add(received);
      const stop = onOtherTab((changed) => {
        if (changed === key(id, 'draft') || changed === null) listener();
      });
      return () => {
        listeners.delete(received);
        stop();
      };
    },
    receive(id, source) {
      const draft = read(key(id, 'draft'));
      if (draft === source) return;
      write(id, draft === undefined ? 'draft' : 'imported', source);
      for (const listener of [...listeners]) listener(id);
    },
    drafts,
  };
}

const SAVED: Readonly<Record<Kept, Saved>> = {
  kept: { type: 'saved' },
  refused: {
    type: 'not-saved',
    message: 'This browser keeps nothing for this site, so your code lasts as long as this page.',
    hint: 'Copy it, or a link to it, before you leave.',
  },
  full: {
    type: 'not-saved',
    message: 'The storage of this browser is full, so your latest edits last as long as this page.',
    hint: 'Copy them, or a link to them, before you leave; clearing data of other sites helps.',
  },
};
