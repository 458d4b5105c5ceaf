/** What a card knows of the code that is edited in it. */
import type { ReadonlySignal } from '@preact/signals';
import type { Saved } from './edits/edit-store.ts';
import type { CodeProblem } from './program.ts';

/** Code from elsewhere that may take the place of what is in the editor; nothing is replaced without being asked. */
export interface CodeOffer {
  readonly type: 'link' | 'elsewhere' | 'imported' | 'before-reset';
  readonly source: string;
}

export interface CodeModel {
  readonly source: ReadonlySignal<string>;
  /** Counts the times the text was replaced by something other than typing. */
  readonly replaced: ReadonlySignal<number>;
  /** Of the last run, in its lines. */
  readonly problems: ReadonlySignal<readonly CodeProblem[]>;
  readonly offers: ReadonlySignal<readonly CodeOffer[]>;
  readonly saved: ReadonlySignal<Saved>;
  /** What was copied, or why not. */
  readonly shareNote: ReadonlySignal<string | undefined>;
  /** To copy by hand, where the clipboard was refused. */
  readonly shareLink: ReadonlySignal<string | undefined>;
  edit(source: string): void;
  take(offer: CodeOffer): void;
  dismiss(offer: CodeOffer): void;
  /** Back to the start; what stood there is offered. */
  reset(): void;
  share(): Promise<void>;
}
