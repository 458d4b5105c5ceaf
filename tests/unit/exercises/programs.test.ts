import { describe, expect, test } from 'vitest';
import type { CompiledProgram, PageMessage, ProgramProblem } from '../../../demo-server/protocol.ts';
import type { CodeProblem, OpenedProgram } from '../../../src/exercises/code/program.ts';
import { createPrograms } from '../../../src/exercises/code/programs.ts';
import type { WorkerEvents } from '../../../src/server-client/in-browser.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noParts } from '../../support/no-parts.ts';

const PROGRAM = { part: 'units-route', source: 'a program' } as const;
const THROWN: ProgramProblem = { type: 'thrown', line: 3, column: 1, message: 'Error: no', hint: '' };

/** Programs with workers that answer as the test says; `answers: false` is one that is busy for ever. */
function setUp({ answers = true, problems = [] as readonly ProgramProblem[] } = {}) {
  const clock = new FakeClock();
  const workers: { events: WorkerEvents; said: PageMessage['type'][]; ended: boolean }[] = [];
  const heard: CodeProblem[] = [];
  const requests: (readonly (readonly [string, string])[])[] = [];
  const behaviour = { answers, problems };
  const installed: string[] = [];
  let compileSlow = () => {};
  const slow = new Promise<void>((resolve) => {
    compileSlow = resolve;
  });
  const programs = createPrograms({
    origin: 'http://demo.test',
    clock,
    async compile({ part, source }) {
      if (source === 'nonsense') return { type: 'problems', problems: [{ ...THROWN, type: 'syntax' }] };
      if (source === 'slow') await slow;
      return {
        type: 'compiled',
        program: { part, javascript: source, imports: [] } satisfies CompiledProgram,
      };
    },
    async openWorker(events) {
      const worker = { events, said: [] as PageMessage['type'][], ended: false };
      workers.push(worker);
      const post = (message: PageMessage) => {
        worker.said.push(message.type);
        if (message.type === 'install') installed.push(message.program.javascript);
        if (message.type === 'request') requests.push(message.request.headers);
        if (message.type === 'boot') queueMicrotask(() => events.message({ type: 'ready' }));
        if (!behaviour.answers) return;
        if (message.type === 'ping') events.message({ type: 'pong' });
        if (message.type === 'install')
          events.message({
            type: 'installed',
            installId: message.installId,
            problems: behaviour.problems,
          });
      };
      const end = () => {
        worker.ended = true;
      };
      return { line: { post, end }, parts: noParts() };
    },
  });
  programs.onProblem((problem) => heard.push(problem));
  return { programs, workers, clock, heard, requests, behaviour, installed, compileSlow };
}
const idle = () => new Promise((resolve) => setImmediate(resolve));

/** The server of a program that opened. */
function serverOf(opened: OpenedProgram) {
  if (opened.type === 'problems') throw new Error('it has problems');
  return opened.server;
}

describe('programs', () => {
  test('share one worker, which is kept from one to the next', async () => {
    const { programs, workers } = setUp();
    expect(serverOf(await programs.open(PROGRAM)).mode).toBe('in-browser');
    await programs.open(PROGRAM);
    expect(workers).toHaveLength(1);
    expect(workers[0]?.said.filter((type) => type === 'install')).toHaveLength(2);
  });

  test('that do not compile are not sent anywhere', async () => {
    const { programs, workers } = setUp();
    const opened = await programs.open({ ...PROGRAM, source: 'nonsense' });
    expect(opened).toMatchObject({ type: 'problems', problems: [{ type: 'syntax' }] });
    await idle();
    expect(workers[0]?.said).not.toContain('install');
  });

  test('that take long to compile do not take the place of one that was opened later', async () => {
    const { programs, installed, compileSlow } = setUp();
    const first = programs.open({ ...PROGRAM, source: 'slow' });
    expect(await programs.open({ ...PROGRAM, source: 'quick' })).toMatchObject({ type: 'ready' });
    compileSlow();
    expect(await first).toMatchObject({ type: 'problems', problems: [{ type: 'ended' }] });
    expect(installed).toEqual(['quick']);
  });

  test('that fail when they are installed say so', async () => {
    const { programs } = setUp({ problems: [THROWN] });
    expect(await programs.open(PROGRAM)).toEqual({ type: 'problems', problems: [THROWN] });
  });

  test('tell what they throw, and nothing of the one before', async () => {
    const { programs, workers, heard, behaviour } = setUp();
    await programs.open(PROGRAM);
    workers[0]?.events.message({ type: 'thrown', problem: THROWN });
    expect(heard).toEqual([THROWN]);
    behaviour.answers = false;
    const next = programs.open(PROGRAM);
    workers[0]?.events.message({ type: 'thrown', problem: THROWN });
    expect(heard).toHaveLength(1);
    programs.stop();
    expect(await next).toMatchObject({ type: 'problems', problems: [{ type: 'ended' }] });
  });

  test('that are silent for five seconds are ended, and what waits for them is told', async () => {
    const { programs, workers, clock, heard, behaviour } = setUp();
    const server = serverOf(await programs.open(PROGRAM));
    clock.advance(60_000);
    expect(workers[0]?.ended).toBe(false);
    const answer = server.request('/api/building/buildings/1/units');
    answer.catch(() => undefined);
    await idle();
    behaviour.answers = false;
    clock.advance(4_900);
    expect(workers[0]?.ended).toBe(false);
    clock.advance(1_200);
    expect(workers[0]?.ended).toBe(true);
    expect(heard).toMatchObject([{ type: 'ended', message: expect.stringMatching(/five seconds/) }]);
    await expect(answer).rejects.toThrow(/five seconds/);
  });

  test('that are silent while they are installed are ended, and the next has a worker of its own', async () => {
    const { programs, workers, clock, behaviour } = setUp({ answers: false });
    const opened = programs.open(PROGRAM);
    await idle();
    clock.advance(6_100);
    expect(await opened).toMatchObject({ type: 'problems', problems: [{ type: 'ended' }] });
    behaviour.answers = true;
    expect(await programs.open(PROGRAM)).toMatchObject({ type: 'ready' });
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
  });

  test('a tick that comes late is one tick: a laptop that slept has not been silent', async () => {
    const { programs, workers, clock, behaviour } = setUp();
    await programs.open(PROGRAM);
    behaviour.answers = false;
    clock.advance(2_000);
    behaviour.answers = true;
    clock.advance(600_000);
    expect(workers[0]?.ended).toBe(false);
  });

  test('are ended at once by Stop', async () => {
    const { programs, workers, heard } = setUp();
    const server = serverOf(await programs.open(PROGRAM));
    const answer = server.request('/api/building/buildings/1/units');
    answer.catch(() => undefined);
    await idle();
    programs.stop();
    expect(workers[0]?.ended).toBe(true);
    await expect(answer).rejects.toThrow('The program was stopped.');
    expect(heard).toEqual([]);
  });

  test('ask for the system as shipped by a header, once for what is only read', async () => {
    const { programs, workers, requests } = setUp();
    const server = serverOf(await programs.open(PROGRAM));
    const first = server.requestAsShipped?.('/api/building/buildings/1/units');
    await idle();
    expect(requests).toMatchObject([[['bldg-parts', 'as-shipped']]]);
    const response = { status: 200, headers: [], body: new TextEncoder().encode('[1]').buffer };
    workers[0]?.events.message({ type: 'response', requestId: 1, response });
    expect(await (await first)?.text()).toBe('[1]');
    const again = await server.requestAsShipped?.('/api/building/buildings/1/units');
    expect(await again?.text()).toBe('[1]');
    expect(requests).toHaveLength(1);
  });

  test('whose worker cannot run here are refused with the reason', async () => {
    const clock = new FakeClock();
    const programs = createPrograms({
      origin: 'http://demo.test',
      clock,
      compile: async ({ part }) => ({ type: 'compiled', program: { part, javascript: '', imports: [] } }),
      openWorker: () => Promise.reject(new Error('it has no workers.')),
    });
    await expect(programs.open(PROGRAM)).rejects.toThrow(/it has no workers/);
  });
});
