/** A demo server in a process of its own, keeping telemetry in the folder that it is given: `node archive-server.ts DIR`. */
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { emptyDatabase } from './empty-database.ts';

const [dir = ''] = process.argv.slice(2);
try {
  const { url } = await startNodeServer({
    port: 0,
    dataDir: { dir },
    say: (line) => process.send?.({ said: line }),
    deps: { database: emptyDatabase() },
  });
  process.send?.({ url });
} catch (error) {
  process.send?.({ failed: (error as Error).message, hint: (error as { hint?: string }).hint });
  process.exitCode = 1;
}
