/**
 * What the strategy for assets keeps, and where it looks. Whatever is kept under a name that holds a digest is given for
 * that name from then on, and never asked for again: so it is the file itself, answered with 200, and not what a host
 * says while it is being restarted.
 */
import type { CacheFirst } from 'workbox-strategies';

type Plugin = NonNullable<NonNullable<ConstructorParameters<typeof CacheFirst>[0]>['plugins']>[number];

/** `kept` gives this version's cache; undefined when the reader let go of the site. */
export const assetKeeping = (kept: () => Promise<Cache | undefined>): Plugin => ({
  // That of an older version is the same file.
  cachedResponseWillBeUsed: async ({ cachedResponse, request }) => cachedResponse ?? caches.match(request),
  cacheWillUpdate: async ({ response }) => (response.status === 200 && (await kept()) ? response : null),
});
