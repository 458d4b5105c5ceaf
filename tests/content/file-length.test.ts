/** A file that has grown beyond what one reads at a sitting has a reason, which stands here. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const MOST_LINES = 400;
/** What is written by hand. Data that a tool wrote, and pictures, may be as long as they are. */
const WRITTEN = /\.(ts|tsx|mjs|cjs|astro|css|md|mdx|ya?ml)$/;

const REASONS: Readonly<Record<string, string>> = {
  'tests/contract/otlp-receiver.test.ts': 'one protocol, point by point, against one server that starts once',
  'content/chapters/dev.mdx': 'a chapter is one text, read from top to bottom',
  'tests/unit/demo-server/otlp-fuzz.test.ts':
    'what a hostile sender may try, field by field, with one oracle for all of it',
};

const files = globSync(
  ['{content,demo-server,scripts,src,tests}/**/*.*', '.github/**/*.*', '*.{md,ts,mjs,cjs,yaml}'],
  {},
).filter((file) => WRITTEN.test(file));

test(`no file is longer than ${MOST_LINES} lines without a reason`, () => {
  expect(files.length).toBeGreaterThan(500);
  const long = files.filter((file) => linesOf(file) > MOST_LINES);
  expect(long.filter((file) => !(file in REASONS))).toEqual([]);
  expect(Object.keys(REASONS).filter((file) => !files.includes(file))).toEqual([]);
});

const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;
