/**
 * What a page of the built site brings along by itself, read from its text: its style sheets, its scripts, the islands that
 * wake while one reads, and all that these import at once.
 *
 *   page.html --<script src>--> a.js --import--> b.js --import(...)--> c.js     a.js and b.js; c.js comes when it is used
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface PageFiles {
  readonly html: string;
  readonly sheets: readonly string[];
  readonly scripts: readonly string[];
}

const SHEET = /<link rel="stylesheet" href="([^"]+)"/g;
const SCRIPT =
  /<script\b[^>]*\ssrc="([^"]+)"|\s(?:component-url|renderer-url|before-hydration-url)="([^"]+)"/g;
/** As bundlers write it; `import(` has no name between. */
const IMPORT =
  /(?:^|[;}\n])\s*(?:import|export)\s*(?:[\w$*{][^"'`;()]*?\bfrom\s*|[\w$*{][^"'`;()]*?}from\s*)?["'](\.{1,2}\/[^"']+)["']/g;
/** Named by no page and asked for by itself, as soon as a page is idle. */
const WHEN_IDLE = /\bimport\(\s*["'`](\.\/(?:search-when-opened|mount-card)\.[^"'`]+)["'`]/g;

/** `page` and the answer are relative to the site, which stands at `base`. */
export function pageFiles(siteDir: string, page: string, base = '/'): PageFiles {
  const html = readFileSync(path.join(siteDir, page), 'utf8');
  const named = (pattern: RegExp) => [
    ...new Set(
      [...html.matchAll(pattern)]
        .map(([, first, second]) => first ?? second ?? '')
        .filter((href) => href.startsWith(base) && !href.startsWith('//'))
        .map((href) => href.slice(base.length)),
    ),
  ];
  return { html: page, sheets: named(SHEET), scripts: withImports(siteDir, named(SCRIPT)) };
}

/** Each file once, however the imports go round. */
export function withImports(siteDir: string, scripts: readonly string[]): readonly string[] {
  const found = new Set(scripts);
  for (const script of found) {
    const text = readFileSync(path.join(siteDir, script), 'utf8');
    for (const [, specifier = ''] of [...text.matchAll(IMPORT), ...text.matchAll(WHEN_IDLE)])
      found.add(path.posix.join(path.posix.dirname(script), specifier));
  }
  return [...found];
}
