/** The one store of edits of a page. */
import { onOtherTab, thisBrowser } from '../../../storage/browser-storage.ts';
import { createEditStore, type EditStore } from './edit-store.ts';

let store: EditStore | undefined;

export function pageEdits(): EditStore {
  store ??= createEditStore({ storage: thisBrowser, onOtherTab });
  return store;
}
