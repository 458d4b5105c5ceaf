/**
 * The chapters as the content tests see them: read from disk, with what they cite, link to and show as code. Fenced
 * code is taken out before anything else is looked for, so that an example never counts as content.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ChapterFile {
  readonly id: string;
  readonly file: string;
  readonly frontmatter: { readonly [key: string]: unknown };
  /** The text without frontmatter and without fenced code. */
  readonly prose: string;
  readonly headings: readonly Heading[];
  readonly sections: readonly Section[];
  readonly snippets: readonly Snippet[];
}
export interface Heading {
  readonly level: number;
  readonly text: string;
  /** The fragment that the site gives it. */
  readonly slug: string;
}
/** A second-level heading with the prose below it, up to the next. */
export interface Section {
  readonly heading: string;
  readonly slug: string;
  readonly prose: string;
}
export interface Snippet {
  readonly language: string;
  readonly code: string;
  /** Where it begins, for messages: `content/chapters/dev.mdx:42`. */
  readonly at: string;
}

export const readChapters = (): readonly ChapterFile[] => readArticles('content/chapters');
/** They are read like chapters, and hold to fewer rules. */
export const readGuides = (): readonly ChapterFile[] => readArticles('content/guides');

function readArticles(folder: string): readonly ChapterFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mdx'))
    .map((name) =>
      parseChapter(name.slice(0, -'.mdx'.length), readFileSync(`${folder}/${name}`, 'utf8'), folder),
    );
}

export function parseChapter(id: string, text: string, folder = 'content/chapters'): ChapterFile {
  const file = `${folder}/${id}.mdx`;
  const [, yaml = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const { prose, snippets } = takeCodeOut(
    body,
    file,
    text.slice(0, text.length - body.length).split('\n').length,
  );
  const headings = [...prose.matchAll(/^(#{2,4}) (.+)$/gm)].map(([, marks = '', words = '']) => ({
    level: marks.length,
    text: words,
    slug: slugOf(words),
  }));
  const sections = prose
    .split(/^(?=## )/m)
    .slice(1)
    .map((part) => {
      const [first = '', ...rest] = part.split('\n');
      const heading = first.slice('## '.length);
      return { heading, slug: slugOf(heading), prose: rest.join('\n') };
    });
  return { id, file, frontmatter: parse(yaml) ?? {}, prose, headings, sections, snippets };
}

/** Values of `attribute` in every `<Tag attribute="value">`. */
export function attributesIn(prose: string, tag: string, attribute: string): readonly string[] {
  return [...prose.matchAll(new RegExp(`<${tag}\\s[^>]*?${attribute}="([^"]*)"`, 'g'))].map(
    ([, value = '']) => value,
  );
}

function takeCodeOut(body: string, file: string, firstLine: number): { prose: string; snippets: Snippet[] } {
  const prose: string[] = [];
  const snippets: Snippet[] = [];
  let open: { language: string; lines: string[]; at: string } | undefined;
  for (const [index, line] of body.split('\n').entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (!fence) (open?.lines ?? prose).push(line);
    else if (!open) open = { language: fence[1] ?? '', lines: [], at: `${file}:${firstLine + index}` };
    else {
      snippets.push({ language: open.language, code: open.lines.join('\n'), at: open.at });
      open = undefined;
    }
  }
  if (open) throw new Error(`${open.at}: this code block is never closed.`);
  return { prose: prose.join('\n'), snippets };
}

/** As GitHub makes them: lower case, only letters, digits, spaces and hyphens, spaces as hyphens. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
