/**
 * The site without a network. Each build brings its own service worker, which keeps that build's files:
 *
 *   pages VERSION    names that stay: HTML, the search index. Served from here first, so that all are of one build
 *   assets VERSION   names that hold a digest of the content. Served from any version that has them
 *
 * A new build takes over as soon as it has all its pages; its predecessor's assets stay until its successor comes, for a
 * page that was opened before still asks for them. So no page ever meets files of another build. `/api` and `/v1` are
 * never touched: whether a server answers must be the truth.
 */
import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { cachePrefix, type KeepMessage, type KeptMessage, type SiteFiles } from './site-files.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build. */
declare const SITE_FILES: SiteFiles;

const { version, pages, assets, heavy } = SITE_FILES;
const { scope } = self.registration;
const prefix = cachePrefix(scope);
const ASSETS = `${prefix}assets ${version}`;
const PAGES = `${prefix}pages ${version}`;
const inSite = (path: string): string => new URL(path, scope).href;
const assetUrls = new Set([...assets, ...heavy].map(inSite));
const isAsset = (url: URL): boolean => /\/(_astro\/|worker\/[^/]+-[0-9a-f]{12}\.)/.test(url.pathname);

const precache = new PrecacheController({ cacheName: PAGES });
precache.addToCacheList([...pages]);

self.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([precache.install(event), keep(assets)]).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.href.startsWith(scope) && isAsset(url),
  new CacheFirst({
    cacheName: ASSETS,
    plugins: [
      {
        cachedResponseWillBeUsed: async ({ cachedResponse, request }) =>
          cachedResponse ?? caches.match(request),
      },
    ],
  }),
);
registerRoute(
  new PrecacheRoute(precache, {
    ignoreURLParametersMatching: [/./],
    cleanURLs: false,
    urlManipulation: ({ url }) => [new URL(`${url.pathname}/`, url)],
  }),
);
registerRoute(
  new NavigationRoute(({ request }) => fetch(request).catch(notThere), { denylist: [/^\/(api|v1)\//] }),
);

self.addEventListener('message', (event) => {
  const message = event.data as KeepMessage;
  if (message.type !== 'keep') return;
  const told = (message.heavy ? keep(heavy) : Promise.resolve()).catch(() => undefined);
  event.waitUntil(
    told.then(async () => {
      const kept: KeptMessage = { type: 'kept', everything: await hasEverything() };
      event.source?.postMessage(kept);
    }),
  );
});

/** Puts files into this version's assets, from older versions where they have them. */
async function keep(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(ASSETS);
  await Promise.all(
    paths.map(inSite).map(async (url) => {
      const found = await caches.match(url);
      if (found === undefined) await cache.add(url);
      else if ((await cache.match(url)) === undefined) await cache.put(url, found);
    }),
  );
}

async function hasEverything(): Promise<boolean> {
  const kept = new Set((await (await caches.open(ASSETS)).keys()).map(({ url }) => url));
  return [...assetUrls].every((url) => kept.has(url));
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
