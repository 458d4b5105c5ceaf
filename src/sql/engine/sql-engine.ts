/**
 * One database over DuckDB's bindings: tables in, one statement, rows out. It works while it is asked and answers when
 * it is done; who wants to end it early ends the worker that it is in.
 *
 * Invariant: from the first table on there is no file, no network and no extension, and the settings are locked.
 */
import type { DuckDBBindings } from '@duckdb/duckdb-wasm/blocking';
import { tableFromIPC } from 'apache-arrow';
import type { TableAnswer } from '../../trace/checks/types.ts';
import { MAX_STATEMENT_CHARACTERS } from '../sql-port.ts';
import type { ColumnTable } from '../tables/column-table.ts';
import { answerRows } from './answer-rows.ts';
import { arrowStream } from './arrow-stream.ts';
import { readsOfSpans } from './plan-reads.ts';
import { placeAt, sqlProblem } from './sql-problem.ts';

export interface SqlDatabase {
  /** In place of those of the same name. */
  load(tables: readonly ColumnTable[]): void;
  ask(statement: string): TableAnswer;
}

const SEMICOLON = 0x3b;
const SETTINGS = [
  "SET memory_limit = '256MB'",
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

/** `bindings` are instantiated. */
export function openDatabase(bindings: DuckDBBindings, now: () => number): SqlDatabase {
  bindings.open({ path: ':memory:', query: { castBigIntToDouble: true, castDecimalToDouble: true } });
  const [connection, run] = bindings.connect().useUnsafe((_, id) => {
    const each = (text: string) => bindings.runQuery(id, text);
    return [id, each] as const;
  });
  for (const setting of SETTINGS) run(setting);

  function* pieces(statement: string): Generator<Uint8Array> {
    let head = bindings.startPendingQuery(connection, statement, true);
    while (head === null) head = bindings.pollPendingQuery(connection);
    yield head;
    for (;;) {
      // Null: not yet.
      const piece = bindings.fetchQueryResults(connection);
      if (piece?.length === 0) return;
      if (piece !== null) yield piece;
    }
  }

  /** Where the next statement begins, in characters. DuckDB counts bytes. */
  function secondStatement(statement: string): number | undefined {
    const bytes = new TextEncoder().encode(statement);
    const isEnd = (offset: number) => bytes[offset] === SEMICOLON;
    const { offsets } = bindings.tokenize(statement);
    const end = offsets.findIndex(isEnd);
    const next = end < 0 ? undefined : offsets.slice(end + 1).find((offset) => !isEnd(offset));
    return next === undefined ? undefined : new TextDecoder().decode(bytes.subarray(0, next)).length;
  }

  /** What has no plan is no question either. */
  function reads(statement: string): number {
    try {
      const plan = tableFromIPC(run(`EXPLAIN (FORMAT json) ${statement}`)).get(0);
      return readsOfSpans(String(plan?.toJSON()['explain_value'] ?? '[]'));
    } catch {
      return 0;
    }
  }

  return {
    load(tables) {
      for (const table of tables) {
        run(`DROP TABLE IF EXISTS ${table.name}`);
        const options = { name: table.name, schema: 'main', create: true };
        bindings.insertArrowFromIPCStream(connection, arrowStream(table), options);
      }
    },
    ask(statement) {
      const begun = now();
      if (statement.trim() === '') return EMPTY;
      if (statement.length > MAX_STATEMENT_CHARACTERS) return TOO_LONG;
      const second = secondStatement(statement);
      if (second !== undefined) return { ...MANY, ...placeAt(statement, second) };
      run('BEGIN TRANSACTION READ ONLY');
      try {
        const answer = answerRows(pieces(statement));
        if (answer.cut) bindings.cancelPendingQuery(connection);
        const tookMs = now() - begun;
        return { type: 'rows', ...answer, tookMs, reads: reads(statement) };
      } catch (error) {
        return sqlProblem(error, statement);
      } finally {
        // Nothing to roll back where the statement ended the transaction itself.
        try {
          run('ROLLBACK');
        } catch {}
      }
    },
  };
}

const EMPTY: TableAnswer = {
  type: 'problem',
  line: 1,
  column: 1,
  message: 'There is no statement yet.',
  hint: 'Begin with SELECT ... FROM otel_traces.',
};
const TOO_LONG: TableAnswer = {
  type: 'problem',
  line: 1,
  column: 1,
  message: `The statement has more than ${MAX_STATEMENT_CHARACTERS.toLocaleString('en')} characters.`,
  hint: 'Make it shorter.',
};
const MANY = {
  type: 'problem',
  message: 'Here begins a second statement.',
  hint: 'One statement at a time. WITH gives a part of it a name.',
} as const;
