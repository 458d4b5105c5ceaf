/** The worker that is told to end while PostgreSQL is still answering its claim. */
import { expect, test, vi } from 'vitest';
import type { Database, SqlResult } from '../../../demo-server/building/database.ts';
import { startEventWorker } from '../../../demo-server/building/event-worker.ts';
import { noServiceTelemetry } from '../../../demo-server/telemetry/service-telemetry.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const NOTHING: SqlResult = { rows: [], affectedRows: 0 };
const HEARTBEAT = [1, 'm-1', 'device.heartbeat', { deviceId: 3, hubId: 1 }, null, null, null, 1];

test('what was claimed when the end came is handled, and nothing is claimed after it', async () => {
  const claims: ((claimed: SqlResult) => void)[] = [];
  const database = {
    query: (text: string) =>
      text.startsWith('UPDATE outbox SET attempts')
        ? new Promise<SqlResult>((claimed) => claims.push(claimed))
        : Promise.resolve(NOTHING),
    listen: async () => async () => {},
  } as unknown as Database;
  const process = vi.fn(async () => {});
  const messageDone = vi.fn();
  const worker = await startEventWorker({
    telemetry: noServiceTelemetry('event-worker'),
    database,
    watch: { messageQueued: () => {}, messageDone },
    clock: new FakeClock(),
    process,
    leakQueue: { traceparent: () => undefined, deliver: () => undefined },
    report: (error) => expect.fail(`${error}`),
  });
  const ended = worker.close();
  claims[0]?.({ rows: [HEARTBEAT], affectedRows: 1 });
  await ended;
  expect(process).toHaveBeenCalledTimes(1);
  expect(messageDone).toHaveBeenCalledTimes(1);
  expect(claims).toHaveLength(1);
});
