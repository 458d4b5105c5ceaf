/** Two programs beside each other, or one above the other where there is no room; to be looked at, not edited. */
import { Chunk, MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension, Text } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import type { CodeLanguage } from '../../definition/exercise.ts';
import { highlighting } from './highlight.ts';
import { languageSupport } from './language-support.ts';
import './editor.css';
import { editorRoot } from './editor-root.ts';

export interface CodeSides {
  readonly own: string;
  readonly solution: string;
}
export interface ShownCode extends CodeSides {
  readonly language: CodeLanguage;
}
export interface DiffLine {
  readonly type: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Lines that stand unchanged around a change. */
const CONTEXT_LINES = 2;
const collapseUnchanged = { margin: CONTEXT_LINES, minSize: 6 };

/** The answer takes it away. */
export function showCodeDiff(
  parent: HTMLElement,
  { own, solution, language }: ShownCode,
  sideBySide: boolean,
): () => void {
  if (sideBySide) {
    const view = new MergeView({
      parent,
      root: editorRoot(),
      a: { doc: own, extensions: looking('Your code', language) },
      b: { doc: solution, extensions: looking('The solution', language) },
      collapseUnchanged,
    });
    return () => view.destroy();
  }
  const view = new EditorView({
    parent,
    root: editorRoot(),
    doc: solution,
    extensions: [
      looking('From your code to the solution', language),
      unifiedMergeView({ original: own, mergeControls: false, collapseUnchanged }),
    ],
  });
  return () => view.destroy();
}

const looking = (label: string, language: CodeLanguage): Extension => [
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  lineNumbers(),
  languageSupport(language),
  highlighting,
  EditorView.lineWrapping,
  // Read by the text twin; this one is for the eyes.
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '-1' }),
];

/** The difference line by line, with a little of what stands around it: the text twin. Linear in the lines. */
export function diffLines({ own, solution }: CodeSides): readonly DiffLine[] {
  const [a, b] = [Text.of(own.split('\n')), Text.of(solution.split('\n'))];
  const lines: DiffLine[] = [];
  for (const chunk of Chunk.build(a, b)) {
    const before = linesOf(b, Math.max(0, chunk.fromB - 1), chunk.fromB - 1).slice(-1);
    lines.push(
      ...before.map((text) => ({ type: 'same', text }) as const),
      ...linesOf(a, chunk.fromA, chunk.toA - 1).map((text) => ({ type: 'removed', text }) as const),
      ...linesOf(b, chunk.fromB, chunk.toB - 1).map((text) => ({ type: 'added', text }) as const),
    );
  }
  return lines;
}

/** Whole lines that the range touches; none when it is empty. */
function linesOf(doc: Text, from: number, to: number): readonly string[] {
  if (to < from) return [];
  const [first, last] = [doc.lineAt(from).number, doc.lineAt(Math.min(to, doc.length)).number];
  return Array.from({ length: last - first + 1 }, (_, index) => doc.line(first + index).text);
}
