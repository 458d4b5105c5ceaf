/** The heading of a rendered slide as text, for a list of slides. Made by the build out of the build's own HTML. */
import { plainText } from '../code-source.ts';

export function slideTitle(html: string): string {
  const heading = /<h2[^>]*>([\s\S]*?)<\/h2>/.exec(html)?.[1] ?? '';
  return plainText(heading).replace(/\s+/g, ' ').trim();
}
