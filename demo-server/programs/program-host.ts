/**
 * Where a learner's program is installed, and from where the parts of the system call it. One at a time; without one,
 * every part is as shipped.
 *
 *   install(program) --> database as seeded --> evaluate --> a part asks `standIn(name)` --> calls it by `run`
 *                                                  '--> problems            thrown --> onProblem
 *
 * Invariant: after `install`, nothing of the program before is left but garbage: no timer, no handler, no row.
 */
import type { PartPrograms } from '../building/parts/part-programs.ts';
import {
  AS_SHIPPED,
  AS_SHIPPED_HEADER,
  type CompiledProgram,
  type PartName,
  type ProgramProblem,
} from '../protocol.ts';
import { evaluate } from './evaluate.ts';
import { spanBudget } from './guards.ts';
import { isOfProgram, thrownProblem } from './problem.ts';
import { type ProgramScope, programScope } from './program-scope.ts';

export interface ProgramHost {
  /** Puts it in the place of the one before, which is gone even if this one has problems. */
  install(program: CompiledProgram): Promise<readonly ProgramProblem[]>;
  /** Every part as shipped. */
  remove(): Promise<void>;
  /** The program for this part, if there is one and this request does not ask for the part as shipped. */
  standIn<Name extends PartName>(part: Name, headers?: Headers): PartPrograms[Name] | undefined;
  /** Told of what a program throws. */
  onProblem(listener: (problem: ProgramProblem) => void): () => void;
  /** Called at once and after each change of the installed program. */
  subscribe(listener: () => void): () => void;
  /** To be told of every error that nobody caught: says whether it was the program's. */
  thrown(error: unknown): boolean;
  /** Runs work of the program; what it throws is told and thrown again. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs a handler of the program; what it throws is told, and goes no further. */
  handle(handler: () => void): void;
  /** How many timers the program has started so far. */
  timers(): number;
  /** To be called before each span that the program causes. */
  readonly spend: () => void;
  /** To be called when the program may have changed the database. */
  readonly touched: () => void;
}

/** More than anybody reads. */
const MAX_PROBLEMS = 20;

export function programHost(restoreDatabase: () => Promise<void>): ProgramHost {
  const problemListeners = new Set<(problem: ProgramProblem) => void>();
  const changeListeners = new Set<() => void>();
  let installed: { part: PartName; exported: (...given: never[]) => unknown } | undefined;
  let scope: ProgramScope | undefined;
  let isTouched = false;
  let restored: Promise<void> = Promise.resolve();
  const told = new Set<string>();

  const tell = (error: unknown) => {
    const problem = thrownProblem(error);
    // The same error passes more than one place on its way up, and what is thrown in a loop is one problem.
    const key = `${problem.line} ${problem.message}`;
    if (told.has(key) || told.size >= MAX_PROBLEMS) return;
    told.add(key);
    for (const listener of [...problemListeners]) listener(problem);
  };
  const changed = () => {
    for (const listener of [...changeListeners]) listener();
  };
  async function remove(): Promise<void> {
    scope?.end();
    installed = undefined;
    changed();
    if (isTouched) {
      isTouched = false;
      // One after the other: two at once would drop each other's tables.
      restored = restored
        .catch(() => undefined)
        .then(restoreDatabase)
        .catch((error: unknown) => {
          isTouched = true;
          throw error;
        });
    }
    await restored;
  }

  return {
    async install(program) {
      await remove();
      told.clear();
      const own = programScope(tell);
      scope = own;
      const evaluated = await evaluate(program, own);
      // Another one took its place meanwhile.
      if (scope !== own) return [];
      if (evaluated.type === 'problems') return evaluated.problems;
      installed = { part: program.part, exported: evaluated.exported };
      try {
        changed();
      } catch (error) {
        await remove();
        return [thrownProblem(error)];
      }
      return [];
    },
    remove,
    standIn<Name extends PartName>(part: Name, headers?: Headers) {
      const shipped = headers?.get(AS_SHIPPED_HEADER) === AS_SHIPPED;
      if (installed?.part !== part || shipped) return undefined;
      return installed.exported as unknown as PartPrograms[Name];
    },
    onProblem(listener) {
      problemListeners.add(listener);
      return () => void problemListeners.delete(listener);
    },
    subscribe(listener) {
      changeListeners.add(listener);
      listener();
      return () => void changeListeners.delete(listener);
    },
    thrown(error) {
      if (!isOfProgram(error)) return false;
      tell(error);
      return true;
    },
    async run(work) {
      try {
        return await work();
      } catch (error) {
        tell(error);
        throw error;
      }
    },
    handle(handler) {
      try {
        handler();
      } catch (error) {
        tell(error);
      }
    },
    timers: () => scope?.timersStarted() ?? 0,
    spend: spanBudget(),
    touched: () => {
      isTouched = true;
    },
  };
}
