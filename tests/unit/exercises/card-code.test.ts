/** A card whose code is edited, against programs of a few lines and a world that is made up. */
import { describe, expect, test } from 'vitest';
import { cardAnnouncement } from '../../../src/exercises/card/announcements.ts';
import { createCardModel } from '../../../src/exercises/card/card-model.ts';
import type { CardModel } from '../../../src/exercises/card/card-types.ts';
import type { CodePorts } from '../../../src/exercises/code/code-ports.ts';
import type { CodeModel, CodeOffer } from '../../../src/exercises/code/code-types.ts';
import { createEditStore } from '../../../src/exercises/code/edits/edit-store.ts';
import type { CodeProblem, OpenedProgram, Program, Programs } from '../../../src/exercises/code/program.ts';
import { createProgramSlot } from '../../../src/exercises/code/program-slot.ts';
import { encodeShare } from '../../../src/exercises/code/share/share-link.ts';
import type { Exercise } from '../../../src/exercises/definition/exercise.ts';
import { memoryArea } from '../../support/storage-areas.ts';
import { AN_EXERCISE } from './an-exercise.ts';
import { fakeCardPorts, fakeCodePorts } from './fake-card-ports.ts';
import { fakeDemoServer, turns } from './fake-demo-server.ts';

const EXERCISE: Exercise = {
  ...AN_EXERCISE,
  mode: 'code',
  inputs: [],
  runs: [{ method: 'GET', path: '/api/building/buildings/1/units' }],
  start: {},
  solution: {},
  code: { part: 'units-route', language: 'typescript', start: 'start', solution: 'solution' },
};
const PROBLEM: CodeProblem = {
  line: 2,
  column: 3,
  type: 'syntax',
  message: 'Unexpected token.',
  hint: 'Look before it.',
};

/** Every program opens at once; a source of `wrong` has a problem. */
function fakePrograms() {
  const fake = fakeDemoServer();
  const opened: Program[] = [];
  let tell: (problem: CodeProblem) => void = () => {};
  let stops = 0;
  const programs: Programs = {
    async open(program): Promise<OpenedProgram> {
      opened.push(program);
      return program.source === 'wrong'
        ? { type: 'problems', problems: [PROBLEM] }
        : { type: 'ready', server: { ...fake.server, mode: 'in-browser' } };
    },
    onProblem(listener) {
      tell = listener;
      return () => {};
    },
    subscribeBoot: () => () => {},
    stop: () => {
      stops += 1;
    },
  };
  return { ...fake, programs, opened, say: (problem: CodeProblem) => tell(problem), stops: () => stops };
}

function codeCard(changed: Partial<CodePorts> = {}, fake = fakePrograms()) {
  const ports = fakeCodePorts({ slot: createProgramSlot(async () => fake.programs), ...changed });
  const model = createCardModel(EXERCISE, fakeCardPorts({ code: () => ports }));
  const { code } = model;
  if (!code) throw new Error('the card has no code');
  return { model, code, fake, ports };
}
async function run(model: CardModel, fake: ReturnType<typeof fakePrograms>): Promise<void> {
  const pressed = model.pressRun();
  await turns();
  const request = fake.requests.at(-1);
  if (!request) throw new Error('nothing was sent');
  request.answer([]);
  await turns();
  fake.settle(request.runId);
  await pressed;
}
const offered = (code: CodeModel, type: CodeOffer['type']): CodeOffer => {
  const found = code.offers.value.find((offer) => offer.type === type);
  if (!found) throw new Error(`no offer of type ${type}`);
  return found;
};

describe('a run of code', () => {
  test('goes to the browser, whatever the page is connected to, with what is in the editor', async () => {
    const { model, code, fake } = codeCard();
    model.connect();
    expect(model.blocked.value).toBeUndefined();
    code.edit('mine');
    await run(model, fake);
    expect(fake.opened).toEqual([{ part: 'units-route', source: 'mine' }]);
    expect(model.serverMode.value).toBe('in-browser');
    expect(model.state.value).toBe('failing');
    expect(model.stale.value).toBe(false);
    code.edit('other');
    expect(model.stale.value).toBe(true);
  });

  test('that is refused has no verdict, and says where the problem is', async () => {
    const { model, code, fake } = codeCard();
    model.connect();
    code.edit('wrong');
    await model.pressRun();
    expect(fake.requests).toEqual([]);
    expect(model.state.value).toBe('untried');
    expect(code.problems.value).toEqual([PROBLEM]);
    expect(cardAnnouncement(model)).toBe('1 problem in your code. Line 2: Unexpected token. Look before it.');
    code.edit('right');
    await run(model, fake);
    expect(code.problems.value).toEqual([]);
  });

  test('shows what it throws, each place once, and no more than a screen can hold', async () => {
    const { model, code, fake } = codeCard();
    model.connect();
    const pressed = model.pressRun();
    await turns();
    for (let n = 0; n < 50; n++) fake.say({ ...PROBLEM, type: 'thrown', line: 1 + (n % 30) });
    expect(code.problems.value.length).toBe(20);
    model.reset();
    await pressed;
  });

  test('is ended by Stop at once', async () => {
    const { model, fake } = codeCard();
    model.connect();
    const pressed = model.pressRun();
    await turns();
    expect(model.state.value).toBe('running');
    model.stop();
    await pressed;
    expect(model.state.value).toBe('untried');
    expect(model.notice.value?.message).toContain('stopped');
    expect(fake.stops()).toBe(1);
  });

  test('that was ended from outside is told once, in words', async () => {
    const { model, code, fake } = codeCard();
    model.connect();
    await run(model, fake);
    fake.say({ ...PROBLEM, type: 'ended', message: 'It was silent.', hint: 'Look for a loop.' });
    expect(model.notice.value).toEqual({ message: 'It was silent.', hint: 'Look for a loop.' });
    expect(code.problems.value).toEqual([]);
  });

  test('that waits for a promise that nobody fulfils is ended when the server says so', async () => {
    const { model, fake } = codeCard();
    model.connect();
    const pressed = model.pressRun();
    await turns();
    fake.timeOut(fake.requests.at(-1)?.runId ?? '', 1);
    await pressed;
    expect(model.state.value).toBe('timed-out');
    expect(model.notice.value).toEqual({
      message:
        'The run did not come to rest in time: GET /api/building/buildings/1/units was not answered, 1 span was still open.',
      hint: 'Look for an await of a promise that nobody fulfils. Your code is kept; change it and run again, with a fresh demo server.',
    });
    expect(cardAnnouncement(model)).toMatch(/timed out/);
    // What it holds on to goes with its worker.
    expect(fake.stops()).toBe(1);
    await run(model, fake);
    expect(model.state.value).toBe('failing');
    expect(model.notice.value).toBeUndefined();
  });

  test('that leaves a span open is timed out too, and its server is kept', async () => {
    const { model, fake } = codeCard();
    model.connect();
    const pressed = model.pressRun();
    await turns();
    const request = fake.requests.at(-1);
    request?.answer([]);
    await turns();
    fake.timeOut(request?.runId ?? '', 1);
    await pressed;
    expect(model.notice.value?.hint).toMatch(/a span that your code starts and does not end/);
    expect(fake.stops()).toBe(0);
  });

  test('gives way to the one of another card, and says so', async () => {
    const fake = fakePrograms();
    const slot = createProgramSlot(async () => fake.programs);
    const first = codeCard({ slot }, fake);
    const second = codeCard({ slot }, fake);
    first.model.connect();
    second.model.connect();
    void first.model.pressRun();
    await turns();
    await run(second.model, fake);
    expect(first.model.state.value).toBe('untried');
    expect(first.model.notice.value?.message).toContain('Another exercise');
    expect(second.model.state.value).toBe('failing');
  });

  test('waits while the solution runs, whose program is another one', async () => {
    const { model, fake } = codeCard();
    model.connect();
    const compared = model.compare();
    await turns();
    expect(fake.opened.at(-1)?.source).toBe('solution');
    expect(model.blocked.value).toContain('solution');
    model.closeComparison();
    await compared;
    expect(model.blocked.value).toBeUndefined();
  });

  test('cannot be where there are no workers, and says what still works', () => {
    const { model } = codeCard({ unsupported: () => 'This browser has no workers.' });
    model.connect();
    expect(model.blocked.value).toBe('This browser has no workers.');
  });

  test('a worker that cannot start leaves the card as it was', async () => {
    const slot = createProgramSlot(() => Promise.reject(new Error('no worker today')));
    const { model } = codeCard({ slot });
    model.connect();
    await model.pressRun();
    expect(model.state.value).toBe('untried');
    expect(model.notice.value?.message).toBe('no worker today');
  });
});

describe('the code', () => {
  test('is there again after a reload', () => {
    const { model, code, ports } = codeCard();
    model.connect();
    code.edit('mine');
    const again = codeCard({ edits: ports.edits });
    again.model.connect();
    expect(again.code.source.value).toBe('mine');
    expect(again.model.state.value).toBe('untried');
  });

  test('goes back to the start with Reset, and what stood there is offered', () => {
    const { model, code } = codeCard();
    model.connect();
    code.edit('mine');
    model.reset();
    expect(code.source.value).toBe('start');
    code.take(offered(code, 'before-reset'));
    expect(code.source.value).toBe('mine');
    expect(code.offers.value).toEqual([]);
  });

  test('that is written after a Reset is kept when the Reset is undone', () => {
    const { model, code } = codeCard();
    model.connect();
    code.edit('mine');
    model.reset();
    code.edit('written since');
    code.take(offered(code, 'before-reset'));
    expect(code.source.value).toBe('mine');
    expect(offered(code, 'before-reset').source).toBe('written since');
  });

  test('of another tab is offered, and the own is kept when it is taken', () => {
    let tell: (key: string | null) => void = () => {};
    const edits = createEditStore({
      storage: memoryArea().storage,
      onOtherTab(listener) {
        tell = listener;
        return () => {};
      },
    });
    const { model, code } = codeCard({ edits: () => edits });
    model.connect();
    code.edit('mine');
    edits.write(EXERCISE.id, 'draft', 'theirs');
    tell(null);
    expect(code.source.value).toBe('mine');
    code.take(offered(code, 'elsewhere'));
    expect(code.source.value).toBe('theirs');
    expect(offered(code, 'before-reset').source).toBe('mine');
  });

  test('of a link is offered and never run; the address forgets it', async () => {
    const encoded = await encodeShare(EXERCISE.id, 'shared');
    let cleared = 0;
    const { model, code, fake } = codeCard({
      subscribeHash(listener) {
        listener(encoded.type === 'link' ? encoded.hash : '');
        return () => {};
      },
      clearHash: () => {
        cleared += 1;
      },
    });
    model.connect();
    await expect.poll(() => code.offers.value.map(({ type }) => type)).toEqual(['link']);
    expect(code.source.value).toBe('start');
    code.take(offered(code, 'link'));
    expect(code.source.value).toBe('shared');
    expect(cleared).toBe(1);
    expect(fake.opened).toEqual([]);
    expect(model.state.value).toBe('untried');
  });

  test('is copied as a link, or the words say why not', async () => {
    const copied: string[] = [];
    const { code } = codeCard({
      copy: async (link) => void copied.push(link),
    });
    await code.share();
    expect(copied[0]).toMatch(/^https:\/\/example\.org\/dev\/#try=dev\/small&code=/);
    expect(code.shareNote.value).toContain('is on your clipboard');
    expect(code.shareLink.value).toBeUndefined();
  });

  test('is a link to copy by hand where there is no clipboard, until it is another text', async () => {
    const copy = () => Promise.reject(new Error('no'));
    const { code } = codeCard({ copy });
    await code.share();
    expect(code.shareNote.value).toContain('Copy the link from here');
    expect(code.shareLink.value).toMatch(/#try=dev\/small&code=/);
    code.edit('another');
    expect(code.shareLink.value).toBeUndefined();
  });

  test('from another tab is on offer when the page comes back from where the browser kept it', () => {
    const { model, code, ports } = codeCard();
    model.connect()();
    code.edit('mine');
    ports.edits().write(EXERCISE.id, 'draft', 'theirs');
    model.connect();
    expect(code.source.value).toBe('mine');
    expect(offered(code, 'elsewhere').source).toBe('theirs');
  });

  test('is got ready for when the learner turns to the card', () => {
    let warmed = 0;
    const { model } = codeCard({ warm: () => void warmed++ });
    model.connect();
    expect(warmed).toBe(0);
    model.approach();
    expect(warmed).toBe(1);
  });
});
