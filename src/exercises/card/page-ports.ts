/** The card's world in a page. Nothing here runs before it is called, so that the build can import it. */
import { doubtConnection, pageSession, subscribeConnection } from '../../server-client/page-connection.ts';
import { pageCodePorts } from '../code/page-code-ports.ts';
import { pageProgress } from '../progress/page-progress.ts';
import { systemClock } from '../run/clock.ts';
import { systemRandomBytes } from '../run/run-identity.ts';
import type { CardPorts } from './card-ports.ts';
import { fetchPageHints } from './page-hints.ts';

export const pagePorts: CardPorts = {
  session: pageSession,
  connectionNow: () => ({ type: 'connecting' }),
  subscribeConnection,
  doubtConnection,
  progress: pageProgress,
  today: () => new Date(),
  code: () => pageCodePorts,
  loadSql: () => import('../../sql/page-sql.ts').then(({ pageSqlEngine }) => pageSqlEngine()),
  loadRun: () => import('../run/run.ts'),
  fetchHints: fetchPageHints,
  clock: systemClock,
  randomBytes: systemRandomBytes,
};
