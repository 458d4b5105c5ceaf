/**
 * Seals the pages of a built site: `node scripts/seal-pages.ts [DIR]`. Each page gets a content security policy of its own,
 * which names the few inline scripts that it has by their digests and allows no other, no inline style, and nothing of
 * another host. It stands in the page, so it holds on any host of files.
 *
 *   <span style="--depth: 1">   ->   <span data-style="3">     and in one sheet for the whole site   [data-style="3"]{--depth: 1}
 *   <script>(() => {})()</script>   ->   the same, and in the policy   script-src 'self' 'sha256-...'
 *
 * A style that scripts take away again (`display: none`) stays where it is, named by its digest as well.
 */
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { headersFile } from './headers-file.ts';
import { basePath } from './static-host.ts';

/** What a page may do besides running what is named. Workers are files, with the policy of their own answers. */
const POLICY = {
  'default-src': "'self'",
  'img-src': "'self' data: blob:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
};

/** The engines of PostgreSQL, DuckDB and the search are compiled in the page, once for all of its workers; no text is. */
const WEB_ASSEMBLY = "'wasm-unsafe-eval'";

/** Comments, the text of scripts and styles, and start tags: what is no tag is passed over whole. */
const PIECES =
  /<!--[\s\S]*?-->|<(script|style)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>([\s\S]*?)<\/\1>|<[a-z][^\s/>]*(?:"[^"]*"|'[^']*'|[^>"'])*>/gi;
/** Space, name, and the value as it is quoted. */
const ATTRIBUTE = /(\s+)([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
/** Data, not scripts: browsers run none of it. */
const DATA_TYPE = /\btype=["']?(?:application\/(?:ld\+)?json|speculationrules)\b/i;

export interface SealedPage {
  readonly html: string;
  readonly policy: string;
}

/** The styles of all pages, numbered as they are met. */
export class StyleSheet {
  readonly #numbers = new Map<string, number>();

  numberOf(style: string): number {
    const number = this.#numbers.get(style) ?? this.#numbers.size;
    this.#numbers.set(style, number);
    return number;
  }

  get css(): string {
    return Array.from(this.#numbers, ([style, number]) => `[data-style="${number}"]{${style}}`).join('\n');
  }
}

/** `sheetHref` is where the sheet will stand. */
export function sealPage(html: string, sheet: StyleSheet, sheetHref: string): SealedPage {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const kept = new Set<string>();
  let hasStyles = false;
  const body = html.replace(PIECES, (piece, tag?: string, attributes = '', text = '') => {
    if (piece.startsWith('<!--')) return piece;
    if (tag?.toLowerCase() === 'script') {
      if (!/\bsrc=/i.test(attributes) && !DATA_TYPE.test(attributes)) scripts.add(digestOf(text));
      return piece;
    }
    if (tag !== undefined) {
      styles.add(digestOf(text));
      return piece;
    }
    return piece.replace(ATTRIBUTE, (attribute, space: string, name: string, ...values: unknown[]) => {
      if (name.toLowerCase() !== 'style') return attribute;
      const style = decoded(String(values.slice(0, 3).find((value) => typeof value === 'string') ?? ''));
      // An empty one would be refused like any other.
      if (style.trim() === '') return '';
      if (/\bdisplay\s*:/.test(style)) {
        kept.add(digestOf(style));
        return attribute;
      }
      hasStyles = true;
      return `${space}data-style="${sheet.numberOf(style)}"`;
    });
  });
  const policy = Object.entries({
    ...POLICY,
    'script-src': ["'self'", WEB_ASSEMBLY, ...scripts].join(' '),
    'style-src': ["'self'", ...styles].join(' '),
    ...(kept.size > 0 && { 'style-src-attr': ["'unsafe-hashes'", ...kept].join(' ') }),
  })
    .map(([name, value]) => `${name} ${value}`)
    .join(';');
  // Behind the character set, which has to stand near the beginning, and before anything that could run.
  const sealed = body.replace(
    /<meta charset=[^>]*>/i,
    (charset) => `${charset}<meta http-equiv="content-security-policy" content="${policy}">`,
  );
  if (sealed === body) throw new Error('A page without <meta charset> cannot be sealed.');
  const link = `<link rel="stylesheet" href="${sheetHref}">`;
  return { html: hasStyles ? sealed.replace('</head>', () => `${link}</head>`) : sealed, policy };
}

const digestOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

const decoded = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

export function sealPages(siteDir: string, base: string): void {
  const sheet = new StyleSheet();
  const pages = globSync('**/*.html', { cwd: siteDir }).sort();
  const texts = new Map(pages.map((page) => [page, readFileSync(path.join(siteDir, page), 'utf8')]));
  // The name of the sheet is a digest of it, so it is known after all pages were read.
  for (const html of texts.values()) sealPage(html, sheet, '');
  const name = `_astro/styles.${createHash('sha256').update(sheet.css).digest('hex').slice(0, 8)}.css`;
  mkdirSync(path.join(siteDir, '_astro'), { recursive: true });
  writeFileSync(path.join(siteDir, name), sheet.css);
  for (const [page, html] of texts)
    writeFileSync(path.join(siteDir, page), sealPage(html, sheet, `${base}${name}`).html);
}

if (import.meta.main) {
  const siteDir = path.resolve(process.argv[2] ?? 'dist');
  const base = basePath(process.env['BASE_PATH']);
  sealPages(siteDir, base);
  writeFileSync(path.join(siteDir, '_headers'), headersFile(base));
}
