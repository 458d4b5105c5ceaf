/** Where the runs of a card go, and what has to happen before a request can leave. */
import type { ReadonlySignal } from '@preact/signals';
import type { DemoServer, ServerMode } from '../../server-client/port.ts';
import type { RunOptions } from '../run/run.ts';
import type { Notice } from './card-types.ts';

export type ReadyHost = Extract<OpenedHost, { readonly type: 'ready' }>;

/** Whose run it is: what the learner made, or the solution that it is compared with. */
export type RunOwner = 'learner' | 'solution';

export type OpenedHost =
  /** `ask`: where the code is a question to the telemetry of the run. */
  | { readonly type: 'ready'; readonly server: DemoServer; readonly ask?: NonNullable<RunOptions['ask']> }
  /** Nothing can run. The reason is left out where it is shown elsewhere. */
  | { readonly type: 'refused'; readonly notice?: Notice };

export interface RunHost {
  readonly mode: ReadonlySignal<ServerMode>;
  /** Why nothing can run there now. */
  readonly blocked: ReadonlySignal<string | undefined>;
  /** What `open` waits for, in words, where it takes long. */
  readonly progress: ReadonlySignal<string | undefined>;
  /** Never rejects. Waited for before a run, so that fetching a server is no part of any trace. */
  open(owner: RunOwner): Promise<OpenedHost>;
  /** The learner turned to the card. */
  approach(): void;
  /** The server went away in the middle of a run; `onElsewhere` is called when another one answers. */
  lost(server: DemoServer): void;
  /** What to say then, where it is not the server's fault. */
  lostNotice?(): Notice;
  /** Ends what runs there at once, where that is possible. */
  stop?(): void;
  /** What was lost is no longer wanted. */
  forget(): void;
  /** The answer ends the listening. */
  connect(onElsewhere: () => void): () => void;
}
