/**
 * TypeScript, YAML or SQL as highlighted text, made by the build: lines of pieces, each with the class that `tok-*` rules colour. The
 * grammar is the one of the code blocks, the classes are those of the editor that takes the place of this text.
 */
import { createHighlighter } from 'shiki';
import type { CodeLanguage } from '../../exercises/definition/exercise.ts';
import { codeTheme } from '../../styles/code-theme.ts';

export interface Piece {
  readonly text: string;
  readonly class?: string;
}

/** Stand-ins by which a piece is told apart; nobody sees these colours. */
const PALETTE = {
  ground: '#000000',
  ink: '#000001',
  faint: '#000002',
  keyword: '#000003',
  string: '#000004',
  constant: '#000005',
} as const;
const CLASSES: Readonly<Record<string, string>> = {
  [PALETTE.faint]: 'tok-comment',
  [PALETTE.keyword]: 'tok-keyword',
  [PALETTE.string]: 'tok-string',
  [PALETTE.constant]: 'tok-constant',
};
const ITALIC = 1;
const theme = codeTheme('classes', 'dark', PALETTE);
let highlighter: ReturnType<typeof createHighlighter> | undefined;

export async function staticCode(
  source: string,
  language: CodeLanguage,
): Promise<readonly (readonly Piece[])[]> {
  highlighter ??= createHighlighter({ themes: [theme], langs: ['typescript', 'yaml', 'sql'] });
  const { tokens } = (await highlighter).codeToTokens(source, {
    lang: language,
    theme: theme.name,
  });
  return tokens.map((line) =>
    line.map(({ content, color = '', fontStyle = 0 }) => {
      const found = CLASSES[color.toLowerCase()];
      // Comments and operators are both faint; only comments lean.
      const name = found === 'tok-comment' && fontStyle !== ITALIC ? 'tok-operator' : found;
      return name === undefined ? { text: content } : { text: content, class: name };
    }),
  );
}
