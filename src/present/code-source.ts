/** The text of code blocks as the site renders them: each carries it whole, for its copy button, with DEL for line ends. */
const CODE = /\bdata-code="([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

export const codeSources = (html: string): readonly string[] =>
  [...html.matchAll(CODE)].map(([, text = '']) => plainText(text).replaceAll('\u007f', '\n'));

/** Text as it stands in HTML, without tags and entities. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
        if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
        return ENTITIES[name ?? ''] ?? whole;
      },
    );
}
