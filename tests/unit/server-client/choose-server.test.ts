import { describe, expect, test } from 'vitest';
import { browserObstacle } from '../../../src/server-client/browser-obstacle.ts';
import {
  type ConnectionState,
  chooseServer,
  type Preference,
} from '../../../src/server-client/choose-server.ts';
import type { Connection } from '../../../src/server-client/connect.ts';
import type { BootState, InBrowserServer } from '../../../src/server-client/in-browser.ts';
import type { DemoServer } from '../../../src/server-client/port.ts';

const notAsked = () => Promise.reject(new Error('not asked'));
const live: DemoServer = { mode: 'live', request: notAsked, feed: notAsked };
const LIVE: Connection = { type: 'connected', server: live };
const GONE: Connection = { type: 'unreachable', message: 'nobody' };
const ABSENT: Connection = { ...GONE, forGood: true };

const recorded: DemoServer = { mode: 'recorded', request: notAsked, feed: notAsked };

function choosing({
  preference = 'automatic',
  obstacle,
}: {
  readonly preference?: Preference;
  readonly obstacle?: string;
} = {}) {
  let tellBoot: (state: BootState) => void = () => {};
  const inBrowser: InBrowserServer = {
    mode: 'in-browser',
    request: notAsked,
    feed: notAsked,
    prepare: notAsked,
    end: () => {},
    subscribeBoot(listener) {
      tellBoot = listener;
      listener({ type: 'asleep' });
      return () => {};
    },
  };
  const questions: ((answer: Connection) => void)[] = [];
  const later: (() => void)[] = [];
  const choice = chooseServer({
    ask: () => new Promise((resolve) => questions.push(resolve)),
    inBrowser,
    recorded,
    obstacle,
    after: (_, task) => void later.push(task),
    preference,
  });
  const seen: string[] = [];
  const interrupted: boolean[] = [];
  let because: string | undefined;
  choice.subscribe((state: ConnectionState) => {
    seen.push(state.type === 'connected' ? state.server.mode : state.type);
    because = state.type === 'connected' ? state.because : undefined;
    interrupted.push(state.type === 'connected' && state.isInterrupted === true);
  });
  return {
    choice,
    seen,
    interrupted,
    because: () => because,
    questions,
    later,
    boot: (state: BootState) => tellBoot(state),
    async answer(connection: Connection) {
      questions.shift()?.(connection);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

describe('the choice of a demo server', () => {
  test('is the live one while it answers', async () => {
    const { answer, seen, later } = choosing();
    await answer(LIVE);
    expect(seen).toEqual(['connecting', 'live']);
    expect(later).toEqual([]);
  });

  test('is the browser when nobody answers, and the live one again when it is back', async () => {
    const { answer, seen, later } = choosing();
    await answer(GONE);
    later.shift()?.();
    await answer(GONE);
    later.shift()?.();
    await answer(LIVE);
    expect(seen).toEqual(['connecting', 'in-browser', 'live']);
  });

  test('asks a static host once, until there is reason to doubt', async () => {
    const { answer, questions, later, choice } = choosing();
    await answer(ABSENT);
    expect(later).toEqual([]);
    choice.doubt();
    choice.doubt();
    expect(questions).toHaveLength(1);
  });

  test('is asked about at one pace, however often somebody doubts meanwhile', async () => {
    const { answer, later, choice } = choosing();
    await answer(GONE);
    choice.doubt();
    await answer(GONE);
    choice.retry();
    await answer(GONE);
    expect(later).toHaveLength(1);
    later.shift()?.();
    await answer(GONE);
    expect(later).toHaveLength(1);
  });

  test('waits for a server that is starting', async () => {
    const { answer, seen, later } = choosing();
    await answer({ type: 'waiting', message: 'booting' });
    later.shift()?.();
    await answer(LIVE);
    expect(seen).toEqual(['connecting', 'waiting', 'live']);
  });

  test('is told when its replicas lose each other, and asks until they are back', async () => {
    const { answer, seen, interrupted, later, choice } = choosing();
    await answer(LIVE);
    choice.doubt();
    await answer({ ...LIVE, isInterrupted: true });
    later.shift()?.();
    await answer({ ...LIVE, isInterrupted: true });
    later.shift()?.();
    await answer(LIVE);
    expect(seen).toEqual(['connecting', 'live', 'live', 'live']);
    expect(interrupted).toEqual([false, false, true, false]);
    expect(later).toEqual([]);
  });

  test('is what the learner prefers', async () => {
    const { answer, seen, choice } = choosing();
    await answer(LIVE);
    choice.prefer('in-browser');
    await answer(LIVE);
    choice.prefer('automatic');
    expect(seen).toEqual(['connecting', 'live', 'in-browser', 'live']);
    expect(choosing({ preference: 'in-browser' }).seen).toEqual(['in-browser']);
  });

  test('is the recordings when the browser cannot either, until somebody asks it to try again', async () => {
    const { answer, seen, boot, choice, because } = choosing();
    await answer(GONE);
    boot({ type: 'failed', reason: 'no space' });
    expect(because()).toContain('no space');
    choice.doubt();
    expect(seen).toEqual(['connecting', 'in-browser', 'recorded']);
    choice.retry();
    expect(seen).toEqual(['connecting', 'in-browser', 'recorded', 'in-browser']);
    expect(because()).toBeUndefined();
  });

  test('is the recordings at once in a browser that lacks something, and the live one when it is back', async () => {
    const { answer, seen, later, because, choice } = choosing({ obstacle: 'it has no Web Workers.' });
    await answer(GONE);
    expect(because()).toContain('it has no Web Workers.');
    choice.retry();
    await answer(GONE);
    later.shift()?.();
    await answer(LIVE);
    expect(seen).toEqual(['connecting', 'recorded', 'live']);
  });

  test('is never what a browser lacks, even if it is preferred', async () => {
    const { answer, seen } = choosing({ preference: 'in-browser', obstacle: 'it has no Web Workers.' });
    await answer(LIVE);
    expect(seen).toEqual(['connecting', 'live']);
  });

  test('is the recordings while the learner wants them, and what works best afterwards', async () => {
    const { answer, seen, choice } = choosing();
    await answer(LIVE);
    choice.prefer('recorded');
    await answer(LIVE);
    choice.prefer('automatic');
    expect(seen).toEqual(['connecting', 'live', 'recorded', 'live']);
    expect(choosing({ preference: 'recorded' }).seen).toEqual(['recorded']);
  });
});

describe('what a browser lacks', () => {
  const able = { Worker: class {}, WebAssembly: {}, DecompressionStream: class {} };
  test('is nothing where all is there', () => {
    expect(browserObstacle(able)).toBeUndefined();
  });
  test.each(['Worker', 'WebAssembly', 'DecompressionStream'])('is named: %s', (name) => {
    expect(browserObstacle({ ...able, [name]: undefined })).toMatch(/^it .*\.$/);
  });
});
