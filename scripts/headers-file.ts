/**
 * `_headers`, which Netlify and Cloudflare Pages read: what our own server says in its answers, said by a host of files.
 * The site works without it. Where two rules match, both of their policies hold; each says one thing that the other
 * leaves open.
 */
import { PAGE_POLICY, SITE_HEADERS, WORKER_POLICY } from '../demo-server/runtime/node/security-headers.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';

export function headersFile(base: string): string {
  const rules: readonly (readonly [paths: string, headers: Readonly<Record<string, string>>])[] = [
    [`${base}*`, { ...SITE_HEADERS, 'content-security-policy': PAGE_POLICY }],
    // The names in these folders change with their contents.
    [`${base}_astro/*`, { 'cache-control': FOR_EVER }],
    [`${base}worker/*`, { 'cache-control': FOR_EVER, 'content-security-policy': WORKER_POLICY }],
  ];
  return rules
    .map(
      ([paths, headers]) =>
        `${paths}\n${Object.entries(headers)
          .map(([name, value]) => `  ${name}: ${value}\n`)
          .join('')}`,
    )
    .join('');
}
