/** SQL for the eye: words, texts, numbers and comments, a line at a time. What is wrong with it the database says. */
import { StreamLanguage, type StringStream } from '@codemirror/language';

const WORDS = new Set(
  `all and any as asc between by case cast count cross current_row desc distinct else end except exists false filter
   following from full group having ilike in inner intersect is join lateral left like limit map materialized not null
   nulls offset on or order outer over partition preceding qualify range recursive right rows select then true try_cast
   unbounded union unnest using values when where window with`.split(/\s+/),
);
interface State {
  /** In the middle of a comment that began on an earlier line. */
  inComment: boolean;
}

export const sqlLanguage = StreamLanguage.define<State>({
  name: 'sql',
  languageData: { commentTokens: { line: '--', block: { open: '/*', close: '*/' } } },
  startState: () => ({ inComment: false }),
  copyState: ({ inComment }) => ({ inComment }),
  token(stream: StringStream, state) {
    if (state.inComment) {
      state.inComment = !stream.match(/^.*?\*\//);
      if (state.inComment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^--.*/)) return 'comment';
    if (stream.match('/*')) {
      state.inComment = true;
      return 'comment';
    }
    if (stream.match(/^'(?:[^']|'')*'?/)) return 'string';
    if (stream.match(/^"(?:[^"]|"")*"?/)) return null;
    if (stream.match(/^\d+(\.\d+)?(e[+-]?\d+)?/i)) return 'number';
    if (stream.match(/^\w+/)) return WORDS.has(stream.current().toLowerCase()) ? 'keyword' : null;
    stream.next();
    return /[=<>!+\-*/%|(),.[\]]/.test(stream.current()) ? 'operator' : null;
  },
});
