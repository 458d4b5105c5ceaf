/**
 * Any number of replicas behind a plain balancer: nothing that was accepted is lost, whichever of them dies, is replaced,
 * or loses its database or its exchange; and they recover by themselves.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/programs.ts';
import { type EventLoad, eventLoad } from './event-load.ts';
import { type Fleet, startFleet, whatIsMissing } from './fleet.ts';
import { type WatchedFeed, watchFeed } from './watched-feed.ts';

const missing = whatIsMissing();
if (missing !== undefined) console.info(`The replicas are left out: ${missing}`);
/** Several processes start within each; they have a machine of two busy cores in mind. */
const PATIENCE_MS = 300_000;
const SESSION = 'a-building-under-load';
const PAGE = 'a-page-that-watches';
const REQUEST_OF_A_RUN = [
  'INSERT events',
  'INSERT outbox',
  'POST /devices/:id/events',
  'SELECT devices',
  'send device.event',
];
/** A span of a program elsewhere. */
const received = (traceId: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId,
                spanId: '00000000000000aa',
                name: 'sent to one of them',
                startTimeUnixNano: '1000000000',
                endTimeUnixNano: '2000000000',
              },
            ],
          },
        ],
      },
    ],
  }),
});

describe.skipIf(missing !== undefined)('three replicas', { timeout: PATIENCE_MS }, () => {
  let fleet: Fleet;
  let load: EventLoad;
  let feed: WatchedFeed;
  beforeAll(async () => {
    fleet = await startFleet();
    feed = await watchFeed(fleet.url, PAGE);
    load = eventLoad(fleet.url, SESSION);
  }, PATIENCE_MS);
  afterAll(async () => {
    feed?.stop();
    await load?.stop();
    await fleet?.close();
  }, PATIENCE_MS);

  /** Rows of the first column, by a connection of its own. */
  const rows = async (text: string, values: readonly unknown[] = []): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: fleet.postgres.url });
    await client.connect();
    try {
      const result = await client.query<unknown[]>({ text, values: [...values], rowMode: 'array' });
      return result.rows.map(([value]) => value);
    } finally {
      await client.end();
    }
  };
  const healthOfAll = () => Promise.all(fleet.replicas.map((replica) => replica.health()));

  test('that start at once prepare one database, once', async () => {
    expect(await rows('SELECT count(*)::int FROM devices')).toEqual([72]);
    await until('all of them are well', async () =>
      (await healthOfAll()).every(({ status }) => status === 200),
    );
  });

  /** A press of Run whose requests each go to another replica. */
  const run = async (runId: string): Promise<readonly string[]> => {
    const traceIds = fleet.replicas.map((_, n) => `${runId.padEnd(31, '0')}${n}`);
    const answers = await Promise.all(
      fleet.replicas.map(({ url }, n) =>
        fetch(`${url}/api/building/devices/3/events`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            baggage: `session.id=${PAGE},bldg.run.id=${runId}`,
            traceparent: `00-${traceIds[n]}-00000000000000aa-01`,
          },
          body: '{"kind":"leak"}',
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    return traceIds;
  };
  /** What became of each of the requests, as the page was shown it. */
  const shown = (traceIds: readonly string[]) => {
    const { columns, strings, spanCount } = feed.table;
    const names = new Map(traceIds.map((id) => [id, [] as string[]]));
    for (let span = 0; span < spanCount; span++)
      names
        .get(strings.get(columns.traceId[span] as number))
        ?.push(strings.get(columns.name[span] as number));
    return [...names.values()].map((ofOne) => ofOne.sort());
  };

  const allShown = (traceIds: readonly string[]) => {
    const whole = JSON.stringify(traceIds.map(() => REQUEST_OF_A_RUN));
    return until('the page was shown all of the run', () => JSON.stringify(shown(traceIds)) === whole);
  };

  test('show one page the whole of a run, whichever of them did the work', async () => {
    const traceIds = await run('aaaaaaaa');
    await allShown(traceIds);
    await feed.verdict('aaaaaaaa');
    // Handled by whoever took the message: its trace is one of its own, linked to the request.
    const handled = () => {
      const { columns, strings, spanCount } = feed.table;
      let count = 0;
      for (let span = 0; span < spanCount; span++)
        if (strings.get(columns.name[span] as number) === 'process device.event') count++;
      return count;
    };
    await until('three messages were handled', () => handled() === 3);
  });

  test('find in their stores what any of them was given', async () => {
    const traceId = 'feedfacefeedfacefeedfacefeedfa01';
    const sent = await fetch(`${fleet.replicas[0].url}/v1/traces`, received(traceId));
    expect(sent.status).toBe(200);
    for (const { url } of fleet.replicas) {
      await until(
        'the others have heard of it',
        async () => (await fetch(`${url}/api/traces/${traceId}`)).ok,
      );
      const found = await fetch(
        `${url}/api/traces?q=${encodeURIComponent('{ name = "sent to one of them" }')}`,
      );
      expect(await found.text()).toContain(traceId);
    }
  });

  test('go on when one of them is killed, and when the others are replaced', async () => {
    await load.more('accepted', 20);
    await fleet.replicas[1].kill();
    await load.more('accepted', 30);
    await fleet.replicas[1].start();
    // What was under way in it broke off; nobody else noticed.
    for (const { status } of load.refused) expect([0, 502]).toContain(status);

    const before = load.refused.length;
    for (const replica of [fleet.replicas[0], fleet.replicas[2]]) {
      expect(await replica.stop()).toBe(0);
      await load.more('accepted', 10);
      await replica.start();
    }
    expect(load.refused.slice(before)).toEqual([]);

    // Its replica is gone, whichever that was, and the page is shown what happens now.
    const traceIds = await run('bbbbbbbb');
    await allShown(traceIds);
    await feed.verdict('bbbbbbbb');
    expect(feed.losses()).toBeGreaterThan(0);
  });

  test('accept while Redis is away, say that others hear of it later, and tell it when it is back', async () => {
    const states = async () =>
      (await healthOfAll()).map(({ body }) => (body as { exchange: { state: string } }).exchange.state);
    const all = (state: string) => async () => (await states()).every((one) => one === state);
    const before = load.refused.length;
    await fleet.redis.kill();
    await until('all of them miss it', all('interrupted'));
    const traceIds = await run('cccccccc');
    await load.more('accepted', 10);
    // It would be in the memory of one process alone.
    const refused = await fetch(`${fleet.url}/v1/traces`, received('feedfacefeedfacefeedfacefeedfa02'));
    expect({ status: refused.status, retryAfter: refused.headers.get('retry-after') }).toEqual({
      status: 503,
      retryAfter: '5',
    });
    await fleet.redis.start();
    await until('all of them have it back', all('reachable'));
    await allShown(traceIds);
    await feed.verdict('cccccccc');
    expect(load.refused.slice(before)).toEqual([]);
  });

  test('refuse while PostgreSQL is away, say so, and go on when it is back', async () => {
    const before = load.refused.length;
    await fleet.postgres.stop();
    await load.more('refused', 12);
    for (const { status, body } of await healthOfAll())
      expect({ status, body }).toMatchObject({
        status: 503,
        body: { status: 'failing', reason: 'The database does not answer.' },
      });
    await fleet.postgres.start();
    await load.more('accepted', 20);
    await until('all of them are well', async () =>
      (await healthOfAll()).every(({ status }) => status === 200),
    );
    expect(new Set(load.refused.slice(before).map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ status: 503, code: 'database-away', retryAfter: '2' })]),
    );
  });

  test('have kept whatever was accepted, and handled each message once', async () => {
    await load.stop();
    await until('the outbox is empty', async () => (await rows('SELECT id FROM outbox')).length === 0);
    const ids = load.accepted.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    const kept = await rows('SELECT message_id FROM processed_messages WHERE message_id = ANY($1)', [ids]);
    expect(new Set(kept)).toEqual(new Set(ids));
    const events = load.accepted.map(({ eventId }) => eventId);
    expect(await rows('SELECT count(*)::int FROM events WHERE id = ANY($1)', [events])).toEqual([
      events.length,
    ]);
    // Also of those whose answer was lost: each event became one work order.
    const counts = await rows(
      `SELECT count(*)::int FROM work_orders WHERE session_id = $1
       UNION ALL SELECT count(*)::int FROM processed_messages WHERE session_id = $1
       UNION ALL SELECT count(*)::int FROM events WHERE session_id = $1`,
      [SESSION],
    );
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThanOrEqual(ids.length);
  });
});
