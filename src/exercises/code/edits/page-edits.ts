/** The one store of edits of a page. */
import { createEditStore, type EditStore } from './edit-store.ts';

let store: EditStore | undefined;

export function pageEdits(): EditStore {
  store ??= createEditStore({
    storage: pageStorage(),
    onOtherTab(listener) {
      const heard = ({ key }: StorageEvent) => listener(key);
      addEventListener('storage', heard);
      return () => removeEventListener('storage', heard);
    },
  });
  return store;
}

/** Reading the property itself throws where storage is blocked. */
function pageStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
