/** The world of code exercises in a page. Nothing here runs before it is called. */
import type { CodePorts } from './code-ports.ts';
import { pageEdits } from './edits/page-edits.ts';
import { createProgramSlot } from './program-slot.ts';

let warming: Promise<void> | undefined;

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
  linkTo: (hash) => new URL(hash, location.href).href,
  // Where the address is not a secure one there is no clipboard at all.
  copy: async (text) => navigator.clipboard.writeText(text),
  warm: () => {
    warming ??= whenIdle().then(async () => (await import('./page-programs.ts')).warmCompiler());
    // Offline, for instance: the first run fetches it, and says what it lacks.
    warming.catch(() => {
      warming = undefined;
    });
  },
};

/** The compiler takes the page a while to read: not in the middle of a keystroke. Not every browser tells when it is idle. */
const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, 0);
    else requestIdleCallback(() => resolve(), { timeout: 2_000 });
  });
