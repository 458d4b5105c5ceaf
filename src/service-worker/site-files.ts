/** The files of one build, as the build leaves them to its service worker. Paths are relative to the site. */
export interface SiteFiles {
  /** Changes with any file. */
  readonly version: string;
  /** Names that stay while their contents change; pages by the address of their folder. */
  readonly pages: readonly { readonly url: string; readonly revision: string }[];
  /** Named by their contents. */
  readonly assets: readonly SiteFile[];
  /** Named by their contents, and large: what runs the demo server in the page, above all. */
  readonly heavy: readonly SiteFile[];
}
export interface SiteFile {
  readonly url: string;
  readonly bytes: number;
}

/** What a page asks of the service worker: to keep the heavy files too, and to say what is kept by then. */
export interface KeepMessage {
  readonly type: 'keep';
  readonly heavy: boolean;
}
/** Counted are assets and heavy files; pages are kept before a service worker can be asked. */
export interface KeptSize {
  readonly files: number;
  readonly bytes: number;
  readonly totalBytes: number;
}
/** What pages hear: how far it is, now and then, and to each question an answer. */
export type KeptMessage =
  | ({ readonly type: 'keeping' } & KeptSize)
  | ({ readonly type: 'kept'; readonly everything: boolean; readonly reason?: string } & KeptSize);

/**
 * The bare names of one's own machine. A port there is shared by whatever one develops next, so nothing is kept under them
 * unless it is asked for; and what is kept is used only while nothing answers.
 */
export const OWN_MACHINE: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** The caches of a site are told from others of the same origin by its path. */
export const cachePrefix = (scope: string): string => `workshop ${new URL(scope).pathname} `;
