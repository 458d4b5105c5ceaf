/** A database without a row, for servers of which the building is not asked: there at once, where PGlite has to boot. */
import type { Database } from '../../demo-server/building/database.ts';

const NOTHING = { rows: [], affectedRows: 0 };

export const emptyDatabase = (): Database => ({
  system: 'pglite',
  namespace: 'empty',
  query: async () => NOTHING,
  transaction: (work) => work({ query: async () => NOTHING }),
  script: async () => {},
  listen: async () => async () => {},
  close: async () => {},
});
