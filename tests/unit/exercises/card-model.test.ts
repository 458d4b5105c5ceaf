import { describe, expect, test } from 'vitest';
import { cardAnnouncement } from '../../../src/exercises/card/announcements.ts';
import { createCardModel } from '../../../src/exercises/card/card-model.ts';
import { hintLadder, hintsOnShow } from '../../../src/exercises/card/hints.ts';
import { againstBefore, announcement, runLine } from '../../../src/exercises/card/run-words.ts';
import { createProgressStore } from '../../../src/exercises/progress/store.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { refusedStorage } from '../../support/storage-areas.ts';
import { AN_EXERCISE } from './an-exercise.ts';
import { fakeCardPorts } from './fake-card-ports.ts';
import { fakeDemoServer, span, turns } from './fake-demo-server.ts';

function card() {
  const fake = fakeDemoServer();
  const progress = createProgressStore({ storage: refusedStorage, onOtherTab: () => {} });
  const ports = fakeCardPorts({
    subscribeConnection: (listener) => {
      listener({ type: 'connected', server: fake.server });
      return () => {};
    },
    progress: () => progress,
  });
  const model = createCardModel(AN_EXERCISE, ports);
  /** Presses Run and lets the server answer with so many queries. */
  async function run(queries: number) {
    const pressed = model.pressRun();
    await turns();
    const request = fake.requests.at(-1);
    if (!request) throw new Error('nothing was sent');
    for (let n = 0; n < queries; n++) {
      const ids = {
        traceId: request.traceId,
        spanId: `${n}`.padStart(16, 'a'),
        parentSpanId: request.parentId,
      };
      fake.say({ type: 'traces', data: span('SELECT', ids, request.runId) });
    }
    request.answer({ total: queries });
    await turns();
    fake.settle(request.runId);
    await pressed;
  }
  return { model, fake, progress, run };
}

describe('an exercise card', () => {
  test('says that what a run needs could not be loaded, and tries again with the next press', async () => {
    const fake = fakeDemoServer();
    let loads = 0;
    const { loadRun } = fakeCardPorts();
    const model = createCardModel(
      AN_EXERCISE,
      fakeCardPorts({
        subscribeConnection: (listener) => {
          listener({ type: 'connected', server: fake.server });
          return () => {};
        },
        loadRun: () => (++loads === 1 ? Promise.reject(new Error('the network is away')) : loadRun()),
      }),
    );
    model.connect();
    model.setInput('guess', 1);
    await model.pressRun();
    expect(model.notice.value?.message).toBe('What a run needs could not be loaded.');
    expect(model.state.value).toBe('untried');
    void model.pressRun();
    await turns();
    expect(fake.requests).toHaveLength(1);
    expect(model.notice.value).toBeUndefined();
  });

  test('asks for a prediction before it runs', async () => {
    const { model, fake } = card();
    model.connect();
    expect(model.blocked.value).toContain('How many?');
    await model.pressRun();
    expect(fake.requests).toEqual([]);
    model.setInput('guess', 1);
    expect(model.blocked.value).toBeUndefined();
  });

  test('opens the feed when the learner turns to it, once, and closes it with the page', async () => {
    const { model, fake } = card();
    const disconnect = model.connect();
    expect(fake.listening).toBe(0);
    model.approach();
    model.approach();
    expect(fake.listening).toBe(1);
    disconnect();
    await turns();
    expect(fake.listening).toBe(0);
  });

  test('goes from untried over running to its verdict, and keeps it', async () => {
    const { model, progress, run } = card();
    model.connect();
    model.setInput('guess', 1);
    expect(model.state.value).toBe('untried');
    const running = run(2);
    expect(model.state.value).toBe('running');
    await running;
    expect(model.state.value).toBe('failing');
    await run(1);
    expect(model.state.value).toBe('passed');
    expect(progress.read().exercises['dev/small']).toMatchObject({ state: 'passed', runs: 2 });
    await run(2);
    expect(model.state.value).toBe('failing');
    expect(progress.read().exercises['dev/small']).toMatchObject({ state: 'passed', runs: 3 });
  });

  test('says that what is set is not what was run', async () => {
    const { model, run } = card();
    model.connect();
    model.setInput('guess', 1);
    await run(1);
    expect(model.stale.value).toBe(false);
    model.setInput('way', 'fast');
    expect(model.stale.value).toBe(true);
  });

  test('keeps its state and says why when a run ends without a verdict', async () => {
    const { model, fake } = card();
    model.connect();
    model.setInput('guess', 1);
    const pressed = model.pressRun();
    await turns();
    fake.requests[0]?.fail();
    await pressed;
    expect(model.state.value).toBe('untried');
    expect(model.notice.value?.hint).toContain('npm start');
  });

  test('forgets a run that was reset while under way', async () => {
    const { model } = card();
    model.connect();
    model.setInput('guess', 1);
    const pressed = model.pressRun();
    await turns();
    model.reset();
    await pressed;
    expect(model.state.value).toBe('untried');
    expect(model.run.value).toBeUndefined();
    expect(model.inputs.value).toEqual(AN_EXERCISE.start);
  });

  test('says that it runs, what came of it, and that it was reset', async () => {
    const { model, run } = card();
    model.connect();
    expect(cardAnnouncement(model)).toBe('');
    model.setInput('guess', 1);
    const ended = run(2);
    expect(cardAnnouncement(model)).toBe('Running.');
    await ended;
    expect(cardAnnouncement(model)).toMatch(/^Run 1: /);
    model.reset();
    expect(cardAnnouncement(model)).toBe('Everything is as at the start.');
  });

  test('follows what is kept of it, until a run on show speaks for itself', async () => {
    const { model, progress, run } = card();
    const disconnect = model.connect();
    const elsewhere = () => progress.update('dev/small', () => ({ state: 'passed', inputs: {}, runs: 1 }));
    elsewhere();
    expect(model.state.value).toBe('passed');
    progress.reset();
    expect(model.state.value).toBe('untried');
    elsewhere();
    model.reset();
    progress.update('dev/other', () => ({ state: 'failing', inputs: {}, runs: 1 }));
    expect(model.state.value).toBe('untried');
    model.setInput('guess', 1);
    await run(2);
    progress.reset();
    expect(model.state.value).toBe('failing');
    disconnect();
  });

  test('takes up saved progress, without what no longer fits', () => {
    const { model, progress } = card();
    progress.update('dev/small', () => ({ state: 'passed', inputs: { guess: 99, way: 'fast' }, runs: 1 }));
    model.connect();
    expect(model.state.value).toBe('passed');
    expect(model.inputs.value).toEqual({ way: 'fast' });
  });
});

describe('hints', () => {
  const fails = { pass: false, spans: [], expected: '', seen: '' };
  test('belong to the failing check and climb its ladder', () => {
    expect(hintLadder(AN_EXERCISE, [fails], {})).toMatchObject({ id: 'one', shown: 0 });
    expect(hintLadder(AN_EXERCISE, [fails], { one: 2 })).toMatchObject({ id: 'one', shown: 2 });
    expect(hintLadder(AN_EXERCISE, [{ ...fails, pass: true }], {})).toBeUndefined();
  });

  test('stay on show to the last rung, also when the next ladder is on offer, until their check has passed', () => {
    const [check] = AN_EXERCISE.checks;
    if (check === undefined) throw new Error('an exercise without checks');
    const exercise = {
      ...AN_EXERCISE,
      checks: [check, { ...check, hint: 'two', say: 'Another thing' }, check],
      hintRungs: { ...AN_EXERCISE.hintRungs, two: 1 },
    };
    const rungs = AN_EXERCISE.hintRungs['one'] ?? 0;
    const asked = { one: rungs };
    expect(hintLadder(exercise, [fails, fails, fails], asked)).toMatchObject({ id: 'two', shown: 0 });
    expect(hintsOnShow(exercise, [fails, fails, fails], asked)).toMatchObject([{ id: 'one', shown: rungs }]);
    expect(hintsOnShow(exercise, [fails, fails, fails], { ...asked, two: 1 })).toMatchObject([
      { id: 'one' },
      { id: 'two', about: 'Another thing', shown: 1 },
    ]);
    const passes = { ...fails, pass: true };
    expect(hintsOnShow(exercise, [passes, fails, passes], { ...asked, two: 1 })).toMatchObject([
      { id: 'two' },
    ]);
    expect(hintsOnShow(exercise, undefined, {})).toEqual([]);
  });
});

describe('the words of hints', () => {
  test('are fetched once, when they are asked for', async () => {
    let fetched = 0;
    const model = createCardModel(
      AN_EXERCISE,
      fakeCardPorts({ fetchHints: () => Promise.resolve(AN_EXERCISE.hints).finally(() => fetched++) }),
    );
    expect(fetched).toBe(0);
    await model.showHint();
    await model.showHint();
    await model.showHint();
    expect(fetched).toBe(1);
    expect(model.hintsShown.value).toEqual({ one: 2 });
    expect(model.hintTexts.value).toEqual(AN_EXERCISE.hints);
  });

  test('that cannot be had are told, and can be asked for again', async () => {
    let reachable = false;
    const model = createCardModel(
      AN_EXERCISE,
      fakeCardPorts({
        fetchHints: () => (reachable ? Promise.resolve(AN_EXERCISE.hints) : Promise.reject(new TypeError())),
      }),
    );
    await model.showHint();
    expect(model.notice.value?.message).toBe('The hints could not be loaded.');
    expect(model.hintsShown.value).toEqual({});
    reachable = true;
    await model.showHint();
    expect(model.notice.value).toBeUndefined();
    expect(model.hintsShown.value).toEqual({ one: 1 });
  });
});

describe('a run in words', () => {
  const finished = (spans: number, ...passes: boolean[]) => ({
    number: 3,
    table: new TraceTable(),
    mode: 'live' as const,
    inputs: {},
    finished: {
      durationMs: 42.06,
      spans,
      services: 3,
      values: {},
      results: passes.map((pass) => ({ pass, spans: [], expected: '', seen: '' })),
    },
  });
  test('is one line', () => {
    expect(runLine(finished(16), false)).toBe('run 3 · 42.1 ms · 16 spans · 3 services');
  });
  test('says what there is of it while it is under way, and that it was stopped', () => {
    const { finished: _, ...unfinished } = finished(16);
    expect(runLine(unfinished, true)).toBe('run 3 · 0 spans so far');
    expect(runLine(unfinished, false)).toBe('run 3 · 0 spans · no verdict');
  });
  test('tells what changed against the run before', () => {
    expect(againstBefore(finished(5, true, false), finished(16, false, true))).toBe(
      '11 spans fewer, 1 check turned green, 1 check turned red',
    );
  });
  test('is announced with what still fails', () => {
    expect(announcement(finished(1, true, false), [{ say: 'a' }, { say: '`b` holds' }])).toBe(
      'Run 3: 1 of 2 checks pass. Failing: b holds.',
    );
  });
});
