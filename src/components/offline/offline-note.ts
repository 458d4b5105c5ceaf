/**
 * `<offline-note>`: registers the service worker, lets it fetch what runs exercises once the reader's machine has nothing
 * better to do, and shows itself when the whole site is kept.
 *
 * Not on the bare names of one's own machine: a port there is shared by whatever one develops next, and would go on
 * serving this site to it. `workshop.localhost` is a name of its own, for trying it out.
 */
import type { KeepMessage, KeptMessage } from '../../service-worker/site-files.ts';
import { thisTab } from '../../storage/browser-storage.ts';

const SHARED_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
const AT_LATEST_MS = 10_000;
const RELOADED_KEY = 'reloaded-for-missing-part';

class OfflineNote extends HTMLElement {
  connectedCallback(): void {
    const container = serviceWorkers();
    if (container === undefined || SHARED_HOSTS.includes(location.hostname)) return;
    container.addEventListener('message', ({ data }: MessageEvent<KeptMessage>) => {
      if (data.type === 'kept') this.hidden = !data.everything;
    });
    if (document.readyState === 'complete') void keepSite(container);
    else addEventListener('load', () => void keepSite(container), { once: true });
  }
}

/** Undefined where there are none. In a sandboxed frame they are there, and throw at whoever names them. */
function serviceWorkers(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

async function keepSite(container: ServiceWorkerContainer): Promise<void> {
  const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
  try {
    await container.register(`${base}service-worker.js`, { scope: base });
  } catch {
    return; // storage is blocked or full, or the host has no such file: the site works as any site does
  }
  const { active } = await container.ready;
  await idle();
  const message: KeepMessage = { type: 'keep', heavy: !savesData() };
  active?.postMessage(message);
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
addEventListener('vite:preloadError', () => {
  if (!navigator.onLine) return;
  const last = Number(thisTab.read(RELOADED_KEY) ?? 0);
  if (Date.now() - last < AT_LATEST_MS) return;
  // Without a memory it would reload for ever.
  if (thisTab.write(RELOADED_KEY, String(Date.now())) === 'kept') location.reload();
});

customElements.define('offline-note', OfflineNote);
