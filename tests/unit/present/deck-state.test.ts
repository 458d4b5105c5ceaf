import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDeckState } from '../../../src/present/deck-message.ts';
import {
  afterAction,
  type DeckAction,
  type DeckState,
  elapsedMs,
  firstState,
  spentBySection,
} from '../../../src/present/deck-state.ts';

const outline = [
  { id: 'talk-0', steps: 0 },
  { id: 'recap-1', steps: 2 },
  { id: 'recap-purpose', steps: 0 },
  { id: 'recap-2', steps: 1 },
];
const MOVES = ['next', 'previous', 'first', 'last'] as const;
const moved = (
  actions: readonly (DeckAction | DeckAction['type'])[],
  from = firstState(outline),
): DeckState =>
  actions.reduce<DeckState>(
    (state, action) =>
      afterAction(state, typeof action === 'string' ? ({ type: action } as DeckAction) : action, outline, 0),
    from,
  );
const at = ({ section, step }: DeckState) => `${section}/${step}`;

describe('a place in the deck', () => {
  it('is moved step by step, and back the same way', () => {
    const forth = ['next', 'next', 'next', 'next', 'next', 'next'] as const;
    const places = forth.map((_, count) => at(moved(forth.slice(0, count + 1))));
    expect(places).toEqual([
      'recap-1/0',
      'recap-1/1',
      'recap-1/2',
      'recap-purpose/0',
      'recap-2/0',
      'recap-2/1',
    ]);
    const back = places.map((_, count) =>
      at(moved([...forth, ...forth.slice(0, count).map(() => 'previous' as const)])),
    );
    expect(back).toEqual([...places].reverse());
  });

  it('stays at the ends, as the very same value', () => {
    const end = moved(['last']);
    expect(at(end)).toBe('recap-2/1');
    expect(moved(['next'], end)).toBe(end);
    const start = firstState(outline);
    expect(moved(['previous'], start)).toBe(start);
  });

  it('passes over what the talk skips, which can still be gone to', () => {
    const skipping = moved([
      { type: 'skip', sections: ['recap-purpose'] },
      { type: 'go', section: 'recap-1', step: 2 },
    ]);
    expect(at(moved(['next'], skipping))).toBe('recap-2/0');
    expect(at(moved(['next', 'previous'], skipping))).toBe('recap-1/2');
    expect(at(moved([{ type: 'go', section: 'recap-purpose', step: 0 }], skipping))).toBe('recap-purpose/0');
  });

  it('is no newer for skipping what is skipped already', () => {
    const skip = { type: 'skip', sections: ['recap-purpose'] } as const;
    const skipping = moved([skip]);
    expect(moved([skip], skipping)).toBe(skipping);
    expect(moved([{ type: 'skip', sections: [] }])).toEqual(firstState(outline));
  });

  it('is never outside of the outline', () => {
    expect(at(moved([{ type: 'go', section: 'recap-1', step: 99 }]))).toBe('recap-1/2');
    expect(at(moved([{ type: 'go', section: 'nowhere', step: 0 }]))).toBe('talk-0/0');
  });

  it('is seen again by whoever moves in the dark', () => {
    const dark = moved(['next', 'toggle-black']);
    expect(dark.black).toBe(true);
    expect(moved(['next'], dark).black).toBe(false);
    expect(moved([{ type: 'go', section: 'recap-1', step: 0 }], dark).black).toBe(false);
  });
});

describe('the clock of a talk', () => {
  const walk = (...steps: readonly (readonly [atMs: number, action: DeckAction])[]) =>
    steps.reduce((state, [atMs, action]) => afterAction(state, action, outline, atMs), firstState(outline));

  it('puts time on the section on show', () => {
    const state = walk(
      [1_000, { type: 'start-clock' }],
      [4_000, { type: 'next' }],
      [9_000, { type: 'next' }],
      [10_000, { type: 'go', section: 'recap-2', step: 0 }],
      [12_000, { type: 'go', section: 'talk-0', step: 0 }],
    );
    expect(spentBySection(state, 15_000)).toEqual({ 'talk-0': 6_000, 'recap-1': 6_000, 'recap-2': 2_000 });
    expect(elapsedMs(state, 15_000)).toBe(14_000);
  });

  it('stands while it is stopped, and goes on where it was', () => {
    const state = walk(
      [0, { type: 'start-clock' }],
      [5_000, { type: 'stop-clock' }],
      [60_000, { type: 'start-clock' }],
    );
    expect(elapsedMs(state, 61_000)).toBe(6_000);
    expect(state.clock.startedAtMs).toBe(0);
  });

  it('does not run backwards when the machine is set back', () => {
    const state = walk([10_000, { type: 'start-clock' }], [13_000, { type: 'next' }]);
    expect(elapsedMs(state, 2_000)).toBe(3_000);
  });

  it('loses nothing, whatever is done in whatever order', () => {
    const action = fc.oneof(
      fc.constantFrom<DeckAction[]>(...MOVES.map((type) => ({ type })), { type: 'toggle-black' }),
      fc.constantFrom(...outline).map(({ id }): DeckAction => ({ type: 'go', section: id, step: 0 })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(10_000), action)), (steps) => {
        let nowMs = 0;
        let state = afterAction(firstState(outline), { type: 'start-clock' }, outline, nowMs);
        for (const [waitMs, what] of steps) {
          nowMs += waitMs;
          const next = afterAction(state, what, outline, nowMs);
          expect(next === state || next.revision === state.revision + 1).toBe(true);
          state = next;
        }
        expect(elapsedMs(state, nowMs)).toBe(nowMs);
      }),
    );
  });
});

describe('a state that arrives', () => {
  it('is read as it was written, through JSON', () => {
    const state = moved(['next', 'start-clock', 'next', { type: 'use-server', server: 'recorded' }]);
    expect(readDeckState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it.each([
    ['no object', null],
    ['a place that is no id', { section: '<img>' }],
    ['a step below zero', { step: -1 }],
    ['a revision that is no number', { revision: '9' }],
    ['a server that there is not', { server: 'root' }],
    ['time that is not finite', { clock: { spentMs: { 'talk-0': Number.POSITIVE_INFINITY } } }],
    ['too much', { skipped: Array.from({ length: 1_000 }, () => 'recap-1') }],
  ])('is refused with %s', (_, wrong) => {
    expect(readDeckState(wrong && { ...firstState(outline), ...wrong })).toBeUndefined();
  });
});
