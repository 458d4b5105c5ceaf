/** What the preflight page says about a machine; each sentence is one that a speaker may have to act on. */
import { describe, expect, it } from 'vitest';
import {
  judgeClock,
  judgeFeed,
  judgeOffline,
  judgeScreen,
  judgeSecondScreen,
  judgeServer,
  judgeWindows,
} from '../../../src/present/preflight/preflight-checks.ts';

const screen = { widthPx: 1920, heightPx: 1080, pixelRatio: 1, isExtended: undefined };
const size = { files: 214, bytes: 20_100_000, totalBytes: 20_100_000 };
const kept = { isOnline: true, kept: { type: 'kept', everything: true, ...size } } as const;
const part = { type: 'kept', everything: false, ...size, bytes: 3_000_000 } as const;
const verdicts = (findings: readonly { readonly verdict: string }[]) =>
  findings.map(({ verdict }) => verdict);

describe('a screen', () => {
  it('is judged by the smallest words of a slide, which the shorter side of the window decides', () => {
    expect(judgeScreen(screen)).toMatchObject({ verdict: 'fine', says: expect.stringContaining('25 px') });
    expect(judgeScreen({ ...screen, heightPx: 400 })).toMatchObject({
      verdict: 'look',
      says: expect.stringContaining('9 px'),
    });
  });
  it('that is alone, or that nobody tells of, is to be looked at', () => {
    const asked = [true, false, undefined].map((isExtended) => judgeSecondScreen({ ...screen, isExtended }));
    expect(verdicts(asked)).toEqual(['fine', 'look', 'look']);
  });
});

describe('a server', () => {
  const ok = { ok: true, status: 'ok' };
  it('that is not there is no fault: the browser has one', () => {
    expect(judgeServer({ health: undefined, roundTripsMs: [] }).verdict).toBe('look');
  });
  it('that is not ready says why', () => {
    const finding = judgeServer({
      health: { ok: false, status: 'starting', reason: 'the database starts' },
      roundTripsMs: [3],
    });
    expect(finding).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining('the database starts'),
    });
  });
  it('that is slow once is to be looked at', () => {
    expect(
      verdicts(
        [
          [5, 9],
          [5, 400],
        ].map((roundTripsMs) => judgeServer({ health: ok, roundTripsMs })),
      ),
    ).toEqual(['fine', 'look']);
  });
  it('whose feed does not open shows no trace that grows', () => {
    expect(verdicts([judgeFeed(12, true), judgeFeed(undefined, true), judgeFeed(undefined, false)])).toEqual([
      'fine',
      'broken',
      'fine',
    ]);
  });
});

describe('without a network', () => {
  it.each([
    ['everything kept', {}, 'fine', '214 files, 20.1 MB'],
    ['everything kept and no network now', { isOnline: false }, 'fine', '214 files'],
    ['a part', { kept: part }, 'look', '3.0 MB are kept, of 20.1 MB'],
    ['a part, for a reason', { kept: { ...part, reason: 'The disk is full' } }, 'look', 'The disk is full.'],
    ['nothing', { kept: { type: 'nothing' } }, 'look', 'not kept in this browser'],
    ['nothing and no network now', { isOnline: false, kept: { type: 'nothing' } }, 'broken', 'not kept'],
    ['refused', { kept: { type: 'refused', reason: 'It is private.' } }, 'look', 'It is private.'],
  ] as const)('%s', (_, change, verdict, words) => {
    const finding = judgeOffline({ ...kept, ...change });
    expect(finding).toMatchObject({ verdict, says: expect.stringContaining(words) });
  });
});

describe('a clock', () => {
  it('is compared with that of the host, where it says one', () => {
    const ownMs = 1_000_000;
    const judged = [ownMs - 1_000, ownMs - 90_000, ownMs + 90_000, undefined].map((serverMs) =>
      judgeClock({ serverMs, ownMs }),
    );
    expect(verdicts(judged)).toEqual(['fine', 'look', 'look', 'look']);
    expect(judged[1]?.says).toContain('90 s ahead of');
    expect(judged[2]?.says).toContain('90 s behind');
  });
});

describe('two windows', () => {
  it('need a channel; without storage or a lock on the screen something is lost', () => {
    const all = { hasChannel: true, canStore: true, canStayAwake: true };
    const judged = [
      all,
      { ...all, hasChannel: false },
      { ...all, canStore: false },
      { ...all, canStayAwake: false },
    ].map(judgeWindows);
    expect(verdicts(judged)).toEqual(['fine', 'broken', 'look', 'look']);
  });
});

it('whatever is not fine says what to do', () => {
  const findings = [
    judgeSecondScreen({ ...screen, isExtended: false }),
    judgeServer({ health: undefined, roundTripsMs: [] }),
    judgeFeed(undefined, true),
    judgeOffline({ ...kept, kept: { type: 'nothing' } }),
    judgeClock({ serverMs: 0, ownMs: 60_000 }),
    judgeWindows({ hasChannel: false, canStore: true, canStayAwake: true }),
  ];
  for (const { todo } of findings) expect(todo).toMatch(/\.”?$/);
});
