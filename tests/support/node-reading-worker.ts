/** The workers of the page that read files, as threads of Node: the same modules, the same messages. */
import { Worker } from 'node:worker_threads';
import type { FileWorker } from '../../src/explore/source/file-messages.ts';
import type { ReadingWorker } from '../../src/timeline/open/reading-messages.ts';

const HOST = new URL('./reading-worker-host.ts', import.meta.url);

interface Ending {
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
}

export function startNodeReadingWorker(): ReadingWorker & Ending {
  return startNodeWorker('../../src/timeline/open/reading-worker.ts');
}
export function startNodeFileWorker(): FileWorker & Ending {
  return startNodeWorker('../../src/explore/source/file-worker.ts');
}

function startNodeWorker(module: string): FileWorker & Ending {
  const worker = new Worker(HOST, { workerData: new URL(module, import.meta.url).href });
  return {
    ended: new Promise((resolve) => worker.once('exit', () => resolve())),
    postMessage: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
    addEventListener(type: 'message' | 'error', listener: (event: never) => void) {
      const hear = listener as (event: { data?: unknown; message?: string }) => void;
      if (type === 'message') worker.on('message', (data) => hear({ data }));
      else worker.on('error', (error) => hear({ message: error instanceof Error ? error.message : '' }));
    },
  };
}
