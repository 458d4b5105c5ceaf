/**
 * The code of one exercise as it is edited: what is in the editor, what is saved, what else is on offer.
 *
 * Invariants: the text changes only by typing, by Reset and by an offer that was taken; whatever it replaces is kept as
 * an offer, or was one; nothing here runs anything.
 */
import { type Signal, signal } from '@preact/signals';
import type { CodePorts } from './code-ports.ts';
import type { CodeModel, CodeOffer } from './code-types.ts';
import type { Saved } from './edits/edit-store.ts';
import type { CodeProblem } from './program.ts';
import { decodeShare, encodeShare } from './share/share-link.ts';

/** With what only the card may do to it. */
export interface OwnedCode extends CodeModel {
  readonly problems: Signal<readonly CodeProblem[]>;
  /** Reads what was saved and starts to listen; the answer ends that. */
  connect(): () => void;
}

export function createCodeModel(id: string, start: string, ports: CodePorts): OwnedCode {
  const source = signal(start);
  const replaced = signal(0);
  const problems = signal<readonly CodeProblem[]>([]);
  const offers = signal<readonly CodeOffer[]>([]);
  const saved = signal<Saved>({ type: 'saved' });
  const shareNote = signal<string | undefined>(undefined);
  const shareLink = signal<string | undefined>(undefined);
  let isRead = false;

  /** One offer of a kind, and none of what is there already. */
  const offer = (type: CodeOffer['type'], text: string | undefined) => {
    const others = offers.value.filter((each) => each.type !== type);
    offers.value = text === undefined || text === source.value ? others : [...others, { type, source: text }];
  };
  const save = (text: string) => {
    saved.value = ports.edits().write(id, 'draft', text === start ? undefined : text);
  };
  const replace = (text: string) => {
    source.value = text;
    replaced.value += 1;
    save(text);
  };
  const keepBeforeReset = (text: string | undefined) => {
    ports.edits().write(id, 'before-reset', text);
    offer('before-reset', text);
  };

  function edit(text: string): void {
    if (text === source.value) return;
    source.value = text;
    forgetShare();
    save(text);
  }

  function forgetShare(): void {
    shareNote.value = undefined;
    shareLink.value = undefined;
  }

  function take(taken: CodeOffer): void {
    const before = source.value;
    replace(taken.source);
    problems.value = [];
    dismiss(taken);
    // What the learner wrote is worth an undo of its own, also where it was an undo that replaced it.
    if (before !== start) keepBeforeReset(before);
  }

  function dismiss(dismissed: CodeOffer): void {
    offers.value = offers.value.filter((each) => each.type !== dismissed.type);
    if (dismissed.type === 'before-reset' || dismissed.type === 'imported') {
      ports.edits().write(id, dismissed.type, undefined);
    }
    if (dismissed.type === 'link') ports.clearHash();
  }

  function reset(): void {
    const before = source.value;
    problems.value = [];
    forgetShare();
    if (before === start) return;
    replace(start);
    keepBeforeReset(before);
  }

  async function share(): Promise<void> {
    forgetShare();
    const encoded = await encodeShare(id, source.value);
    if (encoded.type === 'too-long') {
      shareNote.value = encoded.message;
      return;
    }
    const link = ports.linkTo(encoded.hash);
    try {
      await ports.copy(link);
      shareNote.value =
        'A link to this code is on your clipboard. Whoever opens it sees the code; nothing runs by itself.';
    } catch {
      shareNote.value = 'This browser did not let the page use the clipboard. Copy the link from here:';
      shareLink.value = link;
    }
  }

  async function readShared(hash: string): Promise<void> {
    const shared = await decodeShare(hash);
    if (shared?.id !== id) return;
    if (shared.type === 'shared') offer('link', shared.source);
    else shareNote.value = `The shared code in this page's address cannot be read. ${shared.message}`;
  }

  function connect(): () => void {
    const edits = ports.edits();
    const draft = edits.read(id, 'draft');
    // What is on the screen stays there, also when the page comes back after a while and another tab wrote meanwhile.
    if (isRead) offer('elsewhere', draft ?? start);
    else if (draft !== undefined && draft !== source.value) {
      source.value = draft;
      replaced.value += 1;
    }
    isRead = true;
    offer('before-reset', edits.read(id, 'before-reset'));
    offer('imported', edits.read(id, 'imported'));
    const stopStorage = edits.onElsewhere(id, () => {
      offer('elsewhere', edits.read(id, 'draft') ?? start);
      offer('imported', edits.read(id, 'imported'));
    });
    const stopHash = ports.subscribeHash((hash) => void readShared(hash));
    return () => {
      stopStorage();
      stopHash();
    };
  }

  return {
    source,
    replaced,
    problems,
    offers,
    saved,
    shareNote,
    shareLink,
    edit,
    take,
    dismiss,
    reset,
    share,
    connect,
  };
}
