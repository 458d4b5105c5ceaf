/** Who gets into a laboratory, at three replicas: nobody has so many that the others have none. */
import { propagation } from '@opentelemetry/api';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { laboratoryDoor } from '../../../demo-server/building/laboratory-door.ts';
import { memoryHub } from '../../../demo-server/exchange/memory-exchange.ts';
import { Places } from '../../../demo-server/places.ts';
import { FakeClock } from '../../support/fake-clock.ts';

propagation.setGlobalPropagator(new W3CBaggagePropagator());
const LEARNER = 'a-learner-who-watches';
const OTHER = 'another-who-watches';

function three() {
  const clock = new FakeClock();
  const hub = memoryHub(clock);
  const inside: { readonly who: string; end(outcome: 'done' | 'failed'): void }[] = [];
  const replicas = [1, 2, 3].map(() => {
    const places = new Places(clock, { atOnce: 4, line: 2, waitMs: 1_000 });
    const door = laboratoryDoor({
      exchange: hub.join(),
      watch: { isWatched: async (session) => session === LEARNER || session === OTHER },
      places,
      each: 2,
    });
    const app = new Hono();
    app.onError((_, c) => c.text('failed', 500));
    app.post('/', door, async (c) => {
      const outcome = await new Promise<'done' | 'failed'>((end) => {
        inside.push({ who: c.req.header('baggage') ?? '', end });
      });
      if (outcome === 'failed') throw new Error('it broke');
      return c.text(outcome);
    });
    return { app, places };
  });
  /** Resolves when it is inside, or refused. */
  const ask = async (replica: number, session?: string): Promise<string> => {
    const before = inside.length;
    const headers = session === undefined ? {} : { baggage: `session.id=${session}` };
    const answered = Promise.resolve(replicas[replica]?.app.request('/', { method: 'POST', headers }));
    let refused: Response | undefined;
    void answered.then((answer) => {
      refused = answer;
    });
    while (inside.length === before && refused === undefined) await new Promise(setImmediate);
    if (refused === undefined) return 'inside';
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const { error } = (await refused.json()) as { error: { code: string } };
    return `${refused.status} ${error.code}`;
  };
  const end = async (who: string, outcome: 'done' | 'failed') => {
    const at = inside.findIndex((one) => one.who.includes(who));
    inside.splice(at, 1)[0]?.end(outcome);
    await new Promise(setImmediate);
  };
  return { ask, end, replicas };
}

describe('laboratories', () => {
  test('a session has two, wherever they are; everybody else has theirs', async () => {
    const { ask } = three();
    expect([await ask(0, LEARNER), await ask(1, LEARNER)]).toEqual(['inside', 'inside']);
    for (const replica of [0, 1, 2]) expect(await ask(replica, LEARNER)).toBe('429 own-laboratories-busy');
    expect([await ask(0, OTHER), await ask(2, OTHER)]).toEqual(['inside', 'inside']);
  });

  test.each(['done', 'failed'] as const)('one that is %s makes room for the next, once', async (outcome) => {
    const { ask, end } = three();
    await ask(0, LEARNER);
    await ask(1, LEARNER);
    await end(LEARNER, outcome);
    expect([await ask(2, LEARNER), await ask(2, LEARNER)]).toEqual(['inside', '429 own-laboratories-busy']);
  });

  test('whoever makes up a session for each request shares two places with all who do', async () => {
    const { ask, replicas } = three();
    const told = [];
    for (let n = 0; n < 9; n++) told.push(await ask(n % 3, `made-up-session-${n}`));
    told.push(await ask(0), await ask(1, 'no'));
    expect(told.slice(0, 2)).toEqual(['inside', 'inside']);
    expect(new Set(told.slice(2))).toEqual(new Set(['429 unwatched-laboratories-busy']));
    expect(replicas.map(({ places }) => places.taken)).toEqual([1, 1, 0]);
    expect(await ask(0, LEARNER)).toBe('inside');
  });

  test('a replica that has no place refuses, and the session has not lost one of its own by it', async () => {
    const { ask, replicas } = three();
    const full = replicas[0]?.places ?? expect.fail('no replica');
    for (let n = 0; n < 4; n++) await full.enter();
    for (let n = 0; n < 2; n++) void full.enter();
    for (let n = 0; n < 3; n++) expect(await ask(0, LEARNER)).toBe('503 laboratories-busy');
    expect([await ask(1, LEARNER), await ask(2, LEARNER)]).toEqual(['inside', 'inside']);
  });
});
