/**
 * A page's talk with the service worker: have the site kept, ask what is kept, and let go of it. Nothing throws: a browser
 * that keeps nothing says why.
 */
import {
  cachePrefix,
  type KeepMessage,
  type KeptMessage,
  type KeptSize,
  OWN_MACHINE,
} from '../../service-worker/site-files.ts';

export type SiteKept =
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'nothing' }
  | ({ readonly type: 'kept'; readonly everything: boolean; readonly reason?: string } & KeptSize);

const ANSWER_WITHIN_MS = 4_000;
const REFUSALS = {
  insecure: 'Browsers keep nothing for an address that is neither https nor this machine itself.',
  none: 'This browser has no service workers, or refuses them here.',
  off: 'This site was built without what keeps it.',
} as const;

export const isOwnMachine = (): boolean => OWN_MACHINE.includes(location.hostname);

/** Undefined where there are none. In a sandboxed frame they are there, and throw at whoever names them. */
function serviceWorkers(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

/** Whether this browser was asked before to keep the site. */
export async function isKept(): Promise<boolean> {
  return (await registration()) !== undefined;
}

/** Registers the service worker and waits until it has the site. Then asks whether to fetch the heavy files too. */
export async function keepSite(
  wantsHeavy: () => Promise<boolean>,
  onSize?: (size: KeptSize) => void,
): Promise<SiteKept> {
  const container = serviceWorkers();
  if (container === undefined) return refused(isSecureContext ? REFUSALS.none : REFUSALS.insecure);
  if (document.querySelector('offline-note') === null) return refused(REFUSALS.off);
  const hear = ({ data }: MessageEvent<KeptMessage>) => data.type === 'keeping' && onSize?.(data);
  container.addEventListener('message', hear);
  try {
    const worker = await activated(
      await container.register(`${scope()}service-worker.js`, { scope: scope() }),
    );
    return await ask(container, worker, await wantsHeavy());
  } catch (error) {
    // Storage is blocked or full, or the host has no such file: the site works as any site does.
    return refused(error instanceof Error ? error.message : String(error));
  } finally {
    container.removeEventListener('message', hear);
  }
}

/** Fetches nothing. */
export async function siteKept(): Promise<SiteKept> {
  const container = serviceWorkers();
  if (container === undefined) return refused(isSecureContext ? REFUSALS.none : REFUSALS.insecure);
  const worker = (await registration())?.active;
  return worker ? ask(container, worker, false, ANSWER_WITHIN_MS) : { type: 'nothing' };
}

export async function forgetSite(): Promise<void> {
  const known = await registration();
  if (known === undefined) return;
  await known.unregister();
  const names = (await caches.keys()).filter((name) => name.startsWith(cachePrefix(known.scope)));
  await Promise.all(names.map((name) => caches.delete(name)));
}

const refused = (reason: string): SiteKept => ({ type: 'refused', reason });
const scope = (): string => import.meta.env.BASE_URL.replace(/\/?$/, '/');

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return await serviceWorkers()?.getRegistration(scope());
  } catch {
    return undefined;
  }
}

function activated({ installing, waiting, active }: ServiceWorkerRegistration): Promise<ServiceWorker> {
  const worker = installing ?? waiting ?? active;
  return new Promise((resolve, reject) => {
    if (worker === null) return reject(new Error('The browser did not start the service worker.'));
    const look = () => {
      if (worker.state === 'activated') resolve(worker);
      else if (worker.state === 'redundant') reject(new Error('Not all files of the site could be kept.'));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

function ask(
  container: ServiceWorkerContainer,
  worker: ServiceWorker,
  heavy: boolean,
  withinMs?: number,
): Promise<SiteKept> {
  return new Promise((resolve) => {
    const done = (kept: SiteKept) => {
      clearTimeout(limit);
      container.removeEventListener('message', hear);
      resolve(kept);
    };
    const hear = ({ data }: MessageEvent<KeptMessage>) => data.type === 'kept' && done(data);
    const limit = withinMs && setTimeout(() => done({ type: 'nothing' }), withinMs);
    container.addEventListener('message', hear);
    const message: KeepMessage = { type: 'keep', heavy };
    worker.postMessage(message);
  });
}
