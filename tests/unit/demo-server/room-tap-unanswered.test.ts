/** A building that never answers a tap: the phone is told, and the place of the tap is free again. Time is told. */
import { expect, test } from 'vitest';
import { roomRoutes } from '../../../demo-server/rooms/routes.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { joined, opened, roomsAlone } from '../../support/room-alone.ts';

test('a tap that is never answered is given up, counted as failed, and keeps no place', async () => {
  const clock = new FakeClock();
  const rooms = roomsAlone(clock, {
    phones: 4,
    otherLines: 1,
    taps: { atOnce: 1, targetMs: 300, line: 0, waitMs: 400 },
    queueDepth: 100,
  });
  const reported: unknown[] = [];
  let reached = () => {};
  const arrived = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let isDead = true;
  const app = roomRoutes({
    rooms,
    telemetry: {
      tap() {
        reached();
        const answer = { ok: true, deviceId: 1, traceId: 'ab'.repeat(16) };
        return isDead ? new Promise(() => {}) : Promise.resolve(answer);
      },
      answer() {},
    },
    clock,
    presenterToken: undefined,
    reachableAt: [],
    tidy() {},
    report: (error) => reported.push(error),
  });
  const room = await opened(rooms);
  const phone = await joined(room);
  const tap = () =>
    app.request(`/rooms/${room.code}/taps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone: phone.id, tap: 'leak' }),
    });

  const given = Promise.resolve(tap());
  await arrived;
  expect(room.taps.underWay).toBe(1);
  clock.advance(15_000);
  const answer = await given;
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ error: { code: 'building-failed' } });
  expect(String(reported[0])).toContain('did not answer a tap');
  expect(room.taps.underWay).toBe(0);
  expect(room.totals).toMatchObject({ tapped: 1, failed: 1 });

  isDead = false;
  expect((await tap()).status).toBe(200);
  room.close('ended');
  // Nothing waits for a tap that was answered.
  expect(clock.waiting).toBe(0);
});
