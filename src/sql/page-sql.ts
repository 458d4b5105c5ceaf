/** The SQL engine of a page. Nothing is fetched before it is asked; there is one for all cards and panels. */
import { systemClock } from '../exercises/run/clock.ts';
import { openSqlWorker } from './open-sql-worker.ts';
import { type WorkerSqlEngine, workerSqlEngine } from './worker-sql-engine.ts';

let engine: WorkerSqlEngine | undefined;

export function pageSqlEngine(): WorkerSqlEngine {
  engine ??= workerSqlEngine({ open: openSqlWorker(import.meta.env.BASE_URL), clock: systemClock });
  return engine;
}
