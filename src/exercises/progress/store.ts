/**
 * Progress in this browser: one entry of `localStorage`, shared by all tabs. Text that cannot be read is set aside
 * under a second key and reported, never lost. Where storage is refused (private windows, blocked cookies) progress
 * lives as long as the page.
 */
import {
  decodeProgress,
  type ExerciseProgress,
  encodeProgress,
  mergeProgress,
  NO_PROGRESS,
  type Progress,
} from './progress.ts';

export const PROGRESS_KEY = 'telemetry-driven-development/progress';
export const SET_ASIDE_KEY = `${PROGRESS_KEY}/set-aside`;

export interface ProgressStore {
  read(): Progress;
  /** Calls back with each change, from this tab or another; not at once. */
  subscribe(listener: (progress: Progress) => void): () => void;
  update(id: string, change: (before: ExerciseProgress | undefined) => ExerciseProgress): void;
  /** Everything, or one exercise. */
  reset(id?: string): void;
  export(): string;
  import(text: string): Imported;
  /** Said once, when damaged progress was set aside. */
  readonly warning: string | undefined;
}
export type Imported =
  | { readonly type: 'imported'; readonly exercises: number }
  | { readonly type: 'rejected'; readonly message: string };

/** The page's part; tests hand in their own. */
export interface ProgressHome {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  /** Calls back when another tab wrote. */
  onOtherTab(listener: () => void): void;
}

export function createProgressStore({ storage, onOtherTab }: ProgressHome): ProgressStore {
  const listeners = new Set<(progress: Progress) => void>();
  let warning: string | undefined;
  let kept = NO_PROGRESS;

  const read = (): Progress => {
    const text = attempt(() => storage?.getItem(PROGRESS_KEY)) ?? undefined;
    if (text === undefined) return kept;
    const decoded = decodeProgress(text);
    if (decoded.type === 'progress') return decoded.progress;
    if (attempt(() => storage?.getItem(SET_ASIDE_KEY)) !== text) {
      attempt(() => storage?.setItem(SET_ASIDE_KEY, text));
      warning = `${decoded.message} It was set aside in this browser's storage as "${SET_ASIDE_KEY}"; nothing is lost.`;
    }
    return kept;
  };
  const tell = () => {
    const progress = read();
    for (const listener of [...listeners]) listener(progress);
  };
  const write = (progress: Progress) => {
    kept = progress;
    attempt(() => storage?.setItem(PROGRESS_KEY, encodeProgress(progress)));
    tell();
  };

  onOtherTab(tell);
  kept = read();
  return {
    read,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    update(id, change) {
      const { exercises } = read();
      write({ exercises: { ...exercises, [id]: change(exercises[id]) } });
    },
    reset(id) {
      if (id === undefined) return write(NO_PROGRESS);
      const { [id]: _, ...others } = read().exercises;
      write({ exercises: others });
    },
    export: () => encodeProgress(read()),
    import(text) {
      const decoded = decodeProgress(text);
      if (decoded.type === 'unreadable') return { type: 'rejected', message: decoded.message };
      write(mergeProgress(read(), decoded.progress));
      return { type: 'imported', exercises: Object.keys(decoded.progress.exercises).length };
    },
    get warning() {
      return warning;
    },
  };
}

/** Storage may be refused or full; progress then lasts as long as the page. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
