// How much a reader is sent, gzipped, in kB of 1,000 bytes: the one place that says so. A step of `npm test`, on the built
// site; `npx size-limit` shows the figures. A page counts with all that it loads before any click, its cards included.
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pageFiles, withImports } from './scripts/page-files.ts';
import { basePath } from './scripts/static-host.ts';

const SITE = 'dist';
const inSite = (files: readonly string[]) => files.map((file) => path.posix.join(SITE, file));
const gzipped = (name: string, files: readonly string[], limit?: string) => ({
  name,
  path: inSite(files),
  gzip: true,
  ...(limit !== undefined && { limit }),
});

const page = (name: string) => pageFiles(SITE, `${name}/index.html`, basePath(process.env['BASE_PATH']));
const whole = ({ html, sheets, scripts }: ReturnType<typeof page>) => [html, ...sheets, ...scripts];
const kilobytes = (files: readonly string[]) =>
  inSite(files).reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0) / 1_000;

const chapters = globSync('*.mdx', { cwd: 'content/chapters' }).map((file) => path.basename(file, '.mdx'));
const files = globSync('**/*', { cwd: SITE }).filter((file) => statSync(path.join(SITE, file)).isFile());
const bytes = (file: string) => statSync(path.join(SITE, file)).size;
const largest = files.reduce((one, other) => (bytes(other) > bytes(one) ? other : one));

/** What the deck fetches as soon as it is idle, besides the script of its cards. */
const deckCards = globSync('present/exercises/*.json', { cwd: SITE });
const ELEMENT = ['element/trace-timeline.js'];
const elementAtFirst = withImports(SITE, ELEMENT);
const elementLater = globSync('element/**/*.js', { cwd: SITE }).filter(
  (file) => !elementAtFirst.includes(file),
);

export default [
  ...chapters.sort().flatMap((chapter) => {
    const { html, sheets, scripts } = page(chapter);
    return [
      gzipped(`${chapter}: HTML`, [html], '60 kB'),
      gzipped(`${chapter}: CSS`, sheets, '30 kB'),
      gzipped(`${chapter}: JS`, scripts, '60 kB'),
    ];
  }),
  gzipped('deck, what its first slide waits for: HTML', [page('present').html], '40 kB'),
  gzipped(
    'deck with all its cards, at most 60 kB over a chapter',
    [...whole(page('present')), ...deckCards],
    `${kilobytes(whole(page('recap'))) + 60} kB`,
  ),
  gzipped('timeline, when it is first shown', elementAtFirst, '30 kB'),
  gzipped('timeline, all that comes when it is used', elementLater),
  { name: `the largest file: ${largest}`, path: inSite([largest]), brotli: false, limit: '25 MiB' },
];
