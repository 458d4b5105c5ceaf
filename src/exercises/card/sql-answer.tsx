/** What the statement answered, of the last run: the rows that the check looks at. */
import { AnswerTable } from '../../sql/view/answer-table.tsx';
import type { CardModel } from './card-types.ts';

export function SqlAnswer({ model }: { readonly model: CardModel }) {
  const run = model.run.value;
  const sql = run?.finished?.sql;
  if (sql === undefined || sql.type !== 'rows') return null;
  return <AnswerTable answer={sql} caption={`What DuckDB answered, run ${run?.number}:`} />;
}
