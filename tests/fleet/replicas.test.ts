/**
 * Any number of replicas behind a plain balancer: nothing that was accepted is lost, whichever of them dies, is replaced,
 * or loses its database or its exchange; and they recover by themselves.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/server-client/connect.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import { until } from '../support/programs.ts';
import { type EventLoad, eventLoad } from './event-load.ts';
import { type Fleet, PRESENTER_TOKEN, startFleet, whatIsMissing } from './fleet.ts';
import { outage } from './outage.ts';
import { roomClients } from './room-clients.ts';
import { laboratory, strangerAt } from './stranger.ts';
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
  /** What a page that asks now says of the server. */
  const asPage = () => connect(streamingLiveServer((request) => fetch(request), fleet.url));
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

  test('let a stranger of many names have two laboratories, and everybody else theirs', async () => {
    const stranger = strangerAt(fleet.url);
    const refusals = () => stranger.told.filter((answer) => answer !== '200');
    await until('the stranger is refused', () => refusals().length > 0);
    // At one after the other, whichever the stranger is at.
    for (const { url } of fleet.replicas) expect(await laboratory(url, PAGE)).toBe('200');
    await stranger.stop();
    expect(new Set(refusals())).toEqual(new Set(['429 unwatched-laboratories-busy']));
    expect(stranger.told).toContain('200');
  });

  test('have a room in common, which goes on when the replica of the speaker is killed', async () => {
    const [first, second, third] = fleet.replicas;
    const wrongToken = async () =>
      Promise.all(
        fleet.replicas.map(async ({ url }) => {
          const headers = { authorization: `Bearer ${PRESENTER_TOKEN.slice(1)}` };
          return (await fetch(`${url}/api/rooms`, { headers })).status;
        }),
      );
    expect(await wrongToken()).toEqual([401, 401, 401]);
    const room = roomClients(fleet, first, PRESENTER_TOKEN);
    try {
      const { speaker, phones, open, join, allAt } = room;
      const place = { step: 0, black: false };
      const code = await open();
      for (const replica of [first, second, third]) await join(code, replica);
      expect(phones.map(({ state }) => state.value.ticket?.number)).toEqual([1, 2, 3]);
      speaker.say({ ...place, section: 'recap-2' });
      await allAt('recap-2');

      /** One after the other: none is refused, for none is in haste. */
      const tapAll = async () => {
        for (const phone of phones) await phone.tap('heartbeat');
      };
      const totals = () => {
        const { tapped, served, refused, failed } =
          speaker.state.value.view?.presenterOnly?.figures.at(-1)?.totals ?? {};
        return JSON.stringify({ tapped, served, refused, failed });
      };
      const allServed = (taps: number) =>
        until(
          `the speaker is shown ${taps} taps, each once`,
          () => totals() === JSON.stringify({ tapped: taps, served: taps, refused: 0, failed: 0 }),
        );
      await tapAll();
      await allServed(3);

      await first.kill();
      speaker.say({ ...place, section: 'recap-3' });
      await allAt('recap-3');
      await tapAll();
      await allServed(6);
      const late = await join(code, second);
      expect(late.state.value).toMatchObject({
        ticket: { number: 4 },
        view: { place: { section: 'recap-3' } },
      });

      await first.start();
      // It was not there when any of this happened.
      const later = await join(code, first);
      expect(later.state.value).toMatchObject({
        ticket: { number: 5 },
        view: { place: { section: 'recap-3' } },
      });
      expect(await wrongToken()).toEqual([401, 401, 401]);
      await speaker.end();
      await until('all phones are told that it is over', () =>
        phones.every(({ state }) => state.value.view?.ended === 'ended'),
      );
    } finally {
      room.leave();
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
    let traceIds: readonly string[] = [];
    await outage({ stop: fleet.redis.kill, start: fleet.redis.start }, async () => {
      await until('all of them miss it', all('interrupted'));
      await until('the page says it', () => feed.news().at(-1) === 'interrupted');
      expect(await asPage()).toMatchObject({ type: 'connected', isInterrupted: true });
      traceIds = await run('cccccccc');
      await load.more('accepted', 10);
      // It would be in the memory of one process alone.
      const refused = await fetch(`${fleet.url}/v1/traces`, received('feedfacefeedfacefeedfacefeedfa02'));
      expect({ status: refused.status, retryAfter: refused.headers.get('retry-after') }).toEqual({
        status: 503,
        retryAfter: '5',
      });
    });
    await until('all of them have it back', all('reachable'));
    await until('the page says that too', () => feed.news().at(-1) === 'reachable');
    await allShown(traceIds);
    await feed.verdict('cccccccc');
    expect(load.refused.slice(before)).toEqual([]);
  });

  test('refuse while PostgreSQL is away, say so, and go on when it is back', async () => {
    const before = load.refused.length;
    await outage(fleet.postgres, async () => {
      await load.more('refused', 12);
      for (const { status, body } of await healthOfAll())
        expect({ status, body }).toMatchObject({
          status: 503,
          body: { status: 'failing', reason: 'The database does not answer.' },
        });
      await until('the page says it', async () => {
        const connection = await asPage();
        return connection.type === 'waiting' && connection.message.includes('The database does not answer.');
      });
    });
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
