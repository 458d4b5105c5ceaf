import { context, trace } from '@opentelemetry/api';
import { describe, expect, test, vi } from 'vitest';
import { guardedExecutor, mayChange, spanBudget } from '../../../demo-server/programs/guards.ts';
import { MODULES, modulesFor } from '../../../demo-server/programs/modules.ts';
import { programHost } from '../../../demo-server/programs/program-host.ts';
import { AS_SHIPPED, AS_SHIPPED_HEADER, PROGRAM_MODULES } from '../../../demo-server/protocol.ts';
import { loadBabel } from '../../../src/exercises/code/babel.ts';
import { compile } from '../../../src/exercises/code/compile.ts';

const babel = await loadBabel();
function compiled(source: string) {
  const result = compile(babel, { part: 'units-route', source });
  if (result.type === 'problems') throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.program;
}
const request = { buildingId: 1, db: {} as never, tracer: trace.getTracer('test') };

describe('the host of programs', () => {
  test('has a part as shipped until a program is installed, and for requests that want it so', async () => {
    const host = programHost(async () => {});
    expect(host.standIn('units-route')).toBeUndefined();
    await host.install(compiled('export const unitsRoute = async () => [1];'));
    expect(await host.standIn('units-route')?.(request)).toEqual([1]);
    expect(host.standIn('command-bridge')).toBeUndefined();
    const headers = new Headers({ [AS_SHIPPED_HEADER]: AS_SHIPPED });
    expect(host.standIn('units-route', headers)).toBeUndefined();
    await host.remove();
    expect(host.standIn('units-route')).toBeUndefined();
  });

  test('names an import that the module has not, at its place', async () => {
    const host = programHost(async () => {});
    const problems = await host.install(
      compiled("import { nothing } from 'drizzle-orm';\nexport const unitsRoute = () => nothing();"),
    );
    expect(problems).toMatchObject([
      { type: 'import', line: 1, column: 10, endColumn: 17, hint: expect.stringMatching(/\beq\b/) },
    ]);
    expect(host.standIn('units-route')).toBeUndefined();
  });

  test('tells the line of what is thrown, wherever it came out', async () => {
    const host = programHost(async () => {});
    const lines: [number, string][] = [];
    host.onProblem(({ line, message }) => lines.push([line, message]));
    await host.install(
      compiled(
        [
          'const fail = (): never => {',
          "  throw new TypeError('deep');",
          '};',
          'export const unitsRoute = async ({ db }) => {',
          "  if (db === 'deep') fail();",
          '  await null;',
          '  await db.query();',
          '  return [];',
          '};',
        ].join('\n'),
      ),
    );
    const program = host.standIn('units-route');
    const failing = { query: () => Promise.reject(Object.assign(new Error('from afar'), { stack: '' })) };
    for (const db of ['deep', failing])
      await host.run(async () => program?.({ ...request, db: db as never })).catch(() => undefined);
    expect(lines).toEqual([
      [2, 'TypeError: deep'],
      [7, 'Error: from afar'],
    ]);
  });

  test('says a problem once, however often it is thrown', async () => {
    const host = programHost(async () => {});
    const told = vi.fn();
    host.onProblem(told);
    await host.install(compiled("export const unitsRoute = () => {\n  throw new Error('again');\n};"));
    for (let n = 0; n < 3; n++) host.handle(() => void host.standIn('units-route')?.(request));
    expect(told).toHaveBeenCalledTimes(1);
  });

  test('restores the database before the next program, if this one touched it', async () => {
    const restore = vi.fn(async () => {});
    const host = programHost(restore);
    const program = compiled('export const unitsRoute = async () => [];');
    await host.install(program);
    await host.install(program);
    expect(restore).not.toHaveBeenCalled();
    host.touched();
    await host.install(program);
    await host.install(program);
    expect(restore).toHaveBeenCalledTimes(1);
  });

  test('restores the database once at a time, and again when that failed or a late change came meanwhile', async () => {
    const restores: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
    const host = programHost(
      () =>
        new Promise((resolve, reject) => {
          restores.push({ done: resolve, fail: reject });
        }),
    );
    const program = compiled('export const unitsRoute = async () => [];');
    const begun = (count: number) => vi.waitFor(() => expect(restores).toHaveLength(count));
    host.touched();
    const [first, second] = [host.install(program), host.install(program)];
    await begun(1);
    host.touched();
    restores[0]?.done();
    expect(await Promise.all([first, second])).toEqual([[], []]);
    expect(restores).toHaveLength(1);

    const third = host.install(program);
    await begun(2);
    restores[1]?.fail(new Error('no database'));
    await expect(third).rejects.toThrow('no database');
    const fourth = host.install(program);
    await begun(3);
    restores[2]?.done();
    expect(await fourth).toEqual([]);
    expect(host.standIn('units-route')).toBeDefined();
  });

  test('leaves no timer of a program behind', async () => {
    vi.useFakeTimers();
    try {
      const host = programHost(async () => {});
      const told = vi.fn();
      host.onProblem(told);
      await host.install(
        compiled(
          "setInterval(() => { throw new Error('tick'); }, 10);\nexport const unitsRoute = async () => [];",
        ),
      );
      vi.advanceTimersByTime(10);
      expect(told).toHaveBeenCalledTimes(1);
      await host.remove();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each(['fetch', 'postMessage', 'close', 'importScripts', 'WebSocket'])('has no %s', async (name) => {
    const host = programHost(async () => {});
    const [problem] = await host.install(compiled(`${name}();\nexport const unitsRoute = async () => [];`));
    expect(problem).toMatchObject({
      type: 'thrown',
      line: 1,
      message: expect.stringContaining(`no \`${name}\``),
    });
  });

  test.each(['self', 'globalThis', 'process', 'window', 'indexedDB'])('hides %s', async (name) => {
    const host = programHost(async () => {});
    const source = `export const unitsRoute = async () => [typeof ${name}];`;
    await host.install(compiled(source));
    expect(await host.standIn('units-route')?.(request)).toEqual(['undefined']);
  });
});

describe('what programs are given', () => {
  test('every module that may be imported is there, and those that are large when they are wanted', async () => {
    const without = await modulesFor([]);
    expect(Object.keys(without).sort()).toEqual([...PROGRAM_MODULES].sort());
    expect(without.vitest).toEqual({});
    expect(Object.keys((await modulesFor(PROGRAM_MODULES)).vitest)).toEqual(['expect']);
  });

  test('the telemetry of the server cannot be switched off by its API', () => {
    const api = MODULES['@opentelemetry/api'] as Record<string, Record<string, unknown>>;
    for (const name of ['context', 'trace', 'propagation']) {
      expect(Object.keys(api[name] ?? {})).not.toContain('disable');
      expect(Object.isFrozen(api[name])).toBe(true);
    }
    const { active } = api['context'] as unknown as typeof context;
    expect(active()).toBe(context.active());
  });

  test('a flood of spans ends with the one too many', () => {
    const spend = spanBudget(3);
    for (let n = 0; n < 3; n++) spend();
    expect(spend).toThrow(/more than 3 spans/);
  });

  test.each([
    ['select "id" from "units" where "id" = $1', false],
    ['with a as (select 1) select * from a', false],
    ['  INSERT INTO units VALUES (1)', true],
    ['drop table devices', true],
    ['begin', true],
    ["select setval('x', 1)", true],
    ['select 1; drop table devices', true],
    ['with a as (delete from units returning 1) select * from a', true],
  ])('%s: may change the database: %s', async (text, changes) => {
    expect(mayChange(text)).toBe(changes);
    const touched = vi.fn();
    const executor = guardedExecutor(
      { query: async () => ({ rows: [], affectedRows: 0 }) },
      () => {},
      touched,
    );
    await executor.query(text);
    expect(touched).toHaveBeenCalledTimes(changes ? 1 : 0);
  });
});
