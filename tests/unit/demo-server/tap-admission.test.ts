/** Who gets to tap when a room taps more than the building can do. Time is told, and the building is played. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TapAdmission, type TapEnded, type Tapper } from '../../../demo-server/rooms/tap-admission.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const LIMITS = { atOnce: 64, targetMs: 300, line: 4, waitMs: 400 };
const tapper = (): Tapper => ({ admittedMs: Number.NEGATIVE_INFINITY });
/** Until promises that are there have been followed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Enters taps one by one; `told` has what each of them was told, by its name. */
function door(limits = LIMITS, clock = new FakeClock()) {
  const admission = new TapAdmission(clock, limits);
  const told: string[] = [];
  const places = new Map<string, TapEnded>();
  return {
    clock,
    admission,
    told,
    enter(name: string, who: Tapper = tapper()) {
      void admission.enter(who).then((ended) => {
        told.push(ended === undefined ? `${name} refused` : name);
        if (ended !== undefined) places.set(name, ended);
      });
      return who;
    },
    end: (name: string) => places.get(name)?.(),
  };
}

describe('a place', () => {
  test('is given while there is one; then there is a line, and it is short', async () => {
    const { enter, told, admission } = door();
    for (const name of 'abcdefghi') enter(name);
    await settled();
    expect(told).toEqual(['a', 'b', 'c', 'd', 'i refused']);
    expect(admission).toMatchObject({ underWay: 4, waiting: 4, limit: 4 });
  });

  test('is taken by the next in line, at once', async () => {
    const { enter, end, told, admission } = door({ ...LIMITS, atOnce: 2 });
    for (const name of 'abc') enter(name);
    await settled();
    end('a');
    await settled();
    expect(told).toEqual(['a', 'b', 'c']);
    expect(admission).toMatchObject({ underWay: 2, waiting: 0 });
  });

  test('is given back once, however often that is said', async () => {
    const { enter, end, admission } = door({ ...LIMITS, atOnce: 2 });
    enter('a');
    enter('b');
    await settled();
    end('a');
    end('a');
    expect(admission.underWay).toBe(1);
  });
});

describe('the line', () => {
  test('is left after a moment', async () => {
    const { enter, told, clock, admission } = door({ ...LIMITS, atOnce: 1 });
    enter('a');
    enter('b');
    clock.advance(LIMITS.waitMs - 1);
    await settled();
    expect(told).toEqual(['a']);
    clock.advance(1);
    await settled();
    expect(told).toEqual(['a', 'b refused']);
    expect(admission.waiting).toBe(0);
  });

  test('has one place a phone', async () => {
    const { enter, told } = door({ ...LIMITS, atOnce: 1 });
    enter('a');
    const phone = enter('b');
    enter('b again', phone);
    await settled();
    expect(told).toEqual(['a', 'b again refused']);
  });

  test('goes by whose last turn was the longest ago, also when it is full', async () => {
    const { enter, end, told, clock } = door({ ...LIMITS, atOnce: 1, line: 2 });
    const fast = enter('fast');
    await settled();
    clock.advance(10);
    end('fast');
    enter('other');
    await settled();
    clock.advance(10);
    // The fast one asks first, and again; two who had no turn yet come after it.
    enter('fast again', fast);
    enter('new');
    enter('newer');
    await settled();
    expect(told).toEqual(['fast', 'other', 'fast again refused']);
    end('other');
    await settled();
    expect(told.at(-1)).toBe('new');
  });

  test('is told when the room ends, and so is everyone after', async () => {
    const { enter, told, admission } = door({ ...LIMITS, atOnce: 1 });
    for (const name of 'abc') enter(name);
    admission.close();
    enter('d');
    await settled();
    expect(told.toSorted()).toEqual(['a', 'b refused', 'c refused', 'd refused']);
  });
});

describe('the limit', () => {
  /** A round: as many as may, each answered after so long. */
  async function round({ enter, end, clock, admission }: ReturnType<typeof door>, lengthMs: number) {
    const names = Array.from({ length: admission.limit }, (_, n) => `${clock.now()} ${n}`);
    for (const name of names) enter(name);
    await settled();
    clock.advance(lengthMs);
    for (const name of names) end(name);
  }

  test('grows by no more than one a round while all are answered in time, up to the most', async () => {
    const at = door({ ...LIMITS, atOnce: 8 });
    const limits: number[] = [];
    for (let n = 0; n < 12; n++) {
      await round(at, 20);
      limits.push(at.admission.limit);
    }
    expect(limits[0]).toBe(4);
    expect(limits.at(-1)).toBe(8);
    expect(limits.every((limit, n) => limit - (limits[n - 1] ?? 4) <= 1)).toBe(true);
  });

  test('falls by a third when they are late, once for all of that round, and not below two', async () => {
    const at = door();
    for (let n = 0; n < 30; n++) await round(at, 20);
    const before = at.admission.limit;
    expect(before).toBeGreaterThan(8);
    await round(at, LIMITS.targetMs + 1);
    expect(at.admission.limit).toBeGreaterThanOrEqual(Math.floor((before * 2) / 3));
    expect(at.admission.limit).toBeLessThanOrEqual(Math.floor(((before + 1) * 2) / 3));
    for (let n = 0; n < 20; n++) await round(at, 5_000);
    expect(at.admission.limit).toBe(2);
  });

  test('does not grow where nobody asks for more', async () => {
    const { enter, end, admission } = door();
    for (let n = 0; n < 100; n++) {
      enter(`${n}`);
      await settled();
      end(`${n}`);
    }
    expect(admission.limit).toBe(4);
  });
});

test('whatever happens, no more are under way than may be, nobody waits beside a free place, all are told once', async () => {
  const step = fc.record({
    type: fc.constantFrom('enter', 'enter', 'end', 'wait'),
    value: fc.integer({ min: 0, max: 500 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
      const clock = new FakeClock();
      const admission = new TapAdmission(clock, { atOnce: 6, targetMs: 100, line: 3, waitMs: 200 });
      const tappers = Array.from({ length: 8 }, tapper);
      const places: TapEnded[] = [];
      let asked = 0;
      let told = 0;
      let refused = 0;
      for (const { type, value } of steps) {
        if (type === 'wait') clock.advance(value);
        else if (type === 'end') places.splice(value % Math.max(1, places.length), 1)[0]?.();
        else {
          asked++;
          void admission.enter(tappers[value % tappers.length] ?? tapper()).then((ended) => {
            told++;
            if (ended === undefined) refused++;
            else places.push(ended);
          });
        }
        await settled();
        expect(places).toHaveLength(admission.underWay);
        expect(admission.waiting).toBeLessThanOrEqual(3);
        expect(admission.waiting === 0 || admission.underWay >= admission.limit).toBe(true);
        expect(asked).toBe(told + admission.waiting);
      }
      expect(told).toBeGreaterThanOrEqual(refused);
      admission.close();
      await settled();
      expect(asked).toBe(told);
    }),
    { numRuns: 60 },
  );
});

describe('a room that taps ten times what the building can do', () => {
  /** The building does one after the other. Half of the phones tap every 300 ms, the other half every 900 ms. */
  async function play({ seconds, serviceMs }: { seconds: number; serviceMs: (nowMs: number) => number }) {
    const clock = new FakeClock();
    const admission = new TapAdmission(clock, { atOnce: 64, targetMs: 300, line: 24, waitMs: 400 });
    const phones = Array.from({ length: 200 }, (_, n) => ({
      ...tapper(),
      everyMs: n % 2 === 0 ? 300 : 900,
      served: 0,
    }));
    const answeredMs: { readonly atMs: number; readonly afterMs: number }[] = [];
    let freeMs = 0;
    const tap = async (phone: (typeof phones)[number]) => {
      const startMs = clock.now();
      const ended = await admission.enter(phone);
      if (ended === undefined) return;
      freeMs = Math.max(freeMs, clock.now()) + serviceMs(clock.now());
      clock.after(freeMs - clock.now(), () => {
        phone.served++;
        answeredMs.push({ atMs: clock.now(), afterMs: clock.now() - startMs });
        ended();
      });
    };
    for (let ms = 0; ms < seconds * 1_000; ms += 10) {
      for (const [n, phone] of phones.entries()) if ((ms + n * 10) % phone.everyMs === 0) void tap(phone);
      for (let turn = 0; turn < 6; turn++) await Promise.resolve();
      clock.advance(10);
    }
    return { phones, answeredMs };
  }
  const p95 = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)];

  test('has what is let in answered within a second, and the building never idle', async () => {
    const { answeredMs } = await play({ seconds: 20, serviceMs: () => 20 });
    expect(answeredMs.length).toBeGreaterThan(20 * 45);
    expect(p95(answeredMs.map(({ afterMs }) => afterMs))).toBeLessThan(1_000);
  });

  test('gives slow tappers as many turns as fast ones', async () => {
    const { phones } = await play({ seconds: 40, serviceMs: () => 20 });
    const turns = phones.map(({ served }) => served);
    expect(Math.min(...turns)).toBeGreaterThan(0);
    const sum = (everyMs: number) =>
      phones.filter((phone) => phone.everyMs === everyMs).reduce((all, { served }) => all + served, 0);
    expect(sum(300) / sum(900)).toBeLessThan(1.25);
  });

  test('finds the new limit when the building becomes slower, and faster again', async () => {
    const { answeredMs } = await play({
      seconds: 30,
      serviceMs: (nowMs) => (nowMs > 10_000 && nowMs < 20_000 ? 80 : 20),
    });
    const between = (fromMs: number, toMs: number) =>
      answeredMs.filter(({ atMs }) => atMs > fromMs && atMs < toMs).map(({ afterMs }) => afterMs);
    expect(p95(between(13_000, 20_000))).toBeLessThan(1_000);
    expect(p95(between(23_000, 30_000))).toBeLessThan(1_000);
    expect(between(23_000, 30_000).length).toBeGreaterThan(7 * 45);
  });
});
