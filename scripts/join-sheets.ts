/**
 * Joins the style sheets in the head of each page of a built site: `node scripts/join-sheets.ts [DIR]`. The bundler leaves
 * a sheet for each component that pages share, and a page waits for all of them before it is painted: on a slow line the
 * many answers cost more than their bytes. Pages of one kind, such as the chapters, have the same list, and so one sheet.
 *
 *   <link a.css> <link p.css media="print"> <link b.css>   ->   <link page.DIGEST.css> <link p.css media="print">
 *
 * The order of what is joined stays. A sheet for a medium of its own stays a file of its own, behind the others. What a script
 * would fetch with a part of itself stays named as well, disabled: its loader takes it for there, and the browser leaves it.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

export interface Sheets {
  read(href: string): string;
  /** Whether a script fetches it as well. */
  isScripts(href: string): boolean;
}

export function joinSheets(html: string, { read, isScripts }: Sheets): JoinedPage {
  const end = html.indexOf('</head>');
  const head = html.slice(0, end);
  const hrefs = [...head.matchAll(SHEET)].map(([, href = '']) => href);
  const [first] = hrefs;
  if (first === undefined || hrefs.length < 2) return { html, hrefs: [] };
  const css = hrefs.map(read).join('\n');
  const digest = createHash('sha256').update(css).digest('hex').slice(0, 8);
  const joinedHref = path.posix.join(path.posix.dirname(first), `page.${digest}.css`);
  const joined = head.replace(SHEET, (_, href: string) => {
    const link = href === first ? `<link rel="stylesheet" href="${joinedHref}">` : '';
    return isScripts(href) ? `${link}<link disabled rel="stylesheet" href="${href}">` : link;
  });
  return { html: joined + html.slice(end), sheet: { href: joinedHref, css }, hrefs };
}

export function joinSiteSheets(siteDir: string, base: string): void {
  const textsOf = (names: string) =>
    globSync(names, { cwd: siteDir }).map((name) => readFileSync(path.join(siteDir, name), 'utf8'));
  const file = (href: string) => path.join(siteDir, href.slice(base.length));
  const scripts = textsOf('_astro/*.js').join('\n');
  const sheets: Sheets = {
    read: (href) => readFileSync(file(href), 'utf8'),
    isScripts: (href) => scripts.includes(path.posix.basename(href)),
  };
  // The bundler has left such names: whoever came to that part of a script would get no part, and a page that loads again.
  for (const [name] of scripts.matchAll(/_astro\/[\w.~-]+\.css/g))
    if (!existsSync(path.join(siteDir, name)))
      throw new Error(
        `A script names ${name}, which was not built. Import that style in a page, not in a script.`,
      );
  const replaced = new Set<string>();
  for (const page of globSync('**/*.html', { cwd: siteDir })) {
    const at = path.join(siteDir, page);
    const { html, sheet, hrefs } = joinSheets(readFileSync(at, 'utf8'), sheets);
    if (!sheet) continue;
    writeFileSync(file(sheet.href), sheet.css);
    writeFileSync(at, html);
    for (const href of hrefs) replaced.add(href);
  }
  const pages = textsOf('**/*.html').join('\n');
  for (const href of replaced) if (!sheets.isScripts(href) && !pages.includes(href)) rmSync(file(href));
}

if (import.meta.main)
  joinSiteSheets(path.resolve(process.argv[2] ?? 'dist'), basePath(process.env['BASE_PATH']));
