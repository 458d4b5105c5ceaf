/**
 * Joins the style sheets in the head of each page of a built site: `node scripts/join-sheets.ts [DIR]`. The bundler leaves
 * a sheet for each component that pages share, and a page waits for all of them before it is painted: on a slow line the
 * many answers cost more than their bytes. Pages of one kind, such as the chapters, have the same list, and so one sheet.
 *
 *   <link a.css> <link p.css media="print"> <link b.css>   ->   <link page.DIGEST.css> <link p.css media="print">
 *
 * The order of what is joined stays. A sheet for a medium of its own stays a file of its own, behind the others.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { basePath } from './static-host.ts';

/** As Astro and `seal-pages.ts` write them: nothing but these two attributes. */
const SHEET = /<link rel="stylesheet" href="([^"]+)"\s*\/?>/g;

export interface JoinedPage {
  readonly html: string;
  /** Undefined where there is nothing to join. */
  readonly sheet?: { readonly href: string; readonly css: string };
  /** What stood in the page before. */
  readonly hrefs: readonly string[];
}

/** `read` gives the text of a sheet. */
export function joinSheets(html: string, read: (href: string) => string): JoinedPage {
  const end = html.indexOf('</head>');
  const head = html.slice(0, end);
  const hrefs = [...head.matchAll(SHEET)].map(([, href = '']) => href);
  const [first] = hrefs;
  if (first === undefined || hrefs.length < 2) return { html, hrefs: [] };
  const css = hrefs.map(read).join('\n');
  const digest = createHash('sha256').update(css).digest('hex').slice(0, 8);
  const href = path.posix.join(path.posix.dirname(first), `page.${digest}.css`);
  let isFirst = true;
  const joined = head.replace(SHEET, () => {
    const link = isFirst ? `<link rel="stylesheet" href="${href}">` : '';
    isFirst = false;
    return link;
  });
  return { html: joined + html.slice(end), sheet: { href, css }, hrefs };
}

export function joinSiteSheets(siteDir: string, base: string): void {
  const file = (href: string) => path.join(siteDir, href.slice(base.length));
  const replaced = new Set<string>();
  for (const page of globSync('**/*.html', { cwd: siteDir })) {
    const at = path.join(siteDir, page);
    const { html, sheet, hrefs } = joinSheets(readFileSync(at, 'utf8'), (href) =>
      readFileSync(file(href), 'utf8'),
    );
    if (!sheet) continue;
    writeFileSync(file(sheet.href), sheet.css);
    writeFileSync(at, html);
    for (const href of hrefs) replaced.add(href);
  }
  removeUnnamed(siteDir, replaced, file);
}

/** Some are fetched by scripts as well, with what they belong to. */
function removeUnnamed(siteDir: string, hrefs: ReadonlySet<string>, file: (href: string) => string): void {
  const names = globSync('{**/*.html,_astro/*.js}', { cwd: siteDir });
  const texts = names.map((name) => readFileSync(path.join(siteDir, name), 'utf8')).join('\n');
  for (const href of hrefs) if (!texts.includes(path.posix.basename(href))) rmSync(file(href));
}

if (import.meta.main)
  joinSiteSheets(path.resolve(process.argv[2] ?? 'dist'), basePath(process.env['BASE_PATH']));
