/** What DuckDB says is wrong, at its place in the statement, with what to do about it. Lines and columns count from 1. */
import type { TableAnswer } from '../../trace/checks/types.ts';

type SqlProblem = Extract<TableAnswer, { readonly type: 'problem' }>;

export function sqlProblem(error: unknown, statement: string): SqlProblem {
  const { message, position } = readError(error instanceof Error ? error.message : String(error));
  const [said = ''] = message.split('\n\nLINE ');
  const place = position === undefined ? placeOf(message, statement) : placeAt(statement, position);
  return { type: 'problem', ...place, message: said.trim().replace(/\s*\n\s*/g, ' '), hint: hintFor(said) };
}

/** A parser's error is JSON with a position; others are text. */
function readError(text: string): { readonly message: string; readonly position?: number } {
  try {
    const { exception_type, exception_message, position } = JSON.parse(text) as Record<string, unknown>;
    if (typeof exception_message !== 'string') return { message: text };
    const message = `${String(exception_type)} Error: ${exception_message}`;
    return /^\d+$/.test(String(position)) ? { message, position: Number(position) } : { message };
  } catch {
    return { message: text };
  }
}

/** Of a character of the statement. */
export function placeAt(statement: string, position: number) {
  const before = statement.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** `LINE 2: ...some of the line` and below it a caret; long lines are cut at both ends. */
function placeOf(message: string, statement: string) {
  const found = /LINE (\d+): (.*)\n( *)\^/.exec(message);
  if (!found) return { line: 1, column: 1 };
  const [, number = '1', shown = '', indent = ''] = found;
  const line = Number(number);
  const text = statement.split('\n')[line - 1] ?? '';
  const isCut = shown.startsWith('...');
  const visible = shown.replace(/^\.\.\./, '').replace(/\.\.\.$/, '');
  const cutAt = isCut ? Math.max(0, text.indexOf(visible)) : 0;
  const offset = indent.length - `LINE ${number}: `.length - (isCut ? 3 : 0);
  return { line, column: Math.max(0, cutAt + offset) + 1 };
}

function hintFor(message: string): string {
  const hint = HINTS.find(([pattern]) => pattern.test(message));
  return hint?.[1] ?? 'Change the statement and run it again.';
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/Referenced table/, "An attribute is in a map: SpanAttributes['http.route'], with single quotes."],
  [/Ambiguous reference/, 'Say whose column it is: a.Duration, b.Duration.'],
  [/Table with name|Table Function/, 'There are the tables otel_traces, otel_logs and otel_metrics.'],
  [
    /Referenced column|not found in FROM clause/,
    "A span's attributes are in a map: SpanAttributes['http.route'] with single quotes. Double quotes name a column.",
  ],
  [
    /must appear in the GROUP BY/,
    'Put the column into GROUP BY, or make one value of many: count(*), max(...).',
  ],
  [/No function matches/, 'Attributes are texts. Make numbers of them: CAST(SpanAttributes[...] AS DOUBLE).'],
  [/Could not convert|Conversion/, 'TRY_CAST answers NULL where CAST gives up.'],
  [
    /extension|file system operations|external/i,
    'This database knows no files, no network and no extensions.',
  ],
  [
    /read-only mode|configuration has been locked/,
    'Statements here read, and change nothing: begin with SELECT.',
  ],
  [/Out of Memory/, 'Ask for fewer rows at once: add a WHERE, or count instead of listing.'],
  [/syntax error|Parser/, 'The statement cannot be read from here on. The slip may be just before.'],
];
