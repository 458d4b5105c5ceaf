/**
 * A page has one place for a learner's program and may have many cards. Whoever opens a program is the tenant of that
 * place, hears what it throws, and is told when the next one moves in.
 */
import type { BootState } from '../../server-client/in-browser.ts';
import type { CodeProblem, OpenedProgram, Program, Programs } from './program.ts';

export interface Tenant {
  /** Its program threw. */
  problem(problem: CodeProblem): void;
  /** How far the worker is that the program waits for. */
  boot(state: BootState): void;
  /** Another program takes the place; what this one was doing has no verdict. */
  evicted(): void;
}
export interface ProgramSlot {
  /** Rejects only when no program can run here. */
  open(tenant: Tenant, program: Program): Promise<OpenedProgram>;
  /** Ends the program at once, if it is the tenant's. */
  stop(tenant: Tenant): void;
}

/** `load` fetches the programs when the first one is opened. */
export function createProgramSlot(load: () => Promise<Programs>): ProgramSlot {
  let tenant: Tenant | undefined;
  let loaded: Programs | undefined;
  let loading: Promise<Programs> | undefined;

  async function loadOnce(): Promise<Programs> {
    loading ??= load();
    try {
      const programs = await loading;
      if (!loaded) {
        programs.onProblem((problem) => tenant?.problem(problem));
        programs.subscribeBoot((state) => tenant?.boot(state));
      }
      loaded = programs;
      return programs;
    } catch (error) {
      loading = undefined; // the next who asks tries again
      throw error;
    }
  }

  return {
    async open(next, program) {
      if (tenant !== next) tenant?.evicted();
      tenant = next;
      const programs = await loadOnce();
      return programs.open(program);
    },
    stop(of) {
      if (tenant === of) loaded?.stop();
    },
  };
}
