/** What a card needs of the world around it; `page-ports.ts` is the page's, tests hand in their own. */

import type { ConnectionState } from '../../server-client/choose-server.ts';
import type { WorkerSqlEngine } from '../../sql/worker-sql-engine.ts';
import type { CodePorts } from '../code/code-ports.ts';
import type { ProgressStore } from '../progress/store.ts';
import type { Clock } from '../run/clock.ts';
import type { RandomBytes } from '../run/run-identity.ts';
import type { FetchHints } from './hint-texts.ts';
import type { LoadRun } from './run-opener.ts';

export interface CardPorts {
  session(): string;
  /** What is known before anyone asked; must not touch the network, because the build calls it too. */
  connectionNow(): ConnectionState;
  subscribeConnection(listener: (state: ConnectionState) => void): () => void;
  doubtConnection(): void;
  progress(): ProgressStore;
  today(): Date;
  readonly clock: Clock;
  /** Asked for by exercises whose code is edited. */
  code(): CodePorts;
  /** Asked for by exercises in SQL, with their first run. */
  loadSql(): Promise<WorkerSqlEngine>;
  readonly loadRun: LoadRun;
  readonly fetchHints: FetchHints;
  readonly randomBytes: RandomBytes;
}
