/** What asks SQL sees of the engine; behind it a worker in the page, or the same engine in this process. */
import type { TableAnswer } from '../trace/checks/types.ts';
import type { TraceReader } from '../trace/model/types.ts';

export interface SqlEngine {
  /** Everything is there that a question needs; the answer to it is quick from now on. Rejects where it cannot run. */
  prepare(): Promise<void>;
  /** Asks one statement of this telemetry. What is wrong with it is an answer; rejects with {@link SqlEnded}. */
  ask(statement: string, telemetry: TraceReader): Promise<TableAnswer>;
  /** Ends what is under way. The next question begins anew. */
  stop(): void;
}

/** There is no answer, and it is not the statement's text that is at fault. */
export class SqlEnded extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'SqlEnded';
    this.hint = hint;
  }
}

/** How far an engine is that is fetched and started at first use. */
export type SqlBoot =
  | { readonly type: 'asleep' | 'starting' | 'ready' }
  | { readonly type: 'fetching'; readonly bytes: number; readonly totalBytes: number };

export const MAX_ROWS = 1_000;
/** Of one cell. */
export const MAX_CHARACTERS = 2_000;
export const MAX_STATEMENT_CHARACTERS = 50_000;
