/** A worker for each file that is opened: to close the file is to end it. The address is written so that bundlers see it. */
import type { FileWorker } from './file-messages.ts';

export function startFileWorker(): FileWorker | undefined {
  if (typeof Worker === 'undefined') return undefined;
  return new Worker(new URL('./file-worker.ts', import.meta.url), { type: 'module' });
}
