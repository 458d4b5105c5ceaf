/** A bound on what is done at once. Time is told. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Leave, Places } from '../../../demo-server/places.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('beyond the places there is a short line, beyond the line a refusal; a place goes to who asked first', async () => {
  const clock = new FakeClock();
  const places = new Places(clock, { atOnce: 2, line: 2, waitMs: 1_000 });
  const told: string[] = [];
  const leave = new Map<string, Leave>();
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    void places.enter().then((left) => {
      told.push(left === undefined ? `${name} refused` : name);
      if (left !== undefined) leave.set(name, left);
    });
  await settled();
  expect(told).toEqual(['a', 'b', 'e refused']);
  leave.get('b')?.();
  leave.get('b')?.();
  await settled();
  expect(told.at(-1)).toBe('c');
  clock.advance(1_000);
  await settled();
  expect(told).toEqual(['a', 'b', 'e refused', 'c', 'd refused']);
  expect([places.taken, places.waiting, clock.waiting]).toEqual([2, 0, 0]);
});

test('whatever happens, no more are inside than may be, and nobody waits beside a free place', async () => {
  const step = fc.record({
    type: fc.constantFrom('enter', 'enter', 'leave', 'wait'),
    value: fc.nat(300),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const clock = new FakeClock();
      const places = new Places(clock, { atOnce: 3, line: 2, waitMs: 200 });
      const inside: Leave[] = [];
      let [asked, told] = [0, 0];
      for (const { type, value } of steps) {
        if (type === 'wait') clock.advance(value);
        else if (type === 'leave') inside.splice(value % Math.max(1, inside.length), 1)[0]?.();
        else {
          asked++;
          void places.enter().then((left) => {
            told++;
            if (left !== undefined) inside.push(left);
          });
        }
        await settled();
        expect(inside).toHaveLength(places.taken);
        expect(places.taken).toBeLessThanOrEqual(3);
        expect(places.waiting === 0 || places.taken === 3).toBe(true);
        expect(asked).toBe(told + places.waiting);
      }
    }),
    { numRuns: 50 },
  );
});
