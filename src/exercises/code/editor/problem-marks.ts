/** Problems as the editor's lint marks: in the gutter, under the code, and in words where the pointer rests. */
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import type { EditorState, Text, TransactionSpec } from '@codemirror/state';
import type { CodeProblem } from '../program.ts';

export function markProblems(state: EditorState, problems: readonly CodeProblem[]): TransactionSpec {
  return setDiagnostics(
    state,
    problems.map((problem) => diagnostic(state.doc, problem)),
  );
}

/** The place of a line and column, both from 1, wherever they point; also for text that has changed since. */
export function offsetAt(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(1, Math.trunc(line) || 1), doc.lines));
  return Math.min(from + Math.max(0, Math.trunc(column) - 1 || 0), to);
}

function diagnostic(doc: Text, problem: CodeProblem): Diagnostic {
  const from = offsetAt(doc, problem.line, problem.column);
  const end = offsetAt(doc, problem.endLine ?? problem.line, problem.endColumn ?? problem.column + 1);
  // A point has no underline: to the end of its word, or of the line.
  const rest = /^\w+/.exec(doc.sliceString(from, doc.lineAt(from).to))?.[0].length ?? 1;
  const to = Math.min(end > from + 1 ? end : from + rest, doc.length);
  return {
    from,
    to: Math.max(from, to),
    severity: 'error',
    message: `${problem.message} ${problem.hint}`.trim(),
  };
}
