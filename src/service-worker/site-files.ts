/** The files of one build, as the build leaves them to its service worker. Paths are relative to the site. */
export interface SiteFiles {
  /** Changes with any file. */
  readonly version: string;
  /** Names that stay while their contents change; pages by the address of their folder. */
  readonly pages: readonly { readonly url: string; readonly revision: string }[];
  /** Named by their contents. */
  readonly assets: readonly string[];
  /** Named by their contents, and large: what runs the demo server in the page, above all. */
  readonly heavy: readonly string[];
}

/** What a page asks of the service worker, and what it hears. */
export type KeepMessage = { readonly type: 'keep'; readonly heavy: boolean };
export type KeptMessage = { readonly type: 'kept'; readonly everything: boolean };

/** The caches of a site are told from others of the same origin by its path. */
export const cachePrefix = (scope: string): string => `workshop ${new URL(scope).pathname} `;
