/** One room at several replicas over Redis, also right after something happened elsewhere, and after Redis lost all it had. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../../demo-server/exchange/exchange.ts';
import { nodeClock } from '../../demo-server/runtime/node/clock.ts';
import { openRedisExchange } from '../../demo-server/runtime/node/redis/redis-exchange.ts';
import { noRedisReason, startRedis, type TestRedis } from '../support/redis-server.ts';
import { type RoomReplica, roomReplica } from '../support/room-replicas.ts';
import { PRESENTER } from '../support/room-server.ts';

const place = (section: string) => ({ section, step: 0, black: false });
const poll = { id: 'p', question: 'q', options: ['a', 'b'] };
/** The machine may be busy; nothing below depends on how fast it is. */
const PATIENT = { timeout: 30_000 };

let redis: TestRedis;
const replicas: RoomReplica[] = [];
const thrown: unknown[] = [];
async function replica(): Promise<RoomReplica<Exchange>> {
  const exchange = await openRedisExchange({
    url: redis.url,
    patience: { silenceMs: 20_000, startMs: 20_000 },
    report: (error) => thrown.push(error),
  });
  const one = roomReplica(nodeClock, exchange);
  replicas.push(one);
  return one;
}
const placeAt = async (one: RoomReplica, code: string) =>
  ((await (await one.send('GET', `/rooms/${code}`)).json()) as { place?: { section: string } }).place
    ?.section;

describe.skipIf(noRedisReason)(`over Redis${noRedisReason ? ` (skipped: ${noRedisReason})` : ''}`, () => {
  beforeAll(async () => {
    redis = await startRedis({ keeps: false });
  });
  afterEach(async () => {
    for (const { rooms, exchange } of replicas.splice(0)) {
      rooms.close();
      await exchange.close();
    }
    expect(thrown.splice(0)).toEqual([]);
  });
  afterAll(() => redis.close());

  test('what happened at one replica is so at the next, without any waiting', async () => {
    const [a, b, c] = [await replica(), await replica(), await replica()];
    for (let n = 0; n < 5; n++) {
      const { code } = await a.openRoom();
      const { phone } = await b.join(code);
      expect(await c.tap(code, phone)).toBe(200);
      expect(await c.join(code, phone)).toMatchObject({ phone, number: 1 });
      a.rooms.end((await a.rooms.find(code)) as never);
    }
  });

  test('a room survives a Redis that loses everything: at those who knew it, and for who comes afterwards', async () => {
    const [a, b] = [await replica(), await replica()];
    const { code, session } = await a.openRoom();
    const { phone } = await a.join(code);
    await a.send('PUT', `/rooms/${code}/poll`, poll, PRESENTER);
    await a.send('PUT', `/rooms/${code}/state`, place('recap-1'), PRESENTER);
    await expect.poll(() => placeAt(b, code), PATIENT).toBe('recap-1');
    const line = await b.listen(code, { phone });
    await redis.kill();
    for (let cutOff: unknown; cutOff !== true; )
      cutOff = ((await line.next('snapshot')) as { cutOff?: true }).cutOff;
    expect(await b.tap(code, phone)).toBe(200);
    const answer = { phone, poll: poll.id, option: 1 };
    expect((await b.send('POST', `/rooms/${code}/answers`, answer)).status).toBe(202);
    await redis.start();
    for (const one of [a, b]) await expect.poll(() => one.exchange.state.type, PATIENT).toBe('reachable');
    // Said by the one that has nothing to make good: it is heard by all in the life that begins now.
    await a.send('PUT', `/rooms/${code}/state`, place('recap-2'), PRESENTER);
    const c = await replica();
    for (const one of [a, b, c]) {
      await expect.poll(() => placeAt(one, code), PATIENT).toBe('recap-2');
      await expect.poll(() => one.rooms.room(code)?.snapshot().votes?.counts, PATIENT).toEqual([0, 1]);
      await expect
        .poll(() => one.rooms.room(code)?.totals, PATIENT)
        .toMatchObject({ tapped: 1, served: 1, answers: 1 });
      expect(one.rooms.room(code)?.session).toBe(session);
    }
    line.close();
  }, 120_000);
});
