/** A worker of its own for each reading: to cancel is to end it. The address is written so that bundlers see it. */
import type { ReadingWorker } from './reading-messages.ts';

export function startReadingWorker(): ReadingWorker | undefined {
  if (typeof Worker === 'undefined') return undefined;
  return new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module' });
}
