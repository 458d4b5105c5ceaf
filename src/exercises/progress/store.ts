/**
 * Progress in this browser: one entry of its storage, shared by all tabs. Text that cannot be read is set aside under a
 * second key and reported, never lost. Where storage is refused or full, progress lives as long as the page, and the page
 * says so.
 */
import type { BrowserStorage, Kept } from '../../storage/browser-storage.ts';
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
  /** What the reader should know: that damaged progress was set aside, or that none is kept. */
  readonly warning: string | undefined;
}
export type Imported =
  | { readonly type: 'imported'; readonly exercises: number }
  | { readonly type: 'rejected'; readonly message: string };

/** The page's part; tests hand in their own. */
export interface ProgressHome {
  readonly storage: BrowserStorage;
  /** Calls back when another tab wrote. */
  onOtherTab(listener: () => void): void;
}

export function createProgressStore({ storage, onOtherTab }: ProgressHome): ProgressStore {
  const listeners = new Set<(progress: Progress) => void>();
  let setAside: string | undefined;
  let lastWrite: Kept = 'kept';
  /** What was read or written last: the truth where storage does not take it. */
  let latest = NO_PROGRESS;

  const read = (): Progress => {
    if (lastWrite !== 'kept') return latest;
    const text = storage.read(PROGRESS_KEY);
    if (text === undefined) return latest;
    const decoded = decodeProgress(text);
    if (decoded.type === 'progress') return decoded.progress;
    if (storage.read(SET_ASIDE_KEY) !== text) {
      storage.write(SET_ASIDE_KEY, text);
      setAside = `${decoded.message} It was set aside in this browser's storage as "${SET_ASIDE_KEY}"; nothing is lost.`;
    }
    return latest;
  };
  const tell = () => {
    const progress = read();
    for (const listener of [...listeners]) listener(progress);
  };
  const write = (progress: Progress) => {
    latest = progress;
    lastWrite = storage.write(PROGRESS_KEY, encodeProgress(progress));
    tell();
  };

  onOtherTab(tell);
  latest = read();
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
      return NOT_KEPT[lastWrite] ?? setAside;
    },
  };
}

const TAKE_ALONG = 'Save it as a file before you leave.';
const NOT_KEPT: Readonly<Record<Kept, string | undefined>> = {
  kept: undefined,
  refused: `This browser keeps nothing for this site, so your progress lasts as long as this page. ${TAKE_ALONG}`,
  full: `The storage of this browser is full, so your latest progress lasts as long as this page. ${TAKE_ALONG}`,
};
