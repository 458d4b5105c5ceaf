/** The grammar of a code exercise: TypeScript's own, and for YAML and SQL one that knows a line at a time, enough for colours. */
import { typescriptLanguage } from '@codemirror/lang-javascript';
import { type Language, LanguageSupport, StreamLanguage, type StringStream } from '@codemirror/language';
import type { CodeLanguage } from '../../definition/exercise.ts';
import { sqlLanguage } from './sql-language.ts';

export function languageSupport(language: CodeLanguage): LanguageSupport {
  return new LanguageSupport(
    { yaml: yamlLanguage, sql: sqlLanguage, typescript: typescriptLanguage }[language],
  );
}

/** What stands next in a line, and the tag by which it is coloured; the first that fits counts. */
const PIECES: readonly (readonly [RegExp, string | null])[] = [
  [/^#.*/, 'comment'],
  [/^(---|\.\.\.)(?=\s|$)/, 'operator'],
  [/^(- |-$)/, 'operator'],
  [/^"(?:[^"\\]|\\.)*"(?!\s*:)/, 'string'],
  [/^'(?:[^']|'')*'(?!\s*:)/, 'string'],
  [/^("[^"]*"|'[^']*'|[\w./-]+)(?=\s*:(\s|$))/, 'keyword'],
  [/^\$\{[^}]*\}?/, 'atom'],
  [/^(true|false|null|~)(?=\s*($|#|[,\]}]))/, 'bool'],
  [/^-?\d+(\.\d+)?(?=\s*($|#|[,\]}]))/, 'number'],
  [/^[:,[\]{}]/, 'operator'],
  [/^[\w./:@-]+/, null],
];

const yamlLanguage: Language = StreamLanguage.define({
  name: 'yaml',
  languageData: { commentTokens: { line: '#' } },
  token(stream: StringStream) {
    if (stream.eatSpace()) return null;
    for (const [piece, tag] of PIECES) if (stream.match(piece)) return tag;
    stream.next();
    return null;
  },
});
