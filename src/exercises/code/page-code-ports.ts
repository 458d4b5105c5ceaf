/** The world of code exercises in a page. Nothing here runs before it is called. */
import type { CodePorts } from './code-ports.ts';
import { pageEdits } from './edits/page-edits.ts';
import { createProgramSlot } from './program-slot.ts';

export const pageCodePorts: CodePorts = {
  slot: createProgramSlot(() => import('./page-programs.ts').then(({ pagePrograms }) => pagePrograms())),
  edits: pageEdits,
  unsupported: () =>
    typeof Worker === 'undefined' || typeof WebAssembly === 'undefined'
      ? 'This browser has no workers or no WebAssembly, so code cannot run in it. The code, the steps and the checks can still be read, and exercises without code run on a live server.'
      : undefined,
  subscribeHash(listener) {
    const tell = () => listener(location.hash);
    addEventListener('hashchange', tell);
    tell();
    return () => removeEventListener('hashchange', tell);
  },
  clearHash: () => history.replaceState(history.state, '', location.pathname + location.search),
  copyLink: (hash) => navigator.clipboard.writeText(new URL(hash, location.href).href),
};
