/**
 * A demo server in a process of its own, keeping telemetry in the folder that it is given: `node archive-server.ts DIR`.
 * Its parent may ask for `memory`, and tell it to `stop`.
 */
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { emptyDatabase } from './empty-database.ts';

const [dir = ''] = process.argv.slice(2);
try {
  const server = await startNodeServer({
    port: 0,
    dataDir: { dir },
    say: (line) => process.send?.({ said: line }),
    deps: { database: emptyDatabase() },
  });
  process.on('message', async (asked) => {
    if (asked === 'memory') process.send?.({ rssMb: process.memoryUsage.rss() / 1e6 });
    if (asked !== 'stop') return;
    await server.close();
    process.exit();
  });
  process.send?.({ url: server.url });
} catch (error) {
  process.send?.({ failed: (error as Error).message, hint: (error as { hint?: string }).hint });
  process.exitCode = 1;
}
