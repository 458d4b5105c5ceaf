/** The rows of an answer. What stands in them was sent by strangers: it is text, and nothing else. */
import type { Cell, TableAnswer } from '../../trace/checks/types.ts';
import './answer-table.css';

export interface AnswerTableProps {
  readonly answer: Extract<TableAnswer, { readonly type: 'rows' }>;
  readonly caption: string;
}
/** A page is slower to draw rows than a database to find them. */
const MAX_SHOWN = 200;

export function AnswerTable({ answer, caption }: AnswerTableProps) {
  const { columns, rows } = answer;
  return (
    <div class="answer-table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="answer-scroll" tabIndex={0} aria-label={caption}>
        <table>
          <caption>
            {caption} <span>{rowWords(answer)}</span>
          </caption>
          <thead>
            <tr>
              {columns.map((name, column) => (
                <th scope="col" key={column}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_SHOWN).map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} data-cell={cellKind(cell)}>
                    {cellText(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

const NUMBERS = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

const cellKind = (cell: Cell): 'null' | 'number' | 'text' =>
  cell === null ? 'null' : typeof cell === 'number' ? 'number' : 'text';

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'number' ? NUMBERS.format(cell) : String(cell);
}

/** `4 rows`, `the first 200 of 740 rows`, `the first 200 of more than 1,000 rows`. */
export function rowWords({ rows, cut }: AnswerTableProps['answer']): string {
  const count = `${cut ? 'more than ' : ''}${NUMBERS.format(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`;
  return rows.length > MAX_SHOWN ? `the first ${MAX_SHOWN} of ${count}` : count;
}
