/**
 * Which picture the rows of an answer make, if any. Pure.
 *
 *   a first column of times, rising, and numbers   --> lines over time
 *   a first column of words (or several), numbers  --> a bar a row, of the first number
 */
import type { Cell, TableAnswer } from '../../trace/checks/types.ts';
import type { ChartData } from '../charts/draw-chart.ts';

type Rows = Extract<TableAnswer, { readonly type: 'rows' }>;

export type RowsChart =
  | { readonly type: 'lines'; readonly data: ChartData }
  | {
      readonly type: 'bars';
      readonly measure: string;
      readonly bars: readonly Bar[];
      readonly leftOut: number;
    }
  | { readonly type: 'none' };
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Of the largest, 0 to 1. */
  readonly share: number;
}

const MAX_BARS = 30;
const MAX_LINES = 8;
const TIME = /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?$/;

export function chartOf({ columns, rows }: Rows): RowsChart {
  const numbers = columns.flatMap((_, column) => (isNumeric(rows, column) ? [column] : []));
  const [measure] = numbers;
  if (rows.length < 2 || measure === undefined) return { type: 'none' };
  if (measure > 0 && isTime(rows)) return linesOf({ columns, rows }, numbers);
  const words = columns.map((_, column) => column).filter((column) => column < measure);
  const values = rows.map((row) => Number(row[measure] ?? 0));
  if (words.length === 0 || values.some((value) => value < 0)) return { type: 'none' };
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const bars = rows.slice(0, MAX_BARS).map((row, index) => ({
    label: words.map((column) => String(row[column] ?? 'NULL')).join(' · '),
    value: values[index] ?? 0,
    share: largest === 0 ? 0 : (values[index] ?? 0) / largest,
  }));
  return { type: 'bars', measure: columns[measure] ?? '', bars, leftOut: rows.length - bars.length };
}

function linesOf({ columns, rows }: Pick<Rows, 'columns' | 'rows'>, numbers: readonly number[]): RowsChart {
  const byTime = rows
    .map((row) => ({ row, time: Date.parse(isoOf(String(row[0]))) / 1e3 }))
    .filter(({ time }) => Number.isFinite(time))
    .sort((a, b) => a.time - b.time);
  // One value a moment: with more, a line would go back and forth.
  if (byTime.some(({ time }, index) => time === byTime[index - 1]?.time)) return { type: 'none' };
  const series = numbers.slice(0, MAX_LINES).map((column) => ({
    label: columns[column] ?? '',
    points: byTime.map(({ row }) => (row[column] === null ? null : Number(row[column]))),
  }));
  return { type: 'lines', data: { times: byTime.map(({ time }) => time), unit: '', series } };
}

const isTime = (rows: Rows['rows']): boolean => rows.every(([first]) => TIME.test(String(first)));

function isNumeric(rows: Rows['rows'], column: number): boolean {
  const cells: readonly (Cell | undefined)[] = rows.map((row) => row[column]);
  return (
    cells.some((cell) => typeof cell === 'number') &&
    cells.every((cell) => cell === null || typeof cell === 'number')
  );
}

/** The engine's times are in UTC and do not say so. */
const isoOf = (text: string): string => (text.includes(' ') ? `${text.replace(' ', 'T')}Z` : text);
