/** Which files of a built site are kept for use without a network, and when. */
import { createHash } from 'node:crypto';
import type { SiteFile, SiteFiles } from '../src/service-worker/site-files.ts';

export interface BuiltFile {
  /** Relative to the site, with slashes. */
  readonly path: string;
  readonly content: Uint8Array;
}

const NAMED_BY_CONTENT = /^(_astro\/|worker\/[^/]+-[0-9a-f]{12}\.)/;
/** What only other machines ask for; and whether a server is there, which is never answered from what was kept. */
const NOT_FOR_READERS =
  /^(api\/.*|service-worker\.js|robots\.txt|sitemap[^/]*\.xml|_headers|.*\.map)$|(^|\/)(og|social|cards)\//;
/** A reader who looks at one page fetches no more than this a file. */
const HEAVY_BYTES = 400_000;

export function siteFiles(files: readonly BuiltFile[]): SiteFiles {
  const kept = files.filter(({ path }) => !NOT_FOR_READERS.test(path));
  const named = kept.filter(({ path }) => NAMED_BY_CONTENT.test(path));
  const pages = kept
    .filter(({ path }) => !NAMED_BY_CONTENT.test(path))
    .map(({ path, content }) => ({ url: address(path), revision: digest(content) }));
  const assets = named.filter((file) => !isHeavy(file)).map(sized);
  const heavy = named.filter(isHeavy).map(sized);
  const version = digest(new TextEncoder().encode(JSON.stringify([pages, assets, heavy])));
  return { version, pages, assets, heavy };
}

const isHeavy = ({ path, content }: BuiltFile): boolean =>
  path.startsWith('worker/') || content.length > HEAVY_BYTES;
const sized = ({ path, content }: BuiltFile): SiteFile => ({ url: path, bytes: content.length });

/** A page is asked for by its folder: some hosts redirect from its file. */
const address = (path: string): string =>
  path === 'index.html' ? './' : path.replace(/(?<=\/)index\.html$/, '');

const digest = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 12);
