/** Storage as browsers have it: one that works, one that is full, one that throws at whoever names it. */
import { type BrowserStorage, browserStorage, type StorageArea } from '../../src/storage/browser-storage.ts';

export function memoryArea(entries: Readonly<Record<string, string>> = {}) {
  const map = new Map(Object.entries(entries));
  const area: StorageArea = {
    get length() {
      return map.size;
    },
    key: (at) => [...map.keys()][at] ?? null,
    getItem: (name) => map.get(name) ?? null,
    setItem: (name, value) => void map.set(name, value),
    removeItem: (name) => void map.delete(name),
  };
  return { map, area, storage: browserStorage(() => area) };
}

/** Holds what it has and takes no more. */
export function fullStorage(entries: Readonly<Record<string, string>> = {}): BrowserStorage {
  const { area } = memoryArea(entries);
  const setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  return browserStorage(() => ({ ...area, setItem }));
}

export const refusedStorage: BrowserStorage = browserStorage(() => {
  throw new DOMException('denied', 'SecurityError');
});
