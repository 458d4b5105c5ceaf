/**
 * What this browser keeps for the site, behind one door. Storage may be refused (blocked cookies, a private window, a frame
 * of another site), and then even naming `localStorage` throws; or it may be full.
 *
 * Invariant: nothing here throws. What cannot be read is not there, and a write says what became of it.
 */
export type Kept = 'kept' | 'full' | 'refused';

export interface BrowserStorage {
  read(key: string): string | undefined;
  /** Undefined takes the entry away. */
  write(key: string, value: string | undefined): Kept;
  /** Of every entry that can be seen. */
  keys(): readonly string[];
}

/** As much of the web's `Storage` as is used. */
export type StorageArea = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export function browserStorage(area: () => StorageArea): BrowserStorage {
  return {
    read(key) {
      try {
        return area().getItem(key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(key, value) {
      try {
        if (value === undefined) area().removeItem(key);
        else area().setItem(key, value);
        return 'kept';
      } catch (error) {
        return isFull(error) ? 'full' : 'refused';
      }
    },
    keys() {
      try {
        const entries = area();
        return Array.from({ length: entries.length }, (_, at) => entries.key(at)).filter(
          (key) => key !== null,
        );
      } catch {
        return [];
      }
    },
  };
}

/** Shared by all tabs, until the reader clears it. */
export const thisBrowser = browserStorage(() => localStorage);
/** As long as this tab. */
export const thisTab = browserStorage(() => sessionStorage);

/** Calls back with the key that another tab wrote, or null when it cleared everything; the answer ends that. */
export function onOtherTab(listener: (key: string | null) => void): () => void {
  const heard = ({ key }: StorageEvent) => listener(key);
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}

/** Firefox had a name of its own for it. */
const isFull = (error: unknown): boolean =>
  error instanceof DOMException && /^(QuotaExceeded|NS_ERROR_DOM_QUOTA)/.test(error.name);
