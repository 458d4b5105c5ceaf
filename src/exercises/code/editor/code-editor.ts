/**
 * The editor of a code exercise: CodeMirror, dressed in the site's tokens. Loaded when a card with code comes near the
 * screen; nothing else may import it but by `import()`.
 *
 * Tab indents; Escape, then Tab leaves, and ctrl m (shift alt m on a Mac) gives Tab back for good: both are CodeMirror's own.
 */
import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  closeBracketsKeymap,
  completeAnyWord,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { localCompletionSource } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, Prec, Transaction } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { CodeLanguage } from '../../definition/exercise.ts';
import { givenMembers } from '../given-members.ts';
import type { CodeProblem } from '../program.ts';
import { highlighting } from './highlight.ts';
import { languageSupport } from './language-support.ts';
import './editor.css';
import { editorRoot } from './editor-root.ts';
import { markProblems, offsetAt } from './problem-marks.ts';

export interface CodeEditor {
  /** Replaces the text, as one step of the history. */
  setSource(source: string): void;
  setProblems(problems: readonly CodeProblem[]): void;
  /** Puts the cursor there and the focus with it. */
  goTo(line: number, column: number): void;
  destroy(): void;
}
export interface CodeEditorOptions {
  readonly source: string;
  readonly language: CodeLanguage;
  readonly label: string;
  /** The element that says how to leave the editor. */
  readonly describedBy: string;
  /** The types of what the program is given; their members are offered while typing. */
  readonly given?: () => Promise<string>;
  onEdit(source: string): void;
}

export function createCodeEditor(parent: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const view = new EditorView({
    parent,
    root: editorRoot(),
    state: EditorState.create({
      doc: options.source,
      extensions: [
        editing,
        languageSupport(options.language),
        completion(options),
        EditorView.contentAttributes.of({
          // Focusable without it too; with it, also in the eyes of tools that look for what scrolls.
          tabindex: '0',
          'aria-label': options.label,
          'aria-describedby': options.describedBy,
        }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) options.onEdit(state.doc.toString());
        }),
      ],
    }),
  });

  return {
    setSource(source) {
      if (view.state.doc.toString() === source) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: source },
        annotations: Transaction.userEvent.of('replace'),
      });
    },
    setProblems: (problems) => view.dispatch(markProblems(view.state, problems)),
    goTo(line, column) {
      const anchor = offsetAt(view.state.doc, line, column);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** Names of the program and of what it is given; in YAML and SQL, words that stand in the text already. */
const completion = ({ language, given }: CodeEditorOptions) =>
  autocompletion({
    override:
      language === 'typescript'
        ? [localCompletionSource, ...(given ? [completeGiven(given)] : []), completeAnyWord]
        : [completeAnyWord],
    icons: false,
  });

/** After a dot all of them, else those that begin with what was typed. Without the types, none. */
const completeGiven =
  (given: () => Promise<string>): CompletionSource =>
  async (context) => {
    const typed = context.matchBefore(/\.?[\w$]*/);
    if (!typed || (typed.text === '' && !context.explicit)) return null;
    const types = await given().catch(() => '');
    const options = givenMembers(types).map(({ name, signature }) => ({
      label: name,
      detail: signature,
      type: 'property',
    }));
    return { from: typed.from + (typed.text.startsWith('.') ? 1 : 0), options, validFor: /^[\w$]*$/ };
  };

const editing = [
  lineNumbers(),
  lintGutter(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  history(),
  indentOnInput(),
  indentUnit.of('  '),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  highlighting,
  EditorView.lineWrapping,
  // The card runs on ctrl enter; here it only must not break the line.
  Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }])),
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...lintKeymap,
    ...historyKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
];
