/**
 * The built site: files as a good static host would serve them, packed, hashed assets cached for ever, the others asked
 * for anew with their tag, `404.html` for the rest.
 */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono } from 'hono';

const NAMED_BY_CONTENT = /^(_astro\/|worker\/[^/]+-[0-9a-f]{12}\.)/;
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Text. Fonts, pictures and the worker's `.bin` are packed already. */
const PACKABLE = /^(?:text\/|application\/(?:javascript|json|xml)|image\/svg)/;
/** Below this, the header is as long as what it saves. */
const WORTH_PACKING_BYTES = 1_000;

/** The best first. The last steps of Brotli's quality take a second for a long page, and win a tenth. */
const PACKINGS = [
  {
    name: 'br',
    pack: (bytes: ArrayBuffer) =>
      promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  },
  { name: 'gzip', pack: (bytes: ArrayBuffer) => promisify(gzip)(bytes) },
] as const;

/** Undefined for who unpacks nothing. What is refused (`;q=0`) is as if it were not named. */
function packingFor(accepted: string) {
  const names = accepted.split(',').flatMap((part) => {
    const [name = '', weight = ''] = part.toLowerCase().split(';');
    return /^\s*q=0(?:\.0*)?\s*$/.test(weight) ? [] : [name.trim()];
  });
  return PACKINGS.find(({ name }) => names.includes(name));
}

export interface SiteOptions {
  /** The path that the site was built for, `/` or `/some/path/`. */
  readonly base?: string;
  /** What somebody behind the site answers. */
  readonly isApi?: (path: string) => boolean;
}
const isDemoServers = (path: string) => path === '/metrics' || /^\/(?:api|v1)\//.test(path);

export function mountSite(
  app: Hono,
  siteDir: string,
  { base = '/', isApi = isDemoServers }: SiteOptions = {},
): void {
  const files = new WeakMap<Context, SiteFile>();
  const packed = new PackedFiles();
  const serve = serveStatic({
    root: siteDir,
    rewriteRequestPath: (path) => path.slice(base.length - 1),
    onFound: (path, c) => void files.set(c, { path, tag: tagOf(path) }),
  });
  app.use(`${base}*`, async (c, next) => {
    if (isApi(c.req.path)) return next();
    const found = await serve(c, async () => {});
    const file = files.get(c);
    if (!(found instanceof Response) || file === undefined) return next();
    const { headers } = found;
    const isForEver = NAMED_BY_CONTENT.test(c.req.path.slice(base.length));
    headers.set('cache-control', isForEver ? FOR_EVER : 'no-cache');
    headers.set('etag', file.tag);
    if (found.status !== 200) return found;
    if (c.req.header('if-none-match') === file.tag) {
      await found.body?.cancel();
      headers.delete('content-length');
      return new Response(null, { status: 304, headers });
    }
    return isWorthPacking(headers) ? packed.answer(c, found, file) : found;
  });
  app.use(`${base}*`, async (c, next) => {
    if (isApi(c.req.path) || c.req.method !== 'GET') return next();
    try {
      return c.html(await readFile(join(siteDir, '404.html'), 'utf8'), 404);
    } catch {
      return next();
    }
  });
}

interface SiteFile {
  readonly path: string;
  readonly tag: string;
}

/** Weak: it stands for the file, packed or not. Two builds within a second differ as well. */
function tagOf(path: string): string {
  const { size, mtimeNs } = statSync(path, { bigint: true });
  return `W/"${size.toString(36)}-${mtimeNs.toString(36)}"`;
}

const isWorthPacking = (headers: Headers): boolean =>
  PACKABLE.test(headers.get('content-type') ?? '') &&
  Number(headers.get('content-length')) >= WORTH_PACKING_BYTES;

/** Each file is packed once a build and way: at most so many are held as the site has files, twice. */
class PackedFiles {
  readonly #byName = new Map<
    string,
    { readonly tag: string; readonly bytes: Promise<Buffer<ArrayBuffer>> }
  >();

  async answer(c: Context, found: Response, { path, tag }: SiteFile): Promise<Response> {
    const { headers, body } = found;
    headers.append('vary', 'accept-encoding');
    const packing = packingFor(c.req.header('accept-encoding') ?? '');
    if (body === null || packing === undefined) return found;
    const name = `${packing.name} ${path}`;
    let packed = this.#byName.get(name);
    if (packed?.tag === tag) await body.cancel();
    else {
      packed = { tag, bytes: found.arrayBuffer().then(packing.pack) };
      this.#byName.set(name, packed);
      packed.bytes.catch(() => this.#byName.delete(name));
    }
    const bytes = await packed.bytes;
    headers.set('content-encoding', packing.name);
    headers.set('content-length', String(bytes.length));
    return new Response(bytes, { headers });
  }
}
