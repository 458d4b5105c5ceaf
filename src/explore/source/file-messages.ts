/**
 * What the page and the worker that has read a file say to each other about it.
 *
 *   page                                     worker
 *     read: sources ------------------------->  reads, and keeps a copy      (timeline/open/reading-messages.ts)
 *     ask: 1, { name = "a" } ---------------->  begins to search
 *     ask: 2, { name = "ab" } --------------->  gives 1 up, begins again
 *            <----------- traces: 2, portion ... each message is a task of the page
 *            <------------------ answer: 2
 *     give-up ------------------------------->  rests
 */
import type { FromWorker, ToWorker } from '../../timeline/open/reading-messages.ts';
import type { FileAnswer, FileQuestion } from './file-questions.ts';
import type { ListedTrace } from './telemetry-source.ts';

export type ToFileWorker =
  | ToWorker
  | { readonly type: 'ask'; readonly id: number; readonly question: FileQuestion }
  | { readonly type: 'give-up' };

export type FromFileWorker =
  | FromWorker
  /** Of a long list; the answer that follows has an empty one. */
  | { readonly type: 'traces'; readonly id: number; readonly traces: readonly ListedTrace[] }
  | { readonly type: 'answer'; readonly id: number; readonly answer: FileAnswer };

/** As much of a worker as is needed; it is a `ReadingWorker`, too. */
export interface FileWorker {
  postMessage(message: ToFileWorker): void;
  addEventListener(type: 'message', listener: (event: { readonly data: never }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}
