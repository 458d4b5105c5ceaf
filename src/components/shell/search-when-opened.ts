/**
 * Stands in for Pagefind's interface, which Starlight loads into every page as soon as it is idle (26 kB): the page has it
 * when the search is opened for the first time. `astro.config.mjs` puts this module into its place; the interface itself
 * lies beside the index of the built site.
 */
import { siteHref } from '../course/site-href.ts';

const SCRIPT = '/pagefind/pagefind-ui.js';

interface SearchOptions {
  /** A selector of the element that it fills. */
  readonly element: string;
}
type SearchInterface = new (options: SearchOptions) => object;

export class PagefindUI {
  constructor(options: SearchOptions) {
    const place = document.querySelector<HTMLElement>(options.element);
    const dialog = place?.closest('dialog');
    if (!place || !dialog) return;
    let isThere = false;
    const fill = async () => {
      if (!dialog.open || isThere) return;
      isThere = true;
      try {
        const Interface = await loadInterface();
        place.replaceChildren();
        new Interface(options);
        nameField(place);
        tellResults(place);
        place.querySelector('input')?.focus();
      } catch {
        isThere = false;
        place.textContent = 'The search could not be loaded. Close it and open it again.';
      }
    };
    // Not every browser tells that a dialog was opened.
    new MutationObserver(fill).observe(dialog, { attributeFilter: ['open'] });
    void fill();
  }
}

/** The interface names its field by a tooltip, which not every assistive tool reads. */
function nameField(place: HTMLElement): void {
  const field = place.querySelector('input');
  field?.setAttribute('aria-label', field.title);
  field?.removeAttribute('title');
}

/** How many were found stands above them, and is made anew for each word: it has to be said from a place that stays. */
function tellResults(place: HTMLElement): void {
  const status = document.createElement('p');
  status.className = 'sr-only';
  status.setAttribute('role', 'status');
  place.after(status);
  const tell = () => {
    const found = place.querySelector('.pagefind-ui__message')?.textContent ?? '';
    if (status.textContent !== found) status.textContent = found;
  };
  new MutationObserver(tell).observe(place, { subtree: true, childList: true, characterData: true });
}

/** The file is a plain script, whose class is a name of the page. */
async function loadInterface(): Promise<SearchInterface> {
  await import(/* @vite-ignore */ siteHref(SCRIPT));
  return Reflect.get(globalThis, 'PagefindUI') as SearchInterface;
}
