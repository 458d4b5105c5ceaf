/** Ways to ask about an opened file: the worker that has read it, or the page between its frames. The newest question wins. */
import { inSlices } from '../../timeline/search/in-slices.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import type { FileWorker, FromFileWorker } from './file-messages.ts';
import { answerOf, type FileAnswer, type FileQuestion } from './file-questions.ts';
import { type ListedTrace, SourceError } from './telemetry-source.ts';

export interface AskFile {
  /** Rejects with the signal's reason, or when there is nobody to answer any more. */
  ask(question: FileQuestion, signal: AbortSignal): Promise<FileAnswer>;
  /** The file is closed. */
  close(): void;
}

const SLICE_MS = 12;

export function askHere(table: TraceReader, sliceMs = SLICE_MS): AskFile {
  let giveUpLast = () => {};
  return {
    ask(question, signal) {
      giveUpLast();
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const giveUp = inSlices(answerOf(question, table), sliceMs, resolve);
        giveUpLast = giveUp;
        signal.addEventListener('abort', () => {
          giveUp();
          reject(signal.reason);
        });
      });
    },
    close: () => giveUpLast(),
  };
}

interface Pending {
  readonly id: number;
  readonly traces: ListedTrace[];
  resolve(answer: FileAnswer): void;
  reject(error: Error): void;
}

export function askWorker(worker: FileWorker): AskFile {
  let id = 0;
  let pending: Pending | undefined;
  let whyOver = '';
  const end = (why: string) => {
    whyOver = why;
    worker.terminate();
    pending?.reject(new SourceError(why));
    pending = undefined;
  };
  worker.addEventListener('message', ({ data }: { readonly data: FromFileWorker }) => {
    if (!('id' in data) || data.id !== pending?.id) return;
    if (data.type === 'traces') {
      for (const trace of data.traces) pending.traces.push(trace);
      return;
    }
    const { answer } = data;
    const { traces, resolve } = pending;
    pending = undefined;
    resolve(answer.type === 'list' ? { ...answer, list: { ...answer.list, traces } } : answer);
  });
  worker.addEventListener('error', ({ message = '' }) => {
    end(`The search stopped${message === '' ? '' : ` (${message})`}. Open the file again.`);
  });
  return {
    ask(question, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (whyOver !== '') throw new SourceError(whyOver);
        id += 1;
        const own: Pending = { id, traces: [], resolve, reject };
        pending = own;
        worker.postMessage({ type: 'ask', id, question });
        signal.addEventListener('abort', () => {
          if (pending === own) {
            pending = undefined;
            worker.postMessage({ type: 'give-up' });
          }
          reject(signal.reason);
        });
      });
    },
    close: () => end('The file is closed.'),
  };
}
