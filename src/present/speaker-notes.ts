/**
 * The commentary of an article as notes: words and code, without what only a page of text needs. The heading that closes
 * a piece belongs to the next slide, which has its title on the wall.
 */
import { codeSources, plainText } from './code-source.ts';

const CODE_BLOCK = /<div class="expressive-code">[\s\S]*?<\/figure>\s*<\/div>/g;
const HEADING =
  /<div class="sl-heading-wrapper level-h(\d)">\s*<h\1[^>]*>([\s\S]*?)<\/h\1>[\s\S]*?<\/a>\s*<\/div>/g;
const LAST_HEADINGS = /(?:<h3>[^<]*(?:<(?!\/h3>)[^<]*)*<\/h3>\s*)+$/;
const WORDS_PER_MINUTE = 130;

export function speakerNotes(html: string): string {
  return html
    .replace(CODE_BLOCK, (block) => codeSources(block).map(codeNote).join(''))
    .replace(HEADING, (_, __, heading: string) => `<h3>${heading}</h3>`)
    .trim()
    .replace(LAST_HEADINGS, '')
    .trim();
}

/** How long the notes would take if all of them were said; code is shown, not read out. */
export function minutesToSay(notesHtml: string): number {
  const words = plainText(
    notesHtml.replace(/<pre[\s\S]*?<\/pre>/g, ' ').replace(/<svg[\s\S]*?<\/svg>/g, ' '),
  );
  return words.split(/\s+/).filter(Boolean).length / WORDS_PER_MINUTE;
}

const codeNote = (code: string) => `<pre class="code-note"><code>${escapeHtml(code)}</code></pre>`;
const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
