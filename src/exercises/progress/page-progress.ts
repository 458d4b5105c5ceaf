/**
 * The one store of a page. The sidebar and the cards read it; nothing here knows Preact.
 *
 *   subscribeProgress((progress) => draw(progress.exercises['dev/n-plus-one']?.state ?? 'untried'))
 */
import { onOtherTab, thisBrowser } from '../../storage/browser-storage.ts';
import type { Progress } from './progress.ts';
import { createProgressStore, PROGRESS_KEY, type ProgressStore } from './store.ts';

export type { ExerciseProgress, Progress } from './progress.ts';

let store: ProgressStore | undefined;

export function pageProgress(): ProgressStore {
  store ??= createProgressStore({
    storage: thisBrowser,
    onOtherTab: (listener) =>
      void onOtherTab((key) => {
        if (key === PROGRESS_KEY || key === null) listener();
      }),
  });
  return store;
}

export function readProgress(): Progress {
  return pageProgress().read();
}

/** Calls back at once with what is saved, and with each change in any tab. */
export function subscribeProgress(listener: (progress: Progress) => void): () => void {
  listener(readProgress());
  return pageProgress().subscribe(listener);
}
