/**
 * The site without a network. Each build brings its own service worker, which keeps that build's files:
 *
 *   pages VERSION    names that stay: HTML, the search index. Served from here first, so that all are of one build
 *   assets VERSION   names that hold a digest of the content. Served from any version that has them
 *
 * A new build takes over as soon as it has all its pages; its predecessor's assets stay until its successor comes, for a
 * page that was opened before still asks for them. So no page ever meets files of another build. `/api` and `/v1` are
 * never touched: whether a server answers must be the truth. Under the bare names of one's own machine the host is asked
 * first for pages too: whatever answers at that port is served as it is.
 */
import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, Route, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { assetKeeping } from './asset-keeping.ts';
import {
  cachePrefix,
  type KeepMessage,
  type KeptMessage,
  type KeptSize,
  OWN_MACHINE,
  type SiteFile,
  type SiteFiles,
} from './site-files.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build. */
declare const SITE_FILES: SiteFiles;

const { version, pages, assets, heavy } = SITE_FILES;
const { scope } = self.registration;
const prefix = cachePrefix(scope);
const ASSETS = `${prefix}assets ${version}`;
const PAGES = `${prefix}pages ${version}`;
const inSite = (path: string): string => new URL(path, scope).href;
const everything = [...assets, ...heavy];
const bytesOf = new Map(everything.map(({ url, bytes }) => [inSite(url), bytes]));
const totalBytes = everything.reduce((sum, { bytes }) => sum + bytes, 0);
/** Often enough to see it move. */
const TELL_EVERY_BYTES = 500_000;
const isAsset = (url: URL): boolean => /\/(_astro\/|worker\/[^/]+-[0-9a-f]{12}\.)/.test(url.pathname);

const precache = new PrecacheController({ cacheName: PAGES });
precache.addToCacheList([...pages]);

self.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([precache.install(event), keepAssets()]).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.href.startsWith(scope) && isAsset(url),
  new CacheFirst({
    cacheName: ASSETS,
    plugins: [assetKeeping(keptAssets)],
  }),
);
const keptPages = new PrecacheRoute(precache, {
  ignoreURLParametersMatching: [/./],
  cleanURLs: false,
  urlManipulation: ({ url }) => [new URL(`${url.pathname}/`, url)],
});
registerRoute(
  OWN_MACHINE.includes(self.location.hostname)
    ? new Route(keptPages.match, (asked) => fetch(asked.request).catch(() => keptPages.handler.handle(asked)))
    : keptPages,
);
registerRoute(
  new NavigationRoute(({ request }) => fetch(request).catch(notThere), { denylist: [/^\/(api|v1)\//] }),
);

self.addEventListener('message', (event) => {
  const message = event.data as KeepMessage;
  if (message.type === 'keep') event.waitUntil(answer(message, event.source));
});

async function answer({ heavy }: KeepMessage, asker: ExtendableMessageEvent['source']): Promise<void> {
  const cache = await keptAssets();
  const reason = await (heavy && cache ? keep(everything, cache) : Promise.resolve()).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const size = await sizeOf(cache);
  const isAll = size.files === everything.length;
  const kept: KeptMessage = {
    type: 'kept',
    everything: isAll,
    ...size,
    ...(reason !== undefined && { reason }),
  };
  asker?.postMessage(kept);
}

const keepAssets = async () => keep(assets, await caches.open(ASSETS));

/**
 * Undefined when the reader let go of the site: this worker still serves the pages that are open then, and opening a cache
 * by its name would make it anew.
 */
async function keptAssets(): Promise<Cache | undefined> {
  return (await caches.has(ASSETS)) ? caches.open(ASSETS) : undefined;
}

/** Puts files into this version's assets, from older versions where they have them, and tells the pages how far it is. */
async function keep(files: readonly SiteFile[], cache: Cache): Promise<void> {
  const kept = { files: 0, bytes: 0 };
  let toldBytes = 0;
  await Promise.all(
    files.map(async (file) => {
      const url = inSite(file.url);
      const found = await caches.match(url);
      if (found === undefined) await cache.add(url);
      else if ((await cache.match(url)) === undefined) await cache.put(url, found);
      kept.files += 1;
      kept.bytes += file.bytes;
      if (kept.bytes - toldBytes < TELL_EVERY_BYTES) return;
      toldBytes = kept.bytes;
      await tell({ type: 'keeping', ...kept, totalBytes });
    }),
  );
}

async function tell(message: KeptMessage): Promise<void> {
  // The page that asked for a service worker is not under its control yet.
  for (const page of await self.clients.matchAll({ type: 'window', includeUncontrolled: true }))
    page.postMessage(message);
}

async function sizeOf(cache: Cache | undefined): Promise<KeptSize> {
  const kept = ((await cache?.keys()) ?? []).flatMap(({ url }) => bytesOf.get(url) ?? []);
  return { files: kept.length, bytes: kept.reduce((sum, bytes) => sum + bytes, 0), totalBytes };
}

/** Of assets, this version and the one before stay; of pages, this version alone. Caches are listed oldest first. */
async function forget(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith(prefix));
  const before = ours.filter((name) => name.startsWith(`${prefix}assets `) && name !== ASSETS).at(-1);
  const stay = new Set([ASSETS, PAGES, before]);
  await Promise.all(ours.filter((name) => !stay.has(name)).map((name) => caches.delete(name)));
}

async function notThere(): Promise<Response> {
  const page = await precache.matchPrecache('404.html');
  return new Response(page?.body ?? null, { status: 404, headers: { 'content-type': 'text/html' } });
}
