/**
 * LISTEN, for as long as it is wanted: a connection that is lost is made anew. What was announced in between nobody heard,
 * so whoever listens is called once it stands again.
 */
import type pg from 'pg';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2_000;

/** Rejects when the first connection cannot be had; the answer ends it. */
export async function listenAgain(
  newClient: () => pg.Client,
  statement: string,
  onNotify: () => void,
  onLost: (error: unknown) => void,
): Promise<() => Promise<void>> {
  let current: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let retryMs = FIRST_RETRY_MS;

  const connect = async (): Promise<void> => {
    const client = newClient();
    client.on('error', (error) => {
      if (!closed) onLost(error);
    });
    client.on('notification', onNotify);
    try {
      await client.connect();
      await client.query(statement);
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    current = client;
    retryMs = FIRST_RETRY_MS;
    client.once('end', () => {
      current = undefined;
      later();
    });
    // Closed meanwhile, nobody else would end it.
    if (closed) await client.end();
  };
  const later = () => {
    if (closed) return;
    timer = setTimeout(() => {
      connect().then(onNotify, (error) => {
        onLost(error);
        later();
      });
    }, retryMs).unref();
    retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
  };

  await connect();
  return async () => {
    closed = true;
    clearTimeout(timer);
    await current?.end().catch(() => {});
  };
}
