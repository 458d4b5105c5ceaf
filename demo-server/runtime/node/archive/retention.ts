/**
 * How much is kept, and for how long. Whole traces leave, those that began to arrive first before others, and with the
 * last span of a resource the resource; so do requests of metrics and logs.
 */
import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RetentionLimits } from '../../../store/archive.ts';

/** Room is made for a while, not for the next request alone. */
const FILL = 0.9;
const MAX_ROUNDS = 3;

/** What is used of the file, and the log beside it; free blocks inside are used again before the file grows. */
export async function bytesOnDisk(connection: DuckDBConnection, file: string): Promise<number> {
  const [[used] = [0]] = await valuesOf(
    connection,
    'SELECT sum(used_blocks * block_size)::DOUBLE FROM pragma_database_size()',
  );
  const log = await stat(`${file}.wal`).catch(() => undefined);
  return Number(used ?? 0) + (log?.size ?? 0);
}

/** True when something left. */
export async function retain(
  connection: DuckDBConnection,
  file: string,
  { maxBytes, maxAgeMs }: RetentionLimits,
  nowMs: number,
): Promise<boolean> {
  const oldest = `make_timestamp(${Math.round((nowMs - maxAgeMs) * 1_000)})`;
  const [[isOld] = [false]] = await valuesOf(
    connection,
    `SELECT least((SELECT min(Arrived) FROM spans), (SELECT min(Arrived) FROM requests)) < ${oldest}`,
  );
  let hasLeft = false;
  if (isOld) hasLeft = await leave(connection, `max(Arrived) < ${oldest}`, `Arrived < ${oldest}`);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if ((await bytesOnDisk(connection, file)) <= maxBytes) break;
    // The log may be most of it, and is gone when it is written into the file.
    await connection.run('CHECKPOINT');
    const bytes = await bytesOnDisk(connection, file);
    if (bytes <= maxBytes) break;
    const [[first, last] = [null, null]] = await valuesOf(
      connection,
      `SELECT min(low)::DOUBLE, max(high)::DOUBLE FROM (
         SELECT min(Seq) AS low, max(Seq) AS high FROM spans UNION ALL SELECT min(Seq), max(Seq) FROM requests)`,
    );
    if (first === null || last === null) break;
    const share = 1 - (FILL * maxBytes) / bytes;
    const end = Math.ceil(Number(first) + (Number(last) - Number(first)) * share) + 1;
    if (await leave(connection, `min(Seq) < ${end}`, `Seq < ${end}`)) hasLeft = true;
    await connection.run('CHECKPOINT');
    // Blocks are given back by the row group of 122,880 rows: what is smaller than some of these is written anew.
    if ((await bytesOnDisk(connection, file)) > maxBytes) await writeAnew(connection);
  }
  return hasLeft;
}

async function writeAnew(connection: DuckDBConnection): Promise<void> {
  for (const table of ['spans', 'requests']) {
    await connection.run('BEGIN');
    try {
      await connection.run(`CREATE TABLE ${table}_anew AS SELECT * FROM ${table} ORDER BY Seq`);
      await connection.run(`DROP TABLE ${table}`);
      await connection.run(`ALTER TABLE ${table}_anew RENAME TO ${table}`);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
  }
  await connection.run('CHECKPOINT');
}

async function leave(connection: DuckDBConnection, traces: string, requests: string): Promise<boolean> {
  const spans = await connection.run(
    `DELETE FROM spans WHERE TraceId IN (SELECT TraceId FROM spans GROUP BY TraceId HAVING ${traces})`,
  );
  if (spans.rowsChanged > 0)
    await connection.run('DELETE FROM origins WHERE Origin NOT IN (SELECT DISTINCT Origin FROM spans)');
  const others = await connection.run(`DELETE FROM requests WHERE ${requests}`);
  return spans.rowsChanged + others.rowsChanged > 0;
}

const valuesOf = async (connection: DuckDBConnection, sql: string): Promise<readonly unknown[][]> =>
  (await connection.runAndReadAll(sql)).getRows() as unknown[][];
