/**
 * `exercise.yaml` as text to an {@link AuthoredExercise}, or to every problem in it at once. A problem names the file, the
 * line and the field, so that an author can jump to it.
 */
import { LineCounter, parseDocument } from 'yaml';
import type { AuthoredExercise } from './exercise.ts';
import { fileProblems } from './file-problems.ts';
import { type Problem, referenceProblems } from './references.ts';
import { type ExerciseFiles, exerciseSchema, toExercise } from './schema.ts';

export type Parsed =
  | { readonly type: 'exercise'; readonly exercise: AuthoredExercise }
  /** One line each: `file:line  field: what is wrong`. */
  | { readonly type: 'problems'; readonly problems: readonly string[] };

/** `id` is what the folder says (`dev/n-plus-one`); the file need not repeat it. */
export function parseExercise(
  yaml: string,
  file: string,
  id: string,
  files: ExerciseFiles = new Map(),
): Parsed {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter });
  if (document.errors.length > 0) {
    return { type: 'problems', problems: document.errors.map((error) => `${file}  ${error.message}`) };
  }
  const located = ({ path, message }: Problem) => {
    const line = lineOf(document, lineCounter, path);
    return `${file}:${line}  ${fieldName(path)}: ${message}`;
  };
  const fields: unknown = document.toJS();
  const result = exerciseSchema.safeParse({ id, ...(fields as object | null) });
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) =>
      located({ path: path.map((step) => (typeof step === 'number' ? step : String(step))), message }),
    );
    return { type: 'problems', problems };
  }
  const exercise = toExercise(result.data, files);
  const problems = [...fileProblems(result.data, files), ...referenceProblems(exercise)];
  if (exercise.id !== id) problems.push({ path: ['id'], message: `must be "${id}", as its folder says` });
  return problems.length > 0
    ? { type: 'problems', problems: problems.map(located) }
    : { type: 'exercise', exercise };
}

function fieldName(path: Problem['path']): string {
  const name = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return name.replace(/^\./, '') || 'the file';
}

/** The line of the field, or of its nearest parent that is written down. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lineCounter: LineCounter,
  path: Problem['path'],
): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    const offset = node?.range?.[0];
    if (offset !== undefined) return lineCounter.linePos(offset).line;
  }
  return 1;
}
