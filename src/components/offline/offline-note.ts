/**
 * `<offline-note>`: registers the service worker, lets it fetch what runs exercises once the reader's machine has nothing
 * better to do, and shows itself when the whole site is kept.
 *
 * Not on the bare names of one's own machine, unless it was asked for there (by the preflight page, or by a deck whose talk
 * has begun): a port there is shared by whatever one develops next. `workshop.localhost` is a name of its own, for trying it out.
 */
import { thisTab } from '../../storage/browser-storage.ts';
import { isKept, isOwnMachine, keepSite } from './keep-site.ts';

const AT_LATEST_MS = 10_000;
const RELOADED_KEY = 'reloaded-for-missing-part';

export class OfflineNote extends HTMLElement {
  connectedCallback(): void {
    if (document.readyState === 'complete') void this.#begin();
    else addEventListener('load', () => void this.#begin(), { once: true });
  }

  /** Whatever address this is, and all of it. */
  async keep(isAskedFor = true): Promise<void> {
    const kept = await keepSite(async () => {
      await idle();
      return isAskedFor || !savesData();
    });
    this.hidden = kept.type !== 'kept' || !kept.everything;
  }

  async #begin(): Promise<void> {
    const isAskedFor = isOwnMachine();
    if (!isAskedFor || (await isKept())) await this.keep(isAskedFor);
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: AT_LATEST_MS });
    else setTimeout(resolve, AT_LATEST_MS);
  });
}

/** Whether the reader asked for less, or has a line on which six megabytes would be in the way. */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
  return connection?.saveData === true || /2g/.test(connection?.effectiveType ?? '');
}

// A page of a build that is gone asks for a part that its host no longer has: the page of today has one.
addEventListener('vite:preloadError', () => void reloadForMissingPart());

async function reloadForMissingPart(): Promise<void> {
  // Without a host the page that is open is all there is: a talk must not end in the browser's own error page.
  if (!(await hostAnswers())) return;
  const last = Number(thisTab.read(RELOADED_KEY) ?? 0);
  if (Date.now() - last < AT_LATEST_MS) return;
  // Without a memory it would reload for ever.
  if (thisTab.write(RELOADED_KEY, String(Date.now())) === 'kept') location.reload();
}

const hostAnswers = (): Promise<boolean> =>
  fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );

customElements.define('offline-note', OfflineNote);
