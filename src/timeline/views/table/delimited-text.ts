/**
 * Rows as tab-separated values (what a spreadsheet takes from the clipboard) or CSV (RFC 4180). A cell that a spreadsheet
 * would run as a formula gets an apostrophe in front: texts of spans are anybody's.
 */
import type { Column } from './columns.ts';

export type Delimited = 'tsv' | 'csv';

const FORMULA = /^[=+\-@\t\r]/;
/** `-5` is no formula. */
const NUMBER = /^[-+]?[\d.]+(e[-+]?\d+)?$/;

export function delimitedText<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  as: Delimited,
): string {
  const line = (cells: readonly string[]) =>
    cells.map((cell) => cellText(cell, as)).join(as === 'tsv' ? '\t' : ',');
  const lines = [line(columns.map(({ title, exact }) => exact?.title ?? title))];
  for (const row of rows) lines.push(line(columns.map(({ exact, text }) => exact?.of(row) ?? text(row))));
  return `${lines.join(as === 'tsv' ? '\n' : '\r\n')}${as === 'tsv' ? '\n' : '\r\n'}`;
}

function cellText(text: string, as: Delimited): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  if (as === 'tsv') return safe.replace(/[\t\r\n]+/g, ' ');
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
