/** What a program threw, at the line of its source. */
import type { ProgramProblem } from '../protocol.ts';

/** How a program is called in stacks. */
export const PROGRAM_FILE = 'learner-program.ts';

const FRAME = new RegExp(`^(.*?)\\(?[^\\s(@]*${PROGRAM_FILE.replace('.', '\\.')}:(\\d+):\\d+`);
/** Frames of the code that lowers async functions; they stand at the first line and are nobody's. */
const HELPER =
  /asyncGeneratorStep|_asyncToGenerator|\b_next\b|\b_throw\b|AsyncGenerator|AsyncIterator|\b(resume|settle)\b/;

interface Place {
  readonly line: number;
  readonly column: number;
}
/** An error that comes out of an `await` may have a stack without the program in it; this is where it came out. */
const awaitedAt = new WeakMap<object, Place>();

/** The innermost `await` wins. */
export function markAwait(error: unknown, line: number, column: number): void {
  if (typeof error === 'object' && error !== null && !awaitedAt.has(error))
    awaitedAt.set(error, { line, column });
}

export function thrownProblem(error: unknown): ProgramProblem {
  const { line, column } = placeOf(error) ?? { line: 1, column: 1 };
  const hint = hintFor(error);
  const below = error instanceof ProgramError && line > 1 ? error.linesBelow : 0;
  return { type: 'thrown', line: line + below, column, message: inWords(error), hint };
}

function hintFor(error: unknown): string {
  if (error instanceof ProgramError) return error.hint;
  if (error instanceof ReferenceError) return 'Is it imported, and is it spelled as where it comes from?';
  if (error instanceof TypeError && / is not a function/.test(error.message))
    return 'The types below the editor say what there is.';
  return 'The span in which it happened has the status error.';
}

/** In words, if it is the fault of the installed program. */
export const programFault = (error: unknown): ProgramProblem | undefined =>
  error instanceof ProgramError || isOfProgram(error) ? thrownProblem(error) : undefined;

export const isOfProgram = (error: unknown): boolean => placeOf(error) !== undefined;

/** What we throw into a program ourselves. */
export class ProgramError extends Error {
  readonly hint: string;
  /** How far below the call: of a text over several lines that the call was given. */
  readonly linesBelow: number;
  constructor(message: string, hint: string, linesBelow = 0) {
    super(message);
    this.name = 'ProgramError';
    this.hint = hint;
    this.linesBelow = linesBelow;
  }
}

function placeOf(error: unknown): Place | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const awaited = awaitedAt.get(error);
  const line = 'stack' in error && typeof error.stack === 'string' ? lineInStack(error.stack) : undefined;
  if (line === undefined || line === awaited?.line) return awaited;
  return { line, column: 1 };
}

function lineInStack(stack: string): number | undefined {
  for (const frame of stack.split('\n')) {
    const [, before, line] = FRAME.exec(frame) ?? [];
    if (line !== undefined && !HELPER.test(before ?? '')) return Number(line);
  }
  return undefined;
}

function inWords(error: unknown): string {
  if (error instanceof ProgramError) return error.message;
  if (!(error instanceof Error)) return `Thrown: ${String(error)}`.slice(0, 500);
  // Drizzle repeats the whole statement; PostgreSQL's own words are in the cause.
  if (error.cause instanceof Error) return `PostgreSQL says: ${error.cause.message}`.slice(0, 500);
  return `${error.name}: ${error.message}`.slice(0, 500);
}
