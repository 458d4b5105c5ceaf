/** The worker that reads files, as a thread of Node: the same module, the same messages. */
import { Worker } from 'node:worker_threads';
import type { FromWorker, ReadingWorker, ToWorker } from '../../src/timeline/open/reading-messages.ts';

const HOST = new URL('./reading-worker-host.ts', import.meta.url);

export interface NodeReadingWorker extends ReadingWorker {
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
}

export function startNodeReadingWorker(): NodeReadingWorker {
  const worker = new Worker(HOST);
  return {
    ended: new Promise((resolve) => worker.once('exit', () => resolve())),
    postMessage: (sources: ToWorker) => worker.postMessage(sources),
    terminate: () => void worker.terminate(),
    addEventListener(type: 'message' | 'error', listener: (event: never) => void) {
      const hear = listener as (event: { data?: FromWorker; message?: string }) => void;
      if (type === 'message') worker.on('message', (data: FromWorker) => hear({ data }));
      else worker.on('error', (error) => hear({ message: error instanceof Error ? error.message : '' }));
    },
  };
}
